import type { Context, LambdaFunctionURLEvent } from "aws-lambda";

/** The parts of a request to a function URL that tests choose. */
export interface RequestParts {
  readonly method?: string;
  readonly path?: string;
  /** Without the question mark. */
  readonly query?: string;
  /** By lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly userAgent?: string;
}

/**
 * The event that a function URL calls its function with: a GET of `/` unless told otherwise.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
export function functionUrlEvent(parts: RequestParts = {}): LambdaFunctionURLEvent {
  const { method = "GET", path = "/", query = "", headers = {}, body, isBase64Encoded = false } = parts;
  const { userAgent = "Mozilla/5.0" } = parts;
  const domainPrefix = "abcdefghijklmnopqrstuvwxyz012345";
  const domainName = `${domainPrefix}.lambda-url.eu-west-1.on.aws`;
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: query,
    headers: { host: domainName, "user-agent": userAgent, ...headers },
    requestContext: {
      accountId: "anonymous",
      apiId: domainPrefix,
      domainName,
      domainPrefix,
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "203.0.113.7", userAgent },
      requestId: "e1506fd5-9e7b-434f-bd42-4f8fa224b599",
      routeKey: "$default",
      stage: "$default",
      time: "22/Nov/2026:19:30:00 +0000",
      timeEpoch: 1795375800000,
    },
    ...(body !== undefined && { body }),
    isBase64Encoded,
  };
}

/** What Lambda tells a function of itself; the ARN says in which partition, region and account it runs. */
export function invocationContext(
  invokedFunctionArn = "arn:aws:lambda:eu-west-1:123456789012:function:decide",
): Context {
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: "decide",
    functionVersion: "$LATEST",
    invokedFunctionArn,
    memoryLimitInMB: "256",
    awsRequestId: "8f507cfc-xmpl-4697-b07a-ac58fc914c95",
    logGroupName: "/aws/lambda/decide",
    logStreamName: "2026/11/22/[$LATEST]0123456789abcdef",
    getRemainingTimeInMillis: () => 10_000,
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}
