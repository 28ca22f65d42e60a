import { randomUUID } from "node:crypto";
import { Hono } from "hono";
import { AwsServiceError } from "../errors";
import { jsonProtocol } from "./json-protocol";
import type { Protocol } from "./protocol";
import { queryProtocol } from "./query-protocol";
import { credentialOf, type ProtocolName, protocolOf } from "./recognize";
import { restJsonProtocol } from "./rest-json-protocol";
import type { Services } from "./services";

export { OPERATIONS, type Operation, type ServiceName } from "./operations";
export { isAwsCall } from "./recognize";
export type { LambdaApi, LambdaResult, StepFunctionsApi } from "./services";

/** Who wants to do what to what. */
export interface AwsCall {
  /** From the request's `Authorization` header; `undefined` if the request is not signed. */
  readonly accessKeyId: string | undefined;
  /** The IAM action, such as `states:StartExecution`. */
  readonly action: string;
  /** The ARN that policies are held against. */
  readonly resource: string;
}

/** How a call was answered. */
export interface AwsCallOutcome {
  readonly requestId: string;
  /** The HTTP status. */
  readonly statusCode: number;
  /** AWS's name of the error, or `undefined` if all went well. */
  readonly errorCode: string | undefined;
}

/** The services behind the endpoint, and who may call them. */
export interface AwsEndpointOptions extends Services {
  /**
   * Lets a call through by returning.
   *
   * @throws AwsServiceError `AccessDeniedException`, answered with the name and status that the service called
   *   has for it, or any other error, answered as it is
   */
  authorize(call: AwsCall): void;
  /** Is told of every call that was understood, also of those denied, once its answer is known. */
  onCall?(call: AwsCall, outcome: AwsCallOutcome): void;
}

const PROTOCOLS: Readonly<Record<ProtocolName, Protocol>> = {
  json: jsonProtocol,
  query: queryProtocol,
  "rest-json": restJsonProtocol,
};

/**
 * One endpoint for all the services, as `AWS_ENDPOINT_URL` or `--endpoint-url` names it.
 *
 * Mounted on `/`, it answers every AWS call and leaves everything else to the routes after it. Signatures are
 * not checked; {@link OPERATIONS} lists what is supported, and everything else is an error that says so.
 */
export function createAwsEndpoint(options: AwsEndpointOptions): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    const protocolName = await protocolOf(context.req.raw);
    if (protocolName === undefined) return next();
    return answer(context.req.raw, PROTOCOLS[protocolName], options);
  });
  return app;
}

async function answer(request: Request, protocol: Protocol, options: AwsEndpointOptions): Promise<Response> {
  const exchange = { request, requestId: randomUUID() };
  let call: AwsCall | undefined;
  let errorCode: string | undefined;
  let response: Response;
  try {
    const { operation, input } = await protocol.read(request);
    const { resource, run } = operation.prepare(input, options);
    call = { accessKeyId: credentialOf(request)?.accessKeyId, action: operation.action, resource };
    options.authorize(call);
    response = protocol.reply(operation, await run(), exchange);
  } catch (thrown) {
    const error = thrown instanceof AwsServiceError ? thrown : internalFailure(thrown);
    errorCode = error.code;
    response = protocol.refuse(error, exchange);
  }
  if (call) {
    options.onCall?.(call, { requestId: exchange.requestId, statusCode: response.status, errorCode });
  }
  return response;
}

function internalFailure(thrown: unknown): AwsServiceError {
  console.error(thrown);
  return new AwsServiceError(
    "InternalFailure",
    thrown instanceof Error ? thrown.message : String(thrown),
    500,
  );
}
