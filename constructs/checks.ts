import { Token } from "cdktf";
import type { Construct } from "constructs";

/** The article's pattern of an e-mail address, which Terraform's `regex` takes as it is. */
export const ADDRESS_PATTERN = "^[a-zA-Z0-9_.+-]+@[a-zA-Z0-9-]+\\.[a-zA-Z0-9-.]+$";

const MAX_TIMEOUT_SECONDS = 31_536_000;

const MAX_ADDRESS_LENGTH = 254;

/** What {@link isTimeoutSeconds} allows, in words. An execution lasts a year at most. */
export const TIMEOUT_RULE = `a whole number from 1 to ${MAX_TIMEOUT_SECONDS} (a year)`;

/** What {@link isNamePrefix} allows, in words. */
export const NAME_PREFIX_RULE = "a letter, then at most 31 letters, digits and hyphens";

/** An approval was asked for that cannot be: says what was given, what is allowed, and where. */
export class ApprovalError extends Error {
  override readonly name = "ApprovalError";

  constructor(scope: Construct, message: string) {
    super(`${message} (in ${scope.node.path})`);
  }
}

/** Whether a text is an e-mail address that SNS takes, by the article's pattern. */
export function isAddress(address: string): boolean {
  return address.length <= MAX_ADDRESS_LENGTH && new RegExp(ADDRESS_PATTERN).test(address);
}

/** @throws ApprovalError if there is no approver, or an address that is none; tokens are left to Terraform */
export function checkApprovers(scope: Construct, approvers: readonly string[]): void {
  if (approvers.length === 0) {
    throw new ApprovalError(scope, "There is no approver: give at least one e-mail address");
  }
  const wrong = approvers.find((address) => !Token.isUnresolved(address) && !isAddress(address));
  if (wrong !== undefined) {
    throw new ApprovalError(
      scope,
      `${JSON.stringify(wrong)} is no e-mail address: it must match ${ADDRESS_PATTERN}`,
    );
  }
}

/** @throws ApprovalError if a request cannot stay open that long */
export function checkTimeoutSeconds(scope: Construct, timeoutSeconds: number): void {
  if (!isTimeoutSeconds(timeoutSeconds)) {
    throw new ApprovalError(scope, `timeoutSeconds is ${timeoutSeconds}; it must be ${TIMEOUT_RULE}`);
  }
}

/** Whether a request can stay open that long. */
export function isTimeoutSeconds(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MAX_TIMEOUT_SECONDS;
}

/** @throws ApprovalError if names that begin so would be too long or have characters that AWS refuses */
export function checkNamePrefix(scope: Construct, namePrefix: string): void {
  if (!isNamePrefix(namePrefix)) {
    throw new ApprovalError(
      scope,
      `namePrefix is ${JSON.stringify(namePrefix)}; it must be ${NAME_PREFIX_RULE}`,
    );
  }
}

/** Whether names of all kinds of resources may begin so. */
export function isNamePrefix(value: unknown): boolean {
  return typeof value === "string" && /^[a-zA-Z][a-zA-Z0-9-]{0,31}$/.test(value);
}
