import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { devNull } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import {
  LambdaService,
  type LambdaServiceOptions,
  MAX_REQUEST_BYTES,
} from "../../../local/lambda/lambda-service";
import type { LocalFunction } from "../../../local/lambda/local-function";
import type { LogEntry } from "../../../local/lambda/log-entry";
import { FunctionFolders, WAITING_FUNCTION } from "./fixtures";

const folders = new FunctionFolders();
const services: LambdaService[] = [];

function start(options: Partial<LambdaServiceOptions> = {}): LambdaService {
  const service = new LambdaService({
    region: "eu-west-1",
    endpointUrl: "http://127.0.0.1:4566",
    ...options,
  });
  services.push(service);
  return service;
}

function startWith(localFunction: LocalFunction, options: Partial<LambdaServiceOptions> = {}) {
  const service = start(options);
  service.createFunction(localFunction);
  const logs: LogEntry[] = [];
  service.on("log", (entry) => logs.push(entry));
  const call = async (event: unknown = {}) => {
    const result = await service.invoke(localFunction.functionName, JSON.stringify(event));
    return { ...result, payload: JSON.parse(result.payload) };
  };
  const logged = (count: number, message: string) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (logs.filter((entry) => entry.message === message).length < count) return;
        service.off("log", check);
        resolve();
      };
      service.on("log", check);
      check();
    });
  return { service, logs, call, logged };
}

afterEach(() => Promise.all(services.splice(0).map((service) => service.close())));
afterAll(() => folders.remove());

describe("what a function sees", () => {
  it("has only its own and Lambda's environment variables", async () => {
    const { call } = startWith(
      folders.create("export const handler = async () => process.env;", {
        functionName: "environment",
        environment: { KEY_ID: "1", TZ: "Europe/Berlin", AWS_ENDPOINT_URL: "https://real.example.com" },
        memorySizeMb: 256,
      }),
    );
    expect((await call()).payload).toEqual({
      KEY_ID: "1",
      TZ: "Europe/Berlin",
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
      AWS_LAMBDA_FUNCTION_NAME: "environment",
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_LAMBDA_LOG_GROUP_NAME: "/aws/lambda/environment",
      AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_SESSION_TOKEN: "token",
      AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    });
  });

  it("gets the event and a context", async () => {
    const localFunction = folders.create(
      "export const handler = async (event, context) => ({ event, context, left: context.getRemainingTimeInMillis() });",
    );
    const { call } = startWith(localFunction);
    const { payload, requestId, executedVersion } = await call({ a: [1, "ü"] });
    expect(executedVersion).toBe("$LATEST");
    expect(payload.event).toEqual({ a: [1, "ü"] });
    expect(payload.context).toEqual({
      awsRequestId: requestId,
      functionName: localFunction.functionName,
      functionVersion: "$LATEST",
      invokedFunctionArn: localFunction.functionArn,
      memoryLimitInMB: "128",
      logGroupName: localFunction.logGroupName,
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      callbackWaitsForEmptyEventLoop: true,
    });
    expect(payload.left).toBeGreaterThan(0);
    expect(payload.left).toBeLessThanOrEqual(3000);
  });

  it.each([
    ["index.mjs", "index.handler", "export const handler = () => 1;"],
    ["index.js", "index.handler", "exports.handler = () => 1;"],
    ["index.cjs", "index.handler", "module.exports = Object.assign({}, { handler: () => 1 });"],
    ["src/app.mjs", "src/app.handler", "export const handler = () => 1;"],
    ["index.mjs", "index.api.get", "export const api = { get: async () => 1 };"],
  ])("is found in %s as %s", async (fileName, handler, source) => {
    const { call } = startWith(folders.create(source, { fileName, handler }));
    expect(await call()).toMatchObject({ payload: 1 });
  });

  it("answers null when it returns nothing, and gets {} when the payload is empty", async () => {
    const localFunction = folders.create("export const handler = async (event) => event.echo;");
    const { service } = startWith(localFunction);
    expect(await service.invoke(localFunction.functionName, "")).toMatchObject({ payload: "null" });
  });
});

