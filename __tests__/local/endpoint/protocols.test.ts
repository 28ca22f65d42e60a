import {
  denied,
  EndpointUnderTest,
  executionArn,
  functionArn,
  machineArn,
  topicArn,
} from "./endpoint-under-test";

const endpoint = new EndpointUnderTest();

beforeAll(() => endpoint.start());
afterEach(() => endpoint.reset());
afterAll(() => endpoint.stop());

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function send(path: string, init: RequestInit): Promise<Response> {
  return fetch(`${endpoint.url}${path}`, { method: "POST", ...init });
}

function sendJson(
  target: string,
  body: string,
  contentType = "application/x-amz-json-1.0",
): Promise<Response> {
  return send("/", { headers: { "x-amz-target": target, "content-type": contentType }, body });
}

function sendForm(members: Record<string, string>): Promise<Response> {
  return send("/", { body: new URLSearchParams(members) });
}

function signedFor(service: string): string {
  return `AWS4-HMAC-SHA256 Credential=AKIDTEST/20261122/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}

describe("AWS JSON", () => {
  test("answers with times as seconds and without what is not there", async () => {
    const response = await sendJson("AWSStepFunctions.ListStateMachines", "{}");
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/x-amz-json-1.0");
    expect(response.headers.get("x-amzn-requestid")).toMatch(UUID);
    expect(await response.json()).toEqual({
      stateMachines: [
        { stateMachineArn: machineArn, name: "approval", type: "STANDARD", creationDate: 1795375800.125 },
      ],
    });
  });

  test("answers in the version it is asked in", async () => {
    const response = await sendJson(
      "TrentService.GetPublicKey",
      '{"KeyId":"links"}',
      "application/x-amz-json-1.1",
    );
    expect(response.headers.get("content-type")).toBe("application/x-amz-json-1.1");
    expect(await response.json()).toHaveProperty(
      "PublicKey",
      expect.stringMatching(/^MFkw[A-Za-z0-9+/]+={0,2}$/),
    );
  });

  test("knows nobody by a request that is not signed", async () => {
    await sendJson("AWSStepFunctions.DescribeExecution", JSON.stringify({ executionArn }));
    expect(endpoint.calls[0]?.call.accessKeyId).toBeUndefined();
  });

  test("takes null for absent", async () => {
    await sendJson(
      "AWSStepFunctions.StartExecution",
      JSON.stringify({ stateMachineArn: machineArn, name: null }),
    );
    expect(endpoint.stepFunctions.inputs).toEqual([{ stateMachineArn: machineArn }]);
  });

  test.each([
    ["the body is not JSON", "{", "SerializationException", "The body is not JSON"],
    ["the body is empty", "", "SerializationException", "The body is not JSON"],
    ["the body is a list", "[]", "SerializationException", "The body is not a JSON object"],
    ["the body is null", "null", "SerializationException", "The body is not a JSON object"],
    [
      "a text is a number",
      '{"executionArn":1}',
      "SerializationException",
      "The value at 'executionArn' can not be converted to String",
    ],
    [
      "a number is a text",
      '{"executionArn":"x","maxResults":"1"}',
      "SerializationException",
      "The value at 'maxResults' can not be converted to Integer",
    ],
    [
      "a yes or no is a text",
      '{"executionArn":"x","reverseOrder":"true"}',
      "SerializationException",
      "The value at 'reverseOrder' can not be converted to Boolean",
    ],
    ["a member is missing", "{}", "ValidationException", "Value null at 'executionArn'"],
    ["a member is null", '{"executionArn":null}', "ValidationException", "Value null at 'executionArn'"],
    [
      "a member is unknown",
      '{"executionArn":"x","toString":1}',
      "ValidationException",
      "'toString' is not supported",
    ],
    [
      "the prototype is set",
      '{"__proto__":{"executionArn":"x"}}',
      "ValidationException",
      "'__proto__' is not",
    ],
  ])("fails when %s", async (_, body, code, message) => {
    const response = await sendJson("AWSStepFunctions.GetExecutionHistory", body);
    expect(response.status).toBe(400);
    expect(response.headers.get("x-amzn-errortype")).toBe(code);
    expect(response.headers.get("x-amzn-requestid")).toMatch(UUID);
    expect(await response.json()).toEqual({ __type: code, message: expect.stringContaining(message) });
    expect(endpoint.stepFunctions.inputs).toEqual([]);
  });

  test("fails when bytes are not base64", async () => {
    const body = JSON.stringify({ KeyId: "links", Message: "a*b=", SigningAlgorithm: "ECDSA_SHA_256" });
    const response = await sendJson("TrentService.Sign", body, "application/x-amz-json-1.1");
    expect(await response.json()).toEqual({
      __type: "SerializationException",
      message: "The value at 'Message' can not be converted to Blob",
    });
  });

  test.each([
    [
      "AWSStepFunctions.CreateActivity",
      "states CreateActivity is not supported here; supported: states List",
    ],
    ["DynamoDB_20120810.GetItem", "DynamoDB_20120810.GetItem is not supported here; supported: states List"],
    ["nonsense", "nonsense is not supported here"],
  ])("fails when the operation is %s", async (target, message) => {
    const response = await sendJson(target, "{}");
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      __type: "UnknownOperationException",
      message: expect.stringContaining(message),
    });
  });

  test("fails when the protocol is one that is not spoken", async () => {
    const response = await send("/service/AWSStepFunctions/operation/StartExecution", {
      headers: { "smithy-protocol": "rpc-v2-cbor" },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toHaveProperty("__type", "UnknownOperationException");
  });

  test("fails when the service is one that is not here", async () => {
    const response = await send("/bucket/key", { headers: { authorization: signedFor("s3") } });
    expect(await response.json()).toEqual({
      __type: "UnknownOperationException",
      message: expect.stringContaining("POST /bucket/key is not supported here"),
    });
  });
});

describe("AWS Query", () => {
  test("answers with the result and the request's id", async () => {
    const response = await sendForm({
      Action: "Publish",
      Version: "2010-03-31",
      TopicArn: topicArn,
      Message: "m",
    });
    const { messageId } = endpoint.sns.mails[0] ?? {};
    const requestId = response.headers.get("x-amzn-requestid");
    expect(response.headers.get("content-type")).toBe("text/xml");
    expect(await response.text()).toBe(
      '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">' +
        `<PublishResult><MessageId>${messageId}</MessageId></PublishResult>` +
        `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></PublishResponse>`,
    );
  });

  test("fails with the error, who is to blame for it, and the request's id", async () => {
    endpoint.refusal = denied();
    const response = await sendForm({
      Action: "Publish",
      Version: "2010-03-31",
      TopicArn: topicArn,
      Message: "m",
    });
    expect(response.status).toBe(403);
    expect(await response.text()).toBe(
      '<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">' +
        "<Error><Type>Sender</Type><Code>AuthorizationError</Code>" +
        "<Message>User: test is not authorized</Message></Error>" +
        `<RequestId>${response.headers.get("x-amzn-requestid")}</RequestId></ErrorResponse>`,
    );
  });

  test.each([
    [
      "operation",
      { Action: "<b>\u0001", Version: "2010-03-31" },
      "sns &lt;b&gt;\uFFFD is not supported here",
    ],
    ["version", { Action: "Publish", Version: "2009-01-01" }, "Publish (2009-01-01) is not supported here"],
  ])("fails when there is no such %s", async (_, members, message) => {
    const response = await sendForm(members);
    expect(response.status).toBe(400);
    const xml = await response.text();
    expect(xml).toContain("<Code>InvalidAction</Code>");
    expect(xml).toContain(`<Message>${message}`);
  });

  test("fails when the call is for another service", async () => {
    const response = await send("/", {
      headers: { authorization: signedFor("sts") },
      body: new URLSearchParams({ Action: "GetCallerIdentity", Version: "2011-06-15" }),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(
      "<Code>InvalidAction</Code><Message>sts GetCallerIdentity (2011-06-15) is not supported here",
    );
  });
});

describe("REST JSON", () => {
  test("answers with the function's result as it is", async () => {
    const response = await send(`/2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`, {
      body: ' {"a": 1}',
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("x-amz-executed-version")).toBe("$LATEST");
    expect(response.headers.get("x-amz-function-error")).toBeNull();
    expect(response.headers.get("x-amzn-requestid")).toMatch(UUID);
    expect(await response.text()).toBe(' {"a": 1}');
  });

  test.each([
    ["there is no such function", "/2015-03-31/functions/nope/invocations", 404, "ResourceNotFoundException"],
    [
      "the name is not rightly encoded",
      "/2015-03-31/functions/%E0%A4/invocations",
      400,
      "ValidationException",
    ],
    ["there is no such path", "/2015-03-31/functions/decide", 400, "UnknownOperationException"],
  ])("fails when %s", async (_, path, status, code) => {
    const response = await send(path, { body: "{}" });
    expect(response.status).toBe(status);
    expect(response.headers.get("x-amzn-errortype")).toBe(code);
    expect(response.headers.get("x-amzn-requestid")).toMatch(UUID);
    expect(await response.json()).toEqual({ Type: "User", Message: expect.any(String) });
  });
});

describe("everything else", () => {
  test("is left to the pages beside the endpoint", async () => {
    expect(await (await fetch(`${endpoint.url}/?action=approve`)).text()).toBe("a page");
    expect((await fetch(`${endpoint.url}/nowhere`)).status).toBe(404);
  });

  test("keeps a form's body for the pages", async () => {
    const response = await sendForm({ comment: "ship it" });
    expect(await response.json()).toEqual({ comment: "ship it" });
    expect(endpoint.calls).toEqual([]);
  });
});
