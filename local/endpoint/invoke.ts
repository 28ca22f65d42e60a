import { AwsServiceError } from "../errors";
import type { Services } from "./services";

/** The input of Lambda's `Invoke`. */
export interface InvokeInput {
  /** A name, `name:qualifier`, an account and a name, or an ARN. */
  readonly FunctionName: string;
  readonly Qualifier?: string;
  /** @default "RequestResponse" */
  readonly InvocationType?: "RequestResponse" | "Event" | "DryRun";
  /** @default "{}" */
  readonly Payload?: string;
}

/** What `Invoke` answers, before it becomes a status, headers and a body. */
export interface InvokeOutput {
  readonly StatusCode: 200 | 202 | 204;
  readonly Payload?: string;
  readonly FunctionError?: string | undefined;
  readonly ExecutedVersion?: string;
}

const FUNCTION_NAME =
  /^(?:arn:aws:lambda:(?<region>[a-z0-9-]+):)?(?:(?<account>\d{12}):)?(?:function:)?(?<name>[\w-]+)(?::(?<version>\$LATEST|[\w-]+))?$/;
const LATEST = "$LATEST";

/**
 * The function that an invocation means.
 *
 * @throws AwsServiceError `ResourceNotFoundException`, or `ValidationException` if it names no function at all
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function functionOf(
  input: Pick<InvokeInput, "FunctionName" | "Qualifier">,
  { lambda, region, accountId }: Services,
): { name: string; arn: string } {
  const parts = FUNCTION_NAME.exec(input.FunctionName)?.groups;
  if (!parts?.name) {
    throw new AwsServiceError(
      "ValidationException",
      "1 validation error detected: Value at 'functionName' failed to satisfy constraint: " +
        "Member must be a function's name or ARN",
    );
  }
  const { name } = parts;
  if (parts.region !== undefined && parts.region !== region) {
    throw notFound(`Functions from '${parts.region}' are not reachable in this region ('${region}')`);
  }
  const version = input.Qualifier ?? parts.version ?? LATEST;
  const arn = lambda.functionArn(name);
  const elsewhere = parts.account !== undefined && parts.account !== accountId;
  if (arn === undefined || elsewhere || version !== LATEST) {
    const qualifier = version === LATEST ? "" : `:${version}`;
    const account = parts.account ?? accountId;
    throw notFound(`Function not found: arn:aws:lambda:${region}:${account}:function:${name}${qualifier}`);
  }
  return { name, arn };
}

/**
 * Runs a function: to its end, in the background (`Event`), or not at all (`DryRun`).
 *
 * @throws AwsServiceError `InvalidRequestContentException` if the payload is not JSON, and what
 *   {@link functionOf} throws
 */
export async function invoke(input: InvokeInput, services: Services): Promise<InvokeOutput> {
  const { name } = functionOf(input, services);
  const payload = input.Payload || "{}";
  requireJson(payload);
  switch (input.InvocationType) {
    case "DryRun":
      return { StatusCode: 204 };
    case "Event":
      services.lambda.invoke(name, payload).catch((error: unknown) => {
        console.error(`The asynchronous invocation of ${name} failed:`, error);
      });
      return { StatusCode: 202 };
    default: {
      const result = await services.lambda.invoke(name, payload);
      return {
        StatusCode: 200,
        Payload: result.payload,
        FunctionError: result.functionError,
        ExecutedVersion: result.executedVersion,
      };
    }
  }
}

function requireJson(payload: string): void {
  try {
    JSON.parse(payload);
  } catch (error) {
    throw new AwsServiceError(
      "InvalidRequestContentException",
      `Could not parse request body into json: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function notFound(message: string): AwsServiceError {
  return new AwsServiceError("ResourceNotFoundException", message, 404);
}
