import type { LambdaFunctionURLEvent } from "aws-lambda";

/** The largest body that is read, in bytes: a comment of 1,000 characters, each percent-encoded, fits well. */
export const MAX_BODY_BYTES = 16 * 1024;

/** What is used of a function URL's event. Nothing in it is trusted, nor that it is there. */
export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Decoded from base64 where the event says so; `undefined` if it is no UTF-8. */
  readonly body: string | undefined;
  readonly bodyBytes: number;
  readonly sourceIp: string;
  readonly userAgent: string;
  /** A request header, by its lower-case name; empty when absent. */
  header(name: string): string;
}

/**
 * Reads a function URL's event, payload format 2.0.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
export function httpRequestOf(event: Partial<LambdaFunctionURLEvent> | null): HttpRequest {
  const http = event?.requestContext?.http;
  const bytes = Buffer.from(textOf(event?.body), event?.isBase64Encoded ? "base64" : "utf8");
  return {
    method: textOf(http?.method),
    path: textOf(event?.rawPath),
    query: textOf(event?.rawQueryString),
    body: bytes.length > MAX_BODY_BYTES ? undefined : utf8(bytes),
    bodyBytes: bytes.length,
    sourceIp: textOf(http?.sourceIp),
    userAgent: textOf(http?.userAgent),
    header: (name) => textOf(event?.headers?.[name]),
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function utf8(bytes: Buffer): string | undefined {
  const text = bytes.toString("utf8");
  return Buffer.from(text).equals(bytes) ? text : undefined;
}
