import { devNull } from "node:os";

/** The runtime that the functions are deployed with, as Lambda names it to them. */
const EXECUTION_ENVIRONMENT = "AWS_Lambda_nodejs24.x";

/** A function of the local Lambda, with what a deployed function is configured with. */
export interface LocalFunction {
  readonly functionName: string;
  /** The unqualified ARN, `arn:aws:lambda:<region>:<account>:function:<name>`. */
  readonly functionArn: string;
  /** File and exported name, such as `index.handler` for `index.mjs`, `index.js` or `index.cjs`. */
  readonly handler: string;
  /** The absolute path of the folder that is zipped for a deployment. */
  readonly codeFolder: string;
  /** The function's own environment variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** @default 3 */
  readonly timeoutSeconds?: number;
  /** @default 128 */
  readonly memorySizeMb?: number;
  readonly logGroupName: string;
  /** The keys that the function signs its AWS calls with. */
  readonly credentials: LocalCredentials;
  /**
   * How many events the function may handle at the same time; 0 stops it.
   *
   * @default 8
   */
  readonly reservedConcurrency?: number;
}

/** Temporary AWS credentials, as Lambda gives them to a function for its role. */
export interface LocalCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** How long a function may take for one event when nothing is said. */
export const DEFAULT_TIMEOUT_SECONDS = 3;

/** How much memory a function has when nothing is said. */
export const DEFAULT_MEMORY_SIZE_MB = 128;

/**
 * Everything that a function finds in `process.env`.
 *
 * What Lambda reserves wins over the function's own variables, so that no setting leads a local function to
 * a real account. The developer's own profile is kept out by configuration files that are empty.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function environmentVariables(
  localFunction: LocalFunction,
  region: string,
  endpointUrl: string,
): Record<string, string> {
  const { credentials, functionName, logGroupName, memorySizeMb = DEFAULT_MEMORY_SIZE_MB } = localFunction;
  return {
    TZ: "UTC",
    ...localFunction.environment,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: EXECUTION_ENVIRONMENT,
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySizeMb),
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupName,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_ENDPOINT_URL: endpointUrl,
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}
