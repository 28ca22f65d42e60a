import { once } from "node:events";
import { Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from "node:http";
import { connect } from "node:net";
import { buffer } from "node:stream/consumers";
import { AwsServiceError } from "../../../local/errors";
import type { HttpServer } from "../../../local/http-server";
import { type FunctionUrlOptions, serveFunctionUrl } from "../../../local/lambda/function-url";
import type { FunctionUrlEvent } from "../../../local/lambda/function-url-event";
import { LambdaService, MAX_REQUEST_BYTES } from "../../../local/lambda/lambda-service";
import { FunctionFolders } from "./fixtures";

const FUNCTION_ARN = "arn:aws:lambda:eu-west-1:111122223333:function:decide";

interface Sent {
  method?: string;
  path?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
  agent?: Agent;
}

interface Received {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

const opened: HttpServer[] = [];

async function serve(options: Partial<FunctionUrlOptions>): Promise<string> {
  const functionUrl = await serveFunctionUrl({
    functionArn: FUNCTION_ARN,
    invoke: async () => ({ payload: "{}" }),
    ...options,
  });
  opened.push(functionUrl);
  return functionUrl.url;
}

/** Sends the path as it is, which `fetch` would not. */
async function send(
  url: string,
  { method = "GET", path = "/", headers = {}, body, agent }: Sent = {},
): Promise<Received> {
  const { hostname, port } = new URL(url);
  const outgoing = request({ hostname, port, method, path, headers, agent });
  outgoing.end(body);
  const [response] = await once(outgoing, "response");
  return { status: response.statusCode, headers: response.headers, body: await buffer(response) };
}

/** The event that a request becomes. */
async function eventOf(sent: Sent): Promise<FunctionUrlEvent> {
  const events: string[] = [];
  const url = await serve({
    invoke: async (_arn, event) => {
      events.push(event);
      return { payload: '{"statusCode":200}' };
    },
  });
  expect((await send(url, sent)).status).toBe(200);
  expect(events).toHaveLength(1);
  return JSON.parse(events[0] ?? "");
}

/** What a client gets when a function returns a value. */
async function answerTo(result: unknown, sent: Sent = {}): Promise<Received & { text: string }> {
  const received = await send(
    await serve({ invoke: async () => ({ payload: JSON.stringify(result) }) }),
    sent,
  );
  return { ...received, text: received.body.toString() };
}

afterEach(() => Promise.all(opened.splice(0).map((functionUrl) => functionUrl.close())));

describe("the event", () => {
  it("has the shape of payload 2.0", async () => {
    const calls: unknown[][] = [];
    const url = await serve({
      invoke: async (...args) => {
        calls.push(args);
        return { payload: "{}" };
      },
    });
    const before = Date.now();
    const { headers } = await send(url, {
      method: "POST",
      path: "/a?b=c",
      headers: {
        "Content-Type": "text/plain",
        "User-Agent": "curl/8",
        "X-Trace": ["1", "2"],
        Cookie: "a=1; b=2",
      },
      body: "höflich",
    });
    const [arn, json, options] = calls[0] ?? [];
    const event: FunctionUrlEvent = JSON.parse(String(json));
    const { host, port } = new URL(url);
    expect(arn).toBe(FUNCTION_ARN);
    expect(options).toEqual({ requestId: headers["x-amzn-requestid"] });
    expect(event).toEqual({
      version: "2.0",
      routeKey: "$default",
      rawPath: "/a",
      rawQueryString: "b=c",
      cookies: ["a=1", "b=2"],
      headers: {
        "content-type": "text/plain",
        "content-length": "8",
        "user-agent": "curl/8",
        "x-trace": "1,2",
        host,
        "x-amzn-trace-id": expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/),
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-port": port,
        "x-forwarded-proto": "http",
      },
      queryStringParameters: { b: "c" },
      requestContext: {
        accountId: "anonymous",
        apiId: expect.stringMatching(/^[0-9a-f]{32}$/),
        domainName: host,
        domainPrefix: event.requestContext.apiId,
        http: {
          method: "POST",
          path: "/a",
          protocol: "HTTP/1.1",
          sourceIp: "127.0.0.1",
          userAgent: "curl/8",
        },
        requestId: headers["x-amzn-requestid"],
        routeKey: "$default",
        stage: "$default",
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
        timeEpoch: expect.any(Number),
      },
      body: "höflich",
      isBase64Encoded: false,
    });
    expect(event.requestContext.timeEpoch).toBeGreaterThanOrEqual(before);
    const written = event.requestContext.time.replace(/[/:]/, " ").replace("/", " ").replace(":", " ");
    expect(Date.parse(written)).toBe(Math.floor(event.requestContext.timeEpoch / 1000) * 1000);
  });

  it.each([
    ["/", "/", "", undefined],
    ["//a/../b?x=%2B+&x=2&y", "//a/../b", "x=%2B+&x=2&y", { x: "+ ,2", y: "" }],
    ["/%2e%2E/%2F?a=b?c", "/%2e%2E/%2F", "a=b?c", { a: "b?c" }],
    ["/a/./b/?", "/a/./b/", "", undefined],
    ["/?q=%C3%BC&__proto__=1", "/", "q=%C3%BC&__proto__=1", JSON.parse('{ "q": "ü", "__proto__": "1" }')],
    ["/?broken=%E0%A4%A", "/", "broken=%E0%A4%A", { broken: "\ufffd%A" }],
    ["http://elsewhere.example/c?d=1", "/c", "d=1", { d: "1" }],
  ])("leaves the target %s as it is", async (path, rawPath, rawQueryString, queryStringParameters) => {
    const event = await eventOf({ path });
    expect(event.rawPath).toBe(rawPath);
    expect(event.requestContext.http.path).toBe(rawPath);
    expect(event.rawQueryString).toBe(rawQueryString);
    expect(event.queryStringParameters).toEqual(queryStringParameters);
  });

  it.each([
    ["text/plain", false],
    ["TEXT/html; charset=utf-8", false],
    ["application/json", false],
    ["application/xml;charset=utf-8", false],
    ["application/javascript", false],
    ["application/x-www-form-urlencoded", true],
    ["multipart/form-data; boundary=x", true],
    ["application/octet-stream", true],
    ["image/png", true],
    [undefined, true],
  ])("has a body of type %s in base64: %s", async (contentType, isBase64Encoded) => {
    const headers = contentType === undefined ? {} : { "content-type": contentType };
    const event = await eventOf({ method: "POST", headers, body: "a=b&c=ü" });
    const expected = isBase64Encoded ? Buffer.from("a=b&c=ü").toString("base64") : "a=b&c=ü";
    expect({ body: event.body, isBase64Encoded: event.isBase64Encoded }).toEqual({
      body: expected,
      isBase64Encoded,
    });
  });

  it("keeps bytes that are no text", async () => {
    const bytes = Buffer.from([0, 255, 128, 10]);
    const event = await eventOf({ method: "PUT", body: bytes });
    expect(Buffer.from(event.body ?? "", "base64")).toEqual(bytes);
  });

  it("has neither body, cookies nor parameters when there are none", async () => {
    const event = await eventOf({ method: "POST" });
    expect(Object.keys(event)).toEqual([
      "version",
      "routeKey",
      "rawPath",
      "rawQueryString",
      "headers",
      "requestContext",
      "isBase64Encoded",
    ]);
    expect(event.isBase64Encoded).toBe(false);
  });

  it.each(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])(
    "comes from a %s",
    async (method) => {
      expect((await eventOf({ method })).requestContext.http.method).toBe(method);
    },
  );

  it("has the body of a GET", async () => {
    const event = await eventOf({
      headers: { "content-type": "text/plain", "content-length": 2 },
      body: "hi",
    });
    expect(event.body).toBe("hi");
  });

  it("adds the client to who forwarded it, and keeps a trace", async () => {
    const headers = {
      "X-Forwarded-For": "203.0.113.1",
      "X-Forwarded-Proto": "https",
      "X-Amzn-Trace-Id": "Root=1-a-b",
    };
    expect((await eventOf({ headers })).headers).toMatchObject({
      "x-forwarded-for": "203.0.113.1,127.0.0.1",
      "x-forwarded-proto": "http",
      "x-amzn-trace-id": "Root=1-a-b",
    });
  });
});

