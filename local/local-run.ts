import { Hono } from "hono";
import { ACCOUNT_ID, functionArn, REGION } from "./account";
import { type DeployedStack, deploy } from "./deployment";
import { type AwsCall, createAwsEndpoint } from "./endpoint";
import { AwsServiceError } from "./errors";
import { type HttpServer, serveOnLoopback } from "./http-server";
import type { JsonValue } from "./json";
import { KmsService } from "./kms";
import { serveFunctionUrl } from "./lambda/function-url";
import { LambdaService } from "./lambda/lambda-service";
import { Permissions } from "./permissions";
import { SnsService } from "./sns";
import type { StandIns } from "./stand-ins";
import { StepFunctionsService } from "./step-functions/step-functions-service";
import { TaskError } from "./step-functions/task-error";
import { createPages, ownOriginOnly } from "./web";

/** Settings of {@link startLocalRun}. */
export interface LocalRunOptions {
  /** The stack's folder in `cdktf.out`: what is run is what its JSON says. */
  readonly stackFolder: string;
  /** Values of the Terraform variables. @default none */
  readonly variables?: Readonly<Record<string, JsonValue>>;
  /** Approvers who have not confirmed their e-mail subscription. @default none */
  readonly unconfirmed?: readonly string[];
  /**
   * What plays the functions and services that Task states call, by the states' names.
   *
   * A function's gets the payload and gives the result, a service's gets the state's parameters; what it throws,
   * the state fails with. The role must be allowed to call the function all the same.
   *
   * @default none: the stack's own functions run, and no state may call anything else
   */
  readonly standIns?: StandIns;
  /** Of the endpoint and the pages. @default 0, any that is free */
  readonly port?: number;
  /** Is told of every call of AWS's APIs. @default nobody is */
  readonly onCall?: (call: AwsCall) => void;
}

/** A stack that runs on this machine. */
export interface LocalRun extends DeployedStack {
  /** Where the AWS endpoint and the pages are, such as `http://127.0.0.1:8787/`. */
  readonly url: string;
  readonly stepFunctions: StepFunctionsService;
  readonly sns: SnsService;
  readonly lambda: LambdaService;
  /** Ends servers, executions and workers. */
  close(): Promise<void>;
}

/**
 * Runs a synthesized stack on this machine: its definition, its bundles, its policies, as they are.
 *
 * @throws TerraformError for an expression in the JSON that cannot be resolved
 * @throws the system's error if the port is taken
 */
export async function startLocalRun(options: LocalRunOptions): Promise<LocalRun> {
  const { standIns = {} } = options;
  const location = { region: REGION, accountId: ACCOUNT_ID };
  let app: Hono | undefined;
  const server = await serveOnLoopback(
    (request, env) => app?.fetch(request, env) ?? new Response("Starting\n", { status: 503 }),
    options.port ?? 0,
  );
  const servers: HttpServer[] = [server];
  const permissions = new Permissions();
  const sns = new SnsService(location);
  const kms = new KmsService(location);
  const endpointUrl = server.url.replace(/\/$/, "");
  const lambda = new LambdaService({ region: REGION, endpointUrl });
  const stepFunctions = new StepFunctionsService({
    ...location,
    standIns,
    invokeFunction: async ({ functionName, payload, roleArn, stateName }) => {
      try {
        permissions.authorizeRole(roleArn, {
          action: "lambda:InvokeFunction",
          resource: functionName.startsWith("arn:") ? functionName : functionArn(functionName),
        });
        const standIn = standIns[stateName];
        if (standIn) {
          return await standIn(payload);
        }
        const result = await lambda.invoke(functionName, JSON.stringify(payload));
        return resultOf(result.payload, result.functionError);
      } catch (error) {
        throw error instanceof AwsServiceError ? lambdaError(error) : error;
      }
    },
  });
  const close = async (): Promise<void> => {
    stepFunctions.close();
    await Promise.all([...servers.map((one) => one.close()), lambda.close()]);
  };
  try {
    const deployed = await deploy(
      {
        kms,
        lambda,
        sns,
        stepFunctions,
        permissions,
        serveFunctionUrl: async (functionArn) => {
          const url = await serveFunctionUrl({
            functionArn,
            invoke: (arn, event, invokeOptions) => lambda.invoke(arn, event, invokeOptions),
            authorize: () => authorizeUrl(permissions, functionArn),
          });
          servers.push(url);
          return url.url;
        },
      },
      {
        stackFolder: options.stackFolder,
        variables: options.variables ?? {},
        unconfirmed: options.unconfirmed ?? [],
        standIns,
      },
    );
    const { stateMachineArns } = deployed;
    const complete = new Hono();
    complete.use(ownOriginOnly(endpointUrl));
    complete.route(
      "/",
      createAwsEndpoint({
        ...location,
        stepFunctions,
        sns,
        kms,
        lambda,
        ...(options.onCall && { onCall: options.onCall }),
        authorize: ({ accessKeyId, action, resource }) =>
          permissions.authorizeKey(accessKeyId, { action, resource }),
      }),
    );
    complete.route("/", createPages({ stepFunctions, sns, stateMachineArns, endpointUrl }));
    app = complete;
    return { ...deployed, url: server.url, stepFunctions, sns, lambda, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A function URL with auth type NONE answers only where the function's policy has both statements. */
function authorizeUrl(permissions: Permissions, resource: string): void {
  permissions.authorizeAnybody({
    action: "lambda:InvokeFunctionUrl",
    resource,
    context: { "lambda:FunctionUrlAuthType": "NONE" },
  });
  permissions.authorizeAnybody({
    action: "lambda:InvokeFunction",
    resource,
    context: { "lambda:InvokedViaFunctionUrl": "true" },
  });
}

function resultOf(payload: string, functionError: string | undefined): JsonValue {
  const result: JsonValue = JSON.parse(payload);
  if (functionError === undefined) {
    return result;
  }
  const { errorType } = typeof result === "object" && result !== null && "errorType" in result ? result : {};
  throw new TaskError(typeof errorType === "string" ? errorType : "Error", payload);
}

/**
 * The error that a task fails with when Lambda refuses the call itself.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
function lambdaError({ code, message, statusCode }: AwsServiceError): Error {
  const known = code === "TooManyRequestsException" || code === "ResourceNotFoundException";
  const name = known ? `Lambda.${code}` : "Lambda.AWSLambdaException";
  return new TaskError(
    name,
    `${message} (Service: AWSLambda; Status Code: ${statusCode}; Error Code: ${code})`,
  );
}