describe("which function is called", () => {
  const localFunction = folders.create("export const handler = async () => 'here';");
  const { functionName, functionArn } = localFunction;

  it.each([functionName, functionArn, `${functionName}:$LATEST`, `${functionArn}:$LATEST`])(
    "finds %s",
    async (name) => {
      const { service } = startWith(localFunction);
      expect(await service.invoke(name, "{}")).toMatchObject({ payload: '"here"' });
    },
  );

  it.each(["unknown", `${functionName}:1`, functionArn.replace("eu-west-1", "us-east-1"), ""])(
    "fails when there is no %s",
    async (name) => {
      const { service } = startWith(localFunction);
      await expect(service.invoke(name, "{}")).rejects.toMatchObject({
        code: "ResourceNotFoundException",
        statusCode: 404,
      });
    },
  );

  it("tells the ARN of a name", () => {
    const { service } = startWith(localFunction);
    expect(service.functionArn(functionName)).toBe(functionArn);
    expect(service.functionArn("unknown")).toBeUndefined();
  });

  it("fails when the name is taken", () => {
    const { service } = startWith(localFunction);
    expect(() => service.createFunction(localFunction)).toThrow(
      expect.objectContaining({ code: "ResourceConflictException", statusCode: 409 }),
    );
  });
});

describe("workers", () => {
  it("keeps its module state from event to event", async () => {
    const { call } = startWith(folders.create("let count = 0; export const handler = async () => ++count;"));
    expect([(await call()).payload, (await call()).payload, (await call()).payload]).toEqual([1, 2, 3]);
  });

  it.each([
    ["8 by default", undefined, 8],
    ["as many as reserved", 2, 2],
  ])("uses %s and lets other events wait", async (_name, reservedConcurrency, expected) => {
    const gate = folders.gate();
    const { call, logged } = startWith(
      folders.create(WAITING_FUNCTION, {
        ...(reservedConcurrency && { reservedConcurrency }),
        timeoutSeconds: 30,
      }),
    );
    const calls = Array.from({ length: 12 }, () => call({ gate }));
    await logged(expected, "start");
    writeFileSync(gate, "");
    const results = (await Promise.all(calls)).map((result) => result.payload);
    expect(new Set(results.map((result) => result.threadId)).size).toBe(expected);
    expect(Math.max(...results.map((result) => result.together))).toBe(1);
  });

  it("throttles when too many events wait, and goes on afterwards", async () => {
    const gate = folders.gate();
    const { call, logged } = startWith(
      folders.create(WAITING_FUNCTION, { reservedConcurrency: 1, timeoutSeconds: 30 }),
      { maxQueuedEvents: 1 },
    );
    const accepted = [call({ gate }), call({ gate })];
    await logged(1, "start");
    await expect(call({ gate })).rejects.toMatchObject({ code: "TooManyRequestsException", statusCode: 429 });
    writeFileSync(gate, "");
    expect(await Promise.all(accepted)).toHaveLength(2);
    expect((await call({ gate })).functionError).toBeUndefined();
  });

  it("throttles every event when nothing is reserved", async () => {
    const { call } = startWith(folders.create("export const handler = () => 1;", { reservedConcurrency: 0 }));
    await expect(call()).rejects.toMatchObject({ code: "TooManyRequestsException" });
  });
});

