import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";

/**
 * What a function behind a URL is called with.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
export interface FunctionUrlEvent {
  readonly version: "2.0";
  readonly routeKey: "$default";
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly cookies?: string[];
  readonly headers: Record<string, string>;
  readonly queryStringParameters?: Record<string, string>;
  readonly requestContext: {
    readonly accountId: "anonymous";
    readonly apiId: string;
    readonly domainName: string;
    readonly domainPrefix: string;
    readonly http: {
      readonly method: string;
      readonly path: string;
      readonly protocol: string;
      readonly sourceIp: string;
      readonly userAgent: string;
    };
    readonly requestId: string;
    readonly routeKey: "$default";
    readonly stage: "$default";
    readonly time: string;
    readonly timeEpoch: number;
  };
  readonly body?: string;
  readonly isBase64Encoded: boolean;
}

/** What an event tells besides the request. */
export interface FunctionUrlEventContext {
  readonly functionArn: string;
  readonly requestId: string;
  readonly now: Date;
}

/** Headers between the client and the first server, which a function never sees. */
const CONNECTION_HEADERS = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
]);

/** Bodies of these types arrive as text; all others in base64, also those of HTML forms. */
const TEXT_TYPE = /^(text\/.*|application\/(json|xml|javascript))$/;

/** Turns a request into the event of a function URL; path and query stay as the client wrote them. */
export function toFunctionUrlEvent(
  request: IncomingMessage,
  body: Buffer,
  { functionArn, requestId, now }: FunctionUrlEventContext,
): FunctionUrlEvent {
  const [rawPath, rawQueryString] = splitTarget(request.url ?? "/");
  const { headers, cookies } = readHeaders(request);
  const urlId = createHash("sha256").update(functionArn).digest("hex").slice(0, 32);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers,
    ...(rawQueryString !== "" && { queryStringParameters: readQuery(rawQueryString) }),
    requestContext: {
      accountId: "anonymous",
      apiId: urlId,
      domainName: headers.host ?? "",
      domainPrefix: urlId,
      http: {
        method: request.method ?? "GET",
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: sourceIp(request),
        userAgent: headers["user-agent"] ?? "",
      },
      requestId,
      routeKey: "$default",
      stage: "$default",
      time: formatTime(now),
      timeEpoch: now.getTime(),
    },
    ...encodeBody(body, headers["content-type"]),
  };
}

function splitTarget(target: string): [path: string, query: string] {
  const relative = target.replace(/^https?:\/\/[^/?]*/i, "");
  const mark = relative.indexOf("?");
  return mark === -1 ? [relative, ""] : [relative.slice(0, mark), relative.slice(mark + 1)];
}

function readHeaders(request: IncomingMessage): { headers: Record<string, string>; cookies: string[] } {
  const values = new Map<string, string[]>();
  const add = (name: string, value: string) => values.set(name, [...(values.get(name) ?? []), value]);
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = (request.rawHeaders[index] ?? "").toLowerCase();
    if (!CONNECTION_HEADERS.has(name)) add(name, request.rawHeaders[index + 1] ?? "");
  }
  const cookies = (values.get("cookie") ?? []).flatMap((header) => header.split(";"));
  values.delete("cookie");
  add("x-forwarded-for", sourceIp(request));
  values.set("x-forwarded-port", [String(request.socket.localPort ?? "")]);
  values.set("x-forwarded-proto", ["http"]);
  if (!values.has("x-amzn-trace-id")) values.set("x-amzn-trace-id", [createTraceId()]);
  return {
    headers: Object.fromEntries([...values].map(([name, all]) => [name, all.join(",")])),
    cookies: cookies.map((cookie) => cookie.trim()).filter((cookie) => cookie !== ""),
  };
}

function readQuery(rawQueryString: string): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    const earlier = values.get(name);
    values.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(values);
}

function encodeBody(body: Buffer, contentType = ""): Pick<FunctionUrlEvent, "body" | "isBase64Encoded"> {
  if (body.length === 0) return { isBase64Encoded: false };
  const mediaType = (contentType.split(";")[0] ?? "").trim().toLowerCase();
  return TEXT_TYPE.test(mediaType)
    ? { body: body.toString("utf8"), isBase64Encoded: false }
    : { body: body.toString("base64"), isBase64Encoded: true };
}

function sourceIp(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function createTraceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomBytes(12).toString("hex")}`;
}

function formatTime(date: Date): string {
  const [, day, month, year, time] = date.toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
}
