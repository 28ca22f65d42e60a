import { isAwsCall } from "../../../local/endpoint";
import { credentialOf } from "../../../local/endpoint/recognize";

const AUTHORIZATION =
  "AWS4-HMAC-SHA256 Credential=AKIDTEST/20261122/us-east-1/kms/aws4_request, SignedHeaders=host, Signature=0";

function request(path: string, init: RequestInit = {}): Request {
  return new Request(`http://127.0.0.1:8080${path}`, init);
}

function form(path: string, body: string): Request {
  return request(path, { method: "POST", body: new URLSearchParams(body) });
}

describe("isAwsCall", () => {
  test.each([
    ["names a target", request("/", { method: "POST", headers: { "X-Amz-Target": "TrentService.Sign" } })],
    ["is signed", request("/anything", { headers: { authorization: AUTHORIZATION } })],
    ["invokes a function", request("/2015-03-31/functions/decide/invocations", { method: "POST" })],
    ["names an action", form("/", "Action=Publish&Version=2010-03-31&Message=m")],
    ["names a Smithy protocol", request("/", { headers: { "smithy-protocol": "rpc-v2-cbor" } })],
  ])("is true for a request that %s", async (_, asked) => {
    expect(await isAwsCall(asked)).toBe(true);
  });

  test.each([
    ["asks for a page", request("/")],
    ["follows an approval link", request("/?action=approve&sig=x")],
    ["decides by a form", form("/?action=approve&sig=x", "comment=ship+it")],
    ["names an action in the query alone", form("/?Action=Publish&Version=2010-03-31", "comment=")],
    ["names an action elsewhere", form("/decide", "Action=Publish&Version=2010-03-31")],
    ["names no version", form("/", "Action=Publish")],
    ["carries another kind of authorization", request("/", { headers: { authorization: "Bearer AWS4" } })],
  ])("is false for a request that %s", async (_, asked) => {
    expect(await isAwsCall(asked)).toBe(false);
  });

  test("leaves the body to be read", async () => {
    const asked = form("/", "Action=Publish&Version=2010-03-31");
    await isAwsCall(asked);
    expect(await asked.text()).toBe("Action=Publish&Version=2010-03-31");
  });
});

describe("credentialOf", () => {
  test("reads the access key and the service", () => {
    expect(credentialOf(request("/", { headers: { authorization: AUTHORIZATION } }))).toEqual({
      accessKeyId: "AKIDTEST",
      service: "kms",
    });
  });

  test.each([
    ["nothing", ""],
    ["another scheme", "Basic QTpC"],
    ["no scope", "AWS4-HMAC-SHA256 Credential=AKIDTEST, SignedHeaders=host, Signature=0"],
  ])("knows nobody by %s", (_, authorization) => {
    expect(credentialOf(request("/", { headers: { authorization } }))).toBeUndefined();
  });
});
