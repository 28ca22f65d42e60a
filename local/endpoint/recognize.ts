/** The protocols that the endpoint speaks. */
export type ProtocolName = "json" | "query" | "rest-json";

const CREDENTIAL =
  /^AWS4-HMAC-SHA256 .*Credential=(?<accessKeyId>[^/,\s]+)\/[^/]*\/[^/]*\/(?<service>[^/,]+)\/aws4_request/;
const LAMBDA_PATH = "/2015-03-31/functions";

/**
 * Who signed a request and for which service, as its `Authorization` header says; the signature itself is not
 * checked.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html
 */
export function credentialOf(request: Request): { accessKeyId: string; service: string } | undefined {
  const { accessKeyId, service } = CREDENTIAL.exec(request.headers.get("authorization") ?? "")?.groups ?? {};
  return accessKeyId && service ? { accessKeyId, service } : undefined;
}

/**
 * The protocol that a request speaks if it is an AWS call, and `undefined` for everything else, such as a
 * browser asking for a page. The request's body stays readable.
 */
export async function protocolOf(request: Request): Promise<ProtocolName | undefined> {
  const { pathname } = new URL(request.url);
  const service = credentialOf(request)?.service;
  if (request.headers.has("x-amz-target")) return "json";
  if (pathname.startsWith(LAMBDA_PATH) || service === "lambda") return "rest-json";
  const form = (request.headers.get("content-type") ?? "").startsWith("application/x-www-form-urlencoded");
  if (service !== undefined) return form ? "query" : "json";
  if (request.headers.has("smithy-protocol")) return "json";
  if (form && request.method === "POST" && pathname === "/") {
    const body = new URLSearchParams(await request.clone().text());
    if (body.has("Action") && body.has("Version")) return "query";
  }
  return undefined;
}

/** Whether a request is an AWS call. The request's body stays readable. */
export async function isAwsCall(request: Request): Promise<boolean> {
  return (await protocolOf(request)) !== undefined;
}