describe("failures", () => {
  const source = `
    let count = 0;
    const failures = {
      throws: () => { throw new TypeError("no"); },
      throwsText: () => { throw "plain"; },
      circular: () => { const result = {}; result.self = result; return result; },
      bigint: () => 1n,
      tooLarge: () => "x".repeat(6_291_556 - 1),
      hangs: () => new Promise(() => {}),
      loops: () => { for (;;); },
      exits: () => process.exit(0),
      exitsWithCode: () => process.exit(3),
      rejects: () => { Promise.reject(new Error("nobody looks")); return new Promise(() => {}); },
      throwsLater: () => { setTimeout(() => { throw new RangeError("late"); }); return new Promise(() => {}); },
      exhausts: () => { const all = []; for (;;) all.push(new Array(100_000).fill(all.length)); },
    };
    export const handler = async ({ fail }) => { count++; return fail ? failures[fail]() : count; };`;

  const exit = (reason: string) => ({
    errorType: "Runtime.ExitError",
    errorMessage: expect.stringMatching(
      new RegExp(`^RequestId: [0-9a-f-]{36} Error: Runtime exited ${reason}$`),
    ),
  });
  const kept = 2;
  const replaced = 1;

  it.each([
    ["throws", kept, { errorType: "TypeError", errorMessage: "no", trace: expect.any(Array) }],
    ["throwsText", kept, { errorType: "string", errorMessage: "plain", trace: [] }],
    ["circular", kept, { errorType: "Runtime.JSONStringifyError" }],
    ["bigint", kept, { errorType: "Runtime.JSONStringifyError" }],
    ["tooLarge", kept, { errorType: "Function.ResponseSizeTooLarge" }],
    [
      "hangs",
      replaced,
      { errorType: "Sandbox.Timedout", errorMessage: expect.stringMatching(/after 1\.00 seconds$/) },
    ],
    [
      "loops",
      replaced,
      { errorType: "Sandbox.Timedout", errorMessage: expect.stringMatching(/^RequestId: /) },
    ],
    ["exits", replaced, exit("without providing a reason")],
    ["exitsWithCode", replaced, exit("with error: exit status 3")],
    [
      "rejects",
      replaced,
      { errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "Error: nobody looks" },
    ],
    ["throwsLater", replaced, { errorType: "RangeError", errorMessage: "late" }],
    ["exhausts", replaced, exit("with error: signal: killed")],
  ])("fails when the function %s, and the next event is handled", async (fail, nextCount, expected) => {
    const memorySizeMb = fail === "exhausts" ? 32 : 128;
    const timeoutSeconds = fail === "hangs" || fail === "loops" ? 1 : 30;
    const { call, logs } = startWith(folders.create(source, { timeoutSeconds, memorySizeMb }));
    const { functionError, payload } = await call({ fail });
    expect({ functionError, payload }).toMatchObject({ functionError: "Unhandled", payload: expected });
    expect(await call()).toMatchObject({ payload: nextCount });
    if (fail !== "tooLarge") expect(logs).toContainEqual(expect.objectContaining({ level: "ERROR" }));
  });

  it.each([
    ["the file is missing", "", "other.handler", "Runtime.ImportModuleError"],
    [
      "an import is missing",
      'import "not-there"; export const handler = 1;',
      "index.handler",
      "Runtime.ImportModuleError",
    ],
    ["the code is no JavaScript", "export const = 1;", "index.handler", "Runtime.UserCodeSyntaxError"],
    [
      "the handler is not exported",
      "export const other = () => 1;",
      "index.handler",
      "Runtime.HandlerNotFound",
    ],
    ["the handler is no function", "export const handler = 1;", "index.handler", "Runtime.HandlerNotFound"],
    ["the handler has no name", "", "index", "Runtime.MalformedHandlerName"],
    ["the handler is outside", "", "../index.handler", "Runtime.MalformedHandlerName"],
    [
      "the handler takes a callback",
      "export const handler = (event, context, callback) => callback(null, 1);",
      "index.handler",
      "Runtime.CallbackHandlerDeprecated",
    ],
    ["the code throws", 'throw new RangeError("at the top");', "index.handler", "RangeError"],
  ])("fails when %s", async (_name, code, handler, errorType) => {
    const { call } = startWith(folders.create(code, { handler }));
    expect(await call()).toMatchObject({ functionError: "Unhandled", payload: { errorType } });
    expect(await call()).toMatchObject({ functionError: "Unhandled", payload: { errorType } });
  });

  it("fails when loading takes too long", async () => {
    const { call } = startWith(folders.create("await new Promise(() => setInterval(() => {}, 1000));"), {
      initTimeoutSeconds: 0.2,
    });
    expect(await call()).toMatchObject({
      functionError: "Unhandled",
      payload: { errorType: "Sandbox.Timedout", errorMessage: expect.stringMatching(/after 0\.20 seconds$/) },
    });
  });

  it("goes on when a worker ends between two events", async () => {
    const { call, logged } = startWith(
      folders.create(
        "export const handler = async () => { setImmediate(() => process.exit(1)); return 1; };",
      ),
    );
    expect(await call()).toMatchObject({ payload: 1 });
    await logged(1, "Runtime exited with error: exit status 1");
    expect(await call()).toMatchObject({ payload: 1 });
  });

  it.each([
    [
      "is larger than 6 MB",
      JSON.stringify("x".repeat(MAX_REQUEST_BYTES - 1)),
      "RequestEntityTooLargeException",
      413,
    ],
    ["is no JSON", "{", "InvalidRequestContentException", 400],
  ])("fails when the payload %s", async (_name, payload, code, statusCode) => {
    const localFunction = folders.create("export const handler = () => 1;");
    const { service } = startWith(localFunction);
    await expect(service.invoke(localFunction.functionName, payload)).rejects.toMatchObject({
      code,
      statusCode,
    });
  });

  it("takes and gives 6 MB", async () => {
    const localFunction = folders.create("export const handler = async (event) => event;");
    const { service } = startWith(localFunction);
    const payload = JSON.stringify("x".repeat(MAX_REQUEST_BYTES - 2));
    const result = await service.invoke(localFunction.functionName, payload);
    expect(result.functionError).toBeUndefined();
    expect(result.payload).toHaveLength(MAX_REQUEST_BYTES);
  });
});