describe("the answer", () => {
  it("has the function's status, headers, cookies and body", async () => {
    const { status, headers, text } = await answerTo({
      statusCode: 418,
      headers: {
        "Content-Type": "text/html",
        "X-Number": 1,
        "X-List": "a, b",
        "Content-Length": "999",
        Connection: "x",
      },
      cookies: ["a=1; Path=/", "b=2"],
      body: "<p>grün</p>",
    });
    expect({ status, text }).toEqual({ status: 418, text: "<p>grün</p>" });
    expect(headers).toMatchObject({
      "content-type": "text/html",
      "x-number": "1",
      "x-list": "a, b",
      "content-length": "12",
      "set-cookie": ["a=1; Path=/", "b=2"],
      "x-amzn-requestid": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(headers.connection).not.toBe("x");
  });

  it("decodes base64", async () => {
    const bytes = Buffer.from([0, 255, 128]);
    const { body } = await answerTo({
      statusCode: 200,
      body: bytes.toString("base64"),
      isBase64Encoded: true,
    });
    expect(body).toEqual(bytes);
  });

  it.each([
    [{ message: "hi" }, '{"message":"hi"}'],
    ["hi", '"hi"'],
    [[1], "[1]"],
    [null, "null"],
  ])("is a 200 with %j when there is no status", async (result, body) => {
    const { status, headers, text } = await answerTo(result);
    expect({ status, text, type: headers["content-type"] }).toEqual({
      status: 200,
      text: body,
      type: "application/json",
    });
  });

  it("is JSON when the function names no type", async () => {
    expect((await answerTo({ statusCode: 200, body: "x" })).headers["content-type"]).toBe("application/json");
  });

  it.each([204, 304])("has no body with status %d", async (statusCode) => {
    const { status, text } = await answerTo({ statusCode, body: "ignored" });
    expect({ status, text }).toEqual({ status: statusCode, text: "" });
  });

  it("has no body for HEAD, but its length", async () => {
    const { status, headers, text } = await answerTo({ statusCode: 200, body: "12345" }, { method: "HEAD" });
    expect({ status, text, length: headers["content-length"] }).toEqual({
      status: 200,
      text: "",
      length: "5",
    });
  });

  it.each([
    ["a status that is no number", { statusCode: "ok" }],
    ["a status that is none", { statusCode: 42 }],
    ["a status of an unfinished answer", { statusCode: 101 }],
    ["an object as body", { statusCode: 200, body: { a: 1 } }],
    ["headers that are no object", { statusCode: 200, headers: [] }],
    ["a header that is an object", { statusCode: 200, headers: { a: {} } }],
    ["a header with a line break", { statusCode: 200, headers: { a: "b\r\nset-cookie: c=d" } }],
    ["a header name with a blank", { statusCode: 200, headers: { "a b": "c" } }],
    ["cookies that are no list", { statusCode: 200, cookies: "a=1" }],
  ])("is a 502 when the function returns %s", async (_name, result) => {
    const { status, text } = await answerTo(result);
    expect({ status, text }).toEqual({ status: 502, text: '{"message":"Internal Server Error"}' });
  });

  it.each([
    ["fails", async () => ({ payload: '{"statusCode":200}', functionError: "Unhandled" as const }), 502],
    ["is gone", () => Promise.reject(new AwsServiceError("ServiceException", "", 500)), 502],
    ["throttles", () => Promise.reject(new AwsServiceError("TooManyRequestsException", "", 429)), 429],
    ["finds the event too large", () => Promise.reject(new AwsServiceError("X", "", 413)), 413],
  ])("tells that the function %s", async (_name, invoke, expected) => {
    const { status, headers } = await send(await serve({ invoke }));
    expect({ status, type: headers["content-type"] }).toEqual({ status: expected, type: "application/json" });
  });

  it.each([
    [
      "throws",
      () => {
        throw new AwsServiceError("AccessDeniedException", "no", 403);
      },
    ],
    ["rejects", () => Promise.reject(new AwsServiceError("AccessDeniedException", "no", 403))],
  ])("is a 403 when authorize %s, and the function is not called", async (_name, authorize) => {
    const invoke = jest.fn();
    const { status, headers, body } = await send(await serve({ invoke, authorize }));
    expect(status).toBe(403);
    expect(headers["x-amzn-errortype"]).toBe("AccessDeniedException");
    expect(JSON.parse(body.toString())).toEqual({
      Message:
        "Forbidden. For troubleshooting Function URL authorization issues, see: " +
        "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
    });
    expect(invoke).not.toHaveBeenCalled();
  });
});

describe("with a function", () => {
  const folders = new FunctionFolders();
  const service = new LambdaService({ region: "eu-west-1", endpointUrl: "http://127.0.0.1:4566" });
  const { functionArn } = ((localFunction) => {
    service.createFunction(localFunction);
    return localFunction;
  })(
    folders.create(`
      export const handler = async ({ rawPath, body = "", requestContext }, { awsRequestId }) => {
        if (rawPath === "/fail") throw new Error("no");
        if (rawPath === "/large") return { statusCode: 200, body: "x".repeat(6_291_556) };
        return { statusCode: 200, body: String(body.length), headers: { "x-same": String(awsRequestId === requestContext.requestId) } };
      };`),
  );
  const start = () => serve({ functionArn, invoke: (...args) => service.invoke(...args) });

  afterAll(async () => {
    await service.close();
    folders.remove();
  });

  const ROOM_FOR_THE_EVENT = 10_000;

  it.each([
    ["text/plain", MAX_REQUEST_BYTES - ROOM_FOR_THE_EVENT, 200],
    ["text/plain", MAX_REQUEST_BYTES, 413],
    ["text/plain", MAX_REQUEST_BYTES + 1, 413],
    ["application/octet-stream", (MAX_REQUEST_BYTES * 3) / 4 - ROOM_FOR_THE_EVENT, 200],
    ["application/octet-stream", (MAX_REQUEST_BYTES * 3) / 4, 413],
  ])("answers %s of %d bytes with %d", async (contentType, size, expected) => {
    const headers = { "content-type": contentType };
    const { status } = await send(await start(), { method: "POST", headers, body: Buffer.alloc(size, "a") });
    expect(status).toBe(expected);
  });

  it.each([
    ["/", 200],
    ["/fail", 502],
    ["/large", 502],
    ["/again", 200],
  ])("answers %s with %d", async (path, expected) => {
    expect((await send(await start(), { path })).status).toBe(expected);
  });

  it("gives the same request id everywhere", async () => {
    expect((await send(await start())).headers["x-same"]).toBe("true");
  });
});

describe("the server", () => {
  it("listens on the port that is asked for, and fails when it is taken", async () => {
    const { port } = new URL(await serve({}));
    await expect(serve({ port: Number(port) })).rejects.toThrow(
      `Port ${port} is taken; choose another with --port N`,
    );
  });

  it("ends idle and busy connections when closed", async () => {
    let called = () => {};
    const calling = new Promise<void>((resolve) => {
      called = resolve;
    });
    const functionUrl = await serveFunctionUrl({
      functionArn: FUNCTION_ARN,
      invoke: (_arn, event) => {
        if (JSON.parse(event).rawPath === "/idle") return Promise.resolve({ payload: "{}" });
        called();
        return new Promise(() => {});
      },
    });
    const agent = new Agent({ keepAlive: true });
    await send(functionUrl.url, { path: "/idle", agent });
    const busy = send(functionUrl.url, { path: "/busy" }).catch((error: NodeJS.ErrnoException) => error.code);
    await calling;
    await functionUrl.close();
    expect(await busy).toBe("ECONNRESET");
    await expect(send(functionUrl.url)).rejects.toMatchObject({ code: "ECONNREFUSED" });
    agent.destroy();
  });

  it("goes on when a client leaves in the middle of its body", async () => {
    const invoke = jest.fn().mockResolvedValue({ payload: '"still here"' });
    const url = await serve({ invoke });
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write("POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\nexpect: 100-continue\r\n\r\nhalf");
    await once(socket, "data");
    socket.destroy();
    await once(socket, "close");
    expect((await send(url)).body.toString()).toBe('"still here"');
    expect(invoke).toHaveBeenCalledTimes(1);
  });
});
