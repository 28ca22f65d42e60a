import type { JsonObject, JsonValue } from "../json";

/** What goes back over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** Headers that belong to the connection, which only its server can set. */
const CONNECTION_HEADERS = ["connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"];

/**
 * Reads what a function behind a URL returned.
 *
 * A result without `statusCode` is the body of a `200` itself.
 *
 * @returns nothing when the result is malformed, which Lambda answers with a `502`
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
export function readFunctionResult(payload: string): HttpAnswer | undefined {
  const result: JsonValue = JSON.parse(payload);
  if (!isObject(result) || result.statusCode === undefined) {
    return { status: 200, headers: new Headers({ "content-type": "application/json" }), body: payload };
  }
  const { statusCode, body = "", isBase64Encoded = false } = result;
  const headers = readHeaders(result);
  if (!isStatus(statusCode) || headers === undefined) return undefined;
  if (typeof body !== "string" && body !== null) return undefined;
  const text = body ?? "";
  return { status: statusCode, headers, body: isBase64Encoded === true ? fromBase64(text) : text };
}

/** An answer of Lambda's own, not of the function. */
export function jsonAnswer(
  status: number,
  body: JsonObject,
  headers: Record<string, string> = {},
): HttpAnswer {
  return {
    status,
    headers: new Headers({ "content-type": "application/json", ...headers }),
    body: JSON.stringify(body),
  };
}

function readHeaders({ headers = {}, cookies = [] }: JsonObject): Headers | undefined {
  if ((headers !== null && !isObject(headers)) || !Array.isArray(cookies)) return undefined;
  const result = new Headers();
  try {
    for (const [name, value] of Object.entries(headers ?? {})) result.append(name, toHeaderValue(value));
    for (const cookie of cookies) result.append("set-cookie", toHeaderValue(cookie));
  } catch {
    return undefined;
  }
  for (const name of CONNECTION_HEADERS) result.delete(name);
  if (!result.has("content-type")) result.set("content-type", "application/json");
  return result;
}

function toHeaderValue(value: JsonValue): string {
  if (typeof value === "object") throw new TypeError("a header is a text");
  return String(value);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isStatus(value: JsonValue): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 200 && value <= 599;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text, "base64"));
}
