import type { JsonObject } from "../json";
import type { InvokeOutput } from "./invoke";
import { findOperation, type Protocol } from "./protocol";

const INVOKE_PATH = /^\/2015-03-31\/functions\/(?<name>[^/]+)\/invocations\/?$/;
const DENIED = "AccessDeniedException";

/** The headers that carry members of `Invoke`'s input. */
const INPUT_HEADERS = [
  ["x-amz-invocation-type", "InvocationType"],
  ["x-amz-log-type", "LogType"],
  ["x-amz-client-context", "ClientContext"],
] as const;

/**
 * REST JSON (Lambda's `Invoke`): path and headers say what to do, the body is the function's event and result.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export const restJsonProtocol: Protocol = {
  async read(request) {
    const { pathname, searchParams } = new URL(request.url);
    const name = request.method === "POST" ? INVOKE_PATH.exec(pathname)?.groups?.name : undefined;
    const operation = findOperation(
      "lambda",
      name === undefined ? `${request.method} ${pathname}` : "Invoke",
      "UnknownOperationException",
    );
    const input: JsonObject = { FunctionName: decoded(name ?? ""), Payload: await request.text() };
    for (const [header, member] of INPUT_HEADERS) input[member] = request.headers.get(header);
    input.Qualifier = searchParams.get("Qualifier");
    return { operation, input };
  },

  reply(_operation, output: InvokeOutput, { requestId }) {
    const headers = new Headers({ "x-amzn-RequestId": requestId });
    if (output.ExecutedVersion !== undefined) headers.set("X-Amz-Executed-Version", output.ExecutedVersion);
    if (output.FunctionError !== undefined) headers.set("X-Amz-Function-Error", output.FunctionError);
    if (output.Payload !== undefined) headers.set("content-type", "application/json");
    return new Response(output.Payload ?? null, { status: output.StatusCode, headers });
  },

  refuse(error, { requestId }) {
    const status = error.code === DENIED ? 403 : error.statusCode;
    return new Response(JSON.stringify({ Type: status < 500 ? "User" : "Service", Message: error.message }), {
      status,
      headers: {
        "content-type": "application/json",
        "x-amzn-ErrorType": error.code,
        "x-amzn-RequestId": requestId,
      },
    });
  },
};

/** A path's segment; what is not rightly encoded stays as it is, and so names no function. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
