import { AwsServiceError } from "../errors";
import type { JsonObject, JsonValue } from "../json";
import type { ServiceName } from "./operations";
import { type Exchange, findOperation, type Protocol } from "./protocol";

const SERVICES: ReadonlyMap<string, ServiceName> = new Map([
  ["AWSStepFunctions", "states"],
  ["TrentService", "kms"],
]);

/**
 * AWS JSON 1.0 (Step Functions) and 1.1 (KMS): `X-Amz-Target` names the operation, bodies are JSON.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html
 */
export const jsonProtocol: Protocol = {
  async read(request) {
    const target =
      request.headers.get("x-amz-target") ?? `${request.method} ${new URL(request.url).pathname}`;
    const [prefix = "", name = ""] = target.split(".");
    const service = SERVICES.get(prefix);
    const operation = findOperation(service, service ? name : target, "UnknownOperationException");
    return { operation, input: parseObject(await request.text()) };
  },

  reply(_operation, output, exchange) {
    return respond(200, toWire(output), exchange);
  },

  refuse(error, exchange) {
    return respond(error.statusCode, { __type: error.code, message: error.message }, exchange, {
      "x-amzn-errortype": error.code,
    });
  },
};

function respond(status: number, body: JsonValue, exchange: Exchange, headers: Record<string, string> = {}) {
  const asked = exchange.request.headers.get("content-type") ?? "";
  const contentType = asked.startsWith("application/x-amz-json-") ? asked : "application/x-amz-json-1.0";
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...headers, "content-type": contentType, "x-amzn-RequestId": exchange.requestId },
  });
}

function parseObject(text: string): JsonObject {
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsServiceError("SerializationException", `The body is not JSON: ${reason}`);
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new AwsServiceError("SerializationException", "The body is not a JSON object");
  }
  return value;
}

/** An SDK's output as it travels: times as seconds since 1970, bytes as base64. */
function toWire(value: unknown): JsonValue {
  if (value instanceof Date) return value.getTime() / 1000;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(toWire);
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return Object.fromEntries(members.map(([name, member]) => [name, toWire(member)]));
  }
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return null;
}