describe("logs", () => {
  it.each([
    ['console.log("text")', "INFO", "text"],
    ['console.info("a %s", "b")', "INFO", "a b"],
    ["console.log({ a: { b: 1 } })", "INFO", { a: { b: 1 } }],
    ['console.debug("d")', "DEBUG", "d"],
    ['console.trace("t")', "TRACE", "t"],
    ['console.warn("w")', "WARN", "w"],
    ['console.error("e", 1)', "ERROR", "e 1"],
    ['console.fatal("f")', "FATAL", "f"],
    ['console.error(new TypeError("x"))', "ERROR", { errorType: "TypeError", errorMessage: "x" }],
    ["const o = {}; o.o = o; console.log(o)", "INFO", expect.stringContaining("[Circular *1]")],
    ['process.stdout.write("raw\\n")', "INFO", "raw"],
    ['process.stderr.write("without end")', "INFO", "without end"],
    [
      "process.stdout.write(Buffer.from('ü').subarray(0, 1)); process.stdout.write(Buffer.from('ü').subarray(1))",
      "INFO",
      "ü",
    ],
    ["console.dir(1)", "INFO", "1"],
    ['console.log("last words"); process.exit(1)', "INFO", "last words"],
  ])("has what %s says", async (statement, level, message) => {
    const ours = jest.spyOn(process.stdout, "write");
    const localFunction = folders.create(`export const handler = async () => { ${statement}; };`);
    const { call, logs } = startWith(localFunction);
    const { requestId } = await call();
    const expected =
      typeof message === "object" && !("asymmetricMatch" in message)
        ? expect.objectContaining(message)
        : message;
    expect(logs[0]).toEqual({
      functionName: localFunction.functionName,
      requestId,
      level,
      message: expected,
      line: expect.any(String),
    });
    expect(ours).not.toHaveBeenCalled();
    ours.mockRestore();
  });

  it("writes Lambda's JSON", async () => {
    const { call, logs } = startWith(
      folders.create('export const handler = async () => console.error("cannot", new RangeError("far"));'),
    );
    const { requestId } = await call();
    expect(JSON.parse(logs[0]?.line ?? "")).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      level: "ERROR",
      requestId,
      message: expect.stringMatching(/^cannot RangeError: far/),
      errorType: "RangeError",
      errorMessage: "far",
      stackTrace: expect.arrayContaining(["RangeError: far"]),
    });
  });

  it("keeps the order of lines, also before an endless loop", async () => {
    const { call, logs } = startWith(
      folders.create(
        `export const handler = () => {
           console.log("1"); process.stdout.write("2\\n"); console.log("3"); process.stderr.write("4\\n"); for (;;);
         };`,
        { timeoutSeconds: 0.2 },
      ),
    );
    await call();
    expect(logs.map((entry) => entry.message)).toEqual([
      "1",
      "2",
      "3",
      "4",
      expect.stringMatching(/timed out/),
    ]);
  });
});

describe("close", () => {
  it("rejects what runs and what waits, and everything afterwards", async () => {
    const { service, call, logged } = startWith(
      folders.create(WAITING_FUNCTION, { reservedConcurrency: 1, timeoutSeconds: 30 }),
    );
    const ends = Promise.allSettled([call({ gate: folders.gate() }), call({ gate: folders.gate() })]);
    await logged(1, "start");
    await service.close();
    const rejected = { status: "rejected", reason: expect.objectContaining({ code: "ServiceException" }) };
    expect(await ends).toEqual([rejected, rejected]);
    await expect(call()).rejects.toMatchObject({ code: "ServiceException", statusCode: 500 });
  });

  it("leaves nothing that keeps the process alive, and has written nothing itself", async () => {
    const localFunction = folders.create(
      "setInterval(() => {}, 1000); export const handler = () => { console.log('log'); return 'done'; };",
    );
    const script = path.join(folders.root, "script.ts");
    const module = JSON.stringify(path.resolve(__dirname, "../../../local/lambda/lambda-service"));
    writeFileSync(
      script,
      `import { LambdaService } from ${module};
       const service = new LambdaService({ region: "eu-west-1", endpointUrl: "http://127.0.0.1:4566" });
       service.createFunction(${JSON.stringify(localFunction)});
       service
         .invoke(${JSON.stringify(localFunction.functionName)}, "{}")
         .then(async (result) => { await service.close(); process.stdout.write(result.payload); });`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, ["--require", "tsx/cjs", script], {
      timeout: 20_000,
    });
    expect(stdout).toBe('"done"');
  }, 30_000);
});
