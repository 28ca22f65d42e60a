import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import { AwsServiceError } from "../errors";
import { type HttpServer, serveOnLoopback } from "../http-server";
import type { Outcome } from "./execution-environment";
import { toFunctionUrlEvent } from "./function-url-event";
import { type HttpAnswer, jsonAnswer, readFunctionResult } from "./function-url-response";
import { MAX_REQUEST_BYTES } from "./lambda-service";

/** Settings of {@link serveFunctionUrl}. */
export interface FunctionUrlOptions {
  /** The function to call, as its ARN. */
  readonly functionArn: string;
  /** @default any free port */
  readonly port?: number;
  /** Calls the function, such as a `LambdaService` does. */
  readonly invoke: (functionArn: string, event: string, options: { requestId: string }) => Promise<Outcome>;
  /**
   * Decides whether anybody may call the URL; throws an {@link AwsServiceError} when not.
   *
   * @default everybody may
   */
  readonly authorize?: () => void | Promise<void>;
}

/** Statuses that HTTP allows no body for. */
const STATUSES_WITHOUT_BODY = new Set([204, 205, 304]);

const FORBIDDEN =
  "Forbidden. For troubleshooting Function URL authorization issues, see: " +
  "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html";

/**
 * Serves the URL of one function with authorization type `NONE` on a port of its own.
 *
 * Answers `403` when `authorize` denies, `413` above 6 MB, `429` when the function throttles, and `502` when
 * it fails or returns what is no HTTP answer.
 *
 * @throws PortTakenError
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export async function serveFunctionUrl(options: FunctionUrlOptions): Promise<HttpServer> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.all("*", async (c) => {
    const requestId = randomUUID();
    const { status, headers, body } = await answer(c.env.incoming, requestId, options);
    headers.set("x-amzn-requestid", requestId);
    if (STATUSES_WITHOUT_BODY.has(status)) return new Response(null, { status, headers });
    headers.set("content-length", String(Buffer.byteLength(body)));
    return new Response(body, { status, headers });
  });
  return serveOnLoopback(app.fetch, options.port ?? 0);
}

async function answer(
  request: IncomingMessage,
  requestId: string,
  { functionArn, invoke, authorize }: FunctionUrlOptions,
): Promise<HttpAnswer> {
  const body = await readBody(request);
  try {
    await authorize?.();
  } catch (error) {
    if (!(error instanceof AwsServiceError)) throw error;
    return jsonAnswer(403, { Message: FORBIDDEN }, { "x-amzn-errortype": "AccessDeniedException" });
  }
  if (body === undefined) return tooLarge();
  const event = toFunctionUrlEvent(request, body, { functionArn, requestId, now: new Date() });
  try {
    const outcome = await invoke(functionArn, JSON.stringify(event), { requestId });
    const result = outcome.functionError === undefined ? readFunctionResult(outcome.payload) : undefined;
    return result ?? badGateway();
  } catch (error) {
    if (!(error instanceof AwsServiceError)) throw error;
    if (error.statusCode === 413) return tooLarge();
    if (error.statusCode === 429) return throttled();
    return badGateway();
  }
}

/**
 * Reads to the end in any case, since a client that is cut off in the middle would not see the answer.
 *
 * @returns nothing when the body is too large, or when the client is gone and sees no answer anyway
 */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      if (size <= MAX_REQUEST_BYTES) chunks.push(chunk);
      else chunks.length = 0;
    }
  } catch {
    return undefined;
  }
  return size <= MAX_REQUEST_BYTES ? Buffer.concat(chunks) : undefined;
}

function tooLarge(): HttpAnswer {
  const message = `Request must be smaller than ${MAX_REQUEST_BYTES} bytes for the InvokeFunction operation`;
  return jsonAnswer(413, { Message: message }, { "x-amzn-errortype": "RequestEntityTooLargeException" });
}

function throttled(): HttpAnswer {
  const body = {
    Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
    Type: "User",
    message: "Rate Exceeded.",
  };
  return jsonAnswer(429, body, { "x-amzn-errortype": "TooManyRequestsException" });
}

function badGateway(): HttpAnswer {
  return jsonAnswer(502, { message: "Internal Server Error" });
}
