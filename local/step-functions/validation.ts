import { AwsServiceError } from "../errors";
import { exceedsDataLimit, MAX_DATA_BYTES } from "./data-limit";

const DEFAULT_PAGE_SIZE = 100;
const MAX_PAGE_SIZE = 1000;

const SPECIAL_CHARACTERS = /[\s\p{Cc}<>{}[\]?*"#%\\^|~`$&,;:/]/u;

/**
 * A member that a call must have.
 *
 * @throws AwsServiceError `ValidationException`
 */
export function required(value: string | undefined, member: string): string {
  if (typeof value !== "string") throw invalid(value, member, "Member must not be null");
  return value;
}

/**
 * Checks a text's length.
 *
 * @throws AwsServiceError `ValidationException`
 */
export function checkLength(value: string | undefined, member: string, longest: number): void {
  if (value !== undefined && value.length > longest) {
    throw invalid(value, member, `Member must have length less than or equal to ${longest}`);
  }
}

/**
 * How many results a page may hold: what was asked for, or 100.
 *
 * @throws AwsServiceError `ValidationException`
 */
export function pageSize(maxResults: number | undefined): number {
  if (maxResults === undefined || maxResults === 0) return DEFAULT_PAGE_SIZE;
  if (!Number.isInteger(maxResults) || maxResults < 0 || maxResults > MAX_PAGE_SIZE) {
    throw invalid(maxResults, "maxResults", `Member must have value between 0 and ${MAX_PAGE_SIZE}`);
  }
  return maxResults;
}

/**
 * Checks that a text is JSON and not too large.
 *
 * @param notJson the error where it is not JSON
 * @throws AwsServiceError `ValidationException` or `notJson`
 */
export function checkJson(text: string, member: string, notJson: (reason: string) => AwsServiceError): void {
  if (exceedsDataLimit(text)) {
    throw invalid(text, member, `Member must have length less than or equal to ${MAX_DATA_BYTES}`);
  }
  try {
    JSON.parse(text);
  } catch (error) {
    throw notJson((error as Error).message);
  }
}

/**
 * Checks the form of an ARN.
 *
 * @throws AwsServiceError `InvalidArn`
 */
export function checkArn(arn: string, type: "stateMachine" | "execution"): void {
  const name = type === "stateMachine" ? "[^:]+" : "[^:]+:[^:]+";
  if (!new RegExp(`^arn:[^:]+:states:[^:]+:\\d{12}:${type}:${name}$`).test(arn)) {
    throw new AwsServiceError("InvalidArn", `Invalid Arn: 'Invalid ARN prefix: ${arn}'`);
  }
}

/**
 * Checks the name of an execution: 1 to 80 characters, none of them special.
 *
 * @throws AwsServiceError `InvalidName`
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function checkExecutionName(name: string): void {
  if (name.length < 1 || name.length > 80 || SPECIAL_CHARACTERS.test(name)) {
    throw new AwsServiceError("InvalidName", `Invalid Name: '${name}'`);
  }
}

function invalid(value: unknown, member: string, constraint: string): AwsServiceError {
  const shown = value === undefined ? "null" : `'${String(value).slice(0, 100)}'`;
  return new AwsServiceError(
    "ValidationException",
    `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}
