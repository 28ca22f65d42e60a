import type { LambdaFunctionURLEvent } from "aws-lambda";

/** The event of a request to a function URL, as far as the function reads it. */
export function functionUrlEvent(method: "GET" | "POST", query: string): Partial<LambdaFunctionURLEvent> {
  const domainName = "bench.lambda-url.us-east-1.on.aws";
  return {
    version: "2.0",
    rawPath: "/",
    rawQueryString: query,
    headers: {
      host: domainName,
      accept: "text/html",
      ...(method === "POST" && { "content-type": "application/x-www-form-urlencoded" }),
    },
    requestContext: {
      accountId: "anonymous",
      apiId: "bench",
      domainName,
      domainPrefix: "bench",
      http: { method, path: "/", protocol: "HTTP/1.1", sourceIp: "203.0.113.7", userAgent: "bench" },
      requestId: "e1506fd5-9e7b-434f-bd42-4f8fa224b599",
      routeKey: "$default",
      stage: "$default",
      time: "22/Nov/2026:19:30:00 +0000",
      timeEpoch: 1795375800000,
    },
    ...(method === "POST" && { body: Buffer.from("comment=fine").toString("base64") }),
    isBase64Encoded: method === "POST",
  };
}
