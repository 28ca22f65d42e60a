import {
  InvalidRequestContentException,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  ListFunctionsCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-lambda";
import { clientSettings, denied, EndpointUnderTest, functionArn } from "./endpoint-under-test";

const endpoint = new EndpointUnderTest();
let client: LambdaClient;

beforeAll(async () => {
  await endpoint.start();
  client = new LambdaClient({ ...clientSettings, endpoint: endpoint.url });
});
afterEach(() => endpoint.reset());
afterAll(async () => {
  client.destroy();
  await endpoint.stop();
});

function text(payload: Uint8Array | undefined): string {
  return Buffer.from(payload ?? []).toString();
}

test.each([
  "decide",
  "decide:$LATEST",
  "function:decide",
  "123456789012:function:decide",
  functionArn,
  `${functionArn}:$LATEST`,
])("Invoke %s", async (FunctionName) => {
  const output = await client.send(new InvokeCommand({ FunctionName, Payload: '{"é":1}' }));
  expect(output.StatusCode).toBe(200);
  expect(output.ExecutedVersion).toBe("$LATEST");
  expect(output.FunctionError).toBeUndefined();
  expect(text(output.Payload)).toBe('{"é":1}');
  expect(output.$metadata.requestId).toBe(endpoint.calls[0]?.outcome.requestId);
  expect(endpoint.calls[0]?.call).toEqual({
    accessKeyId: "AKIDTEST",
    action: "lambda:InvokeFunction",
    resource: functionArn,
  });
});

test("Invoke without a payload gives an empty event", async () => {
  await client.send(new InvokeCommand({ FunctionName: "decide" }));
  expect(endpoint.lambda.payloads).toEqual(["{}"]);
});

test("Invoke answers with the function's own failure", async () => {
  endpoint.lambda.functionFails = true;
  const output = await client.send(new InvokeCommand({ FunctionName: "decide" }));
  expect(output).toMatchObject({ StatusCode: 200, FunctionError: "Unhandled" });
  expect(JSON.parse(text(output.Payload))).toEqual({ errorType: "Error", errorMessage: "decide failed" });
});

test("Invoke in the background answers at once", async () => {
  const output = await client.send(
    new InvokeCommand({ FunctionName: "decide", InvocationType: "Event", Payload: "[1]" }),
  );
  expect(output.StatusCode).toBe(202);
  expect(text(output.Payload)).toBe("");
  expect(endpoint.lambda.payloads).toEqual(["[1]"]);
});

test("Invoke in the background leaves a failure in the log", async () => {
  const log = jest.spyOn(console, "error").mockImplementation();
  endpoint.lambda.failure = new Error("no worker");
  const output = await client.send(new InvokeCommand({ FunctionName: "decide", InvocationType: "Event" }));
  expect(output.StatusCode).toBe(202);
  expect(log).toHaveBeenCalledWith("The asynchronous invocation of decide failed:", endpoint.lambda.failure);
  log.mockRestore();
});

test("Invoke as a dry run runs nothing", async () => {
  const output = await client.send(new InvokeCommand({ FunctionName: "decide", InvocationType: "DryRun" }));
  expect(output.StatusCode).toBe(204);
  expect(endpoint.lambda.payloads).toEqual([]);
  expect(endpoint.calls).toHaveLength(1);
});

describe("errors", () => {
  test.each<[string, Omit<InvokeCommandInput, "Payload">, string]>([
    ["function", { FunctionName: "nope" }, "arn:aws:lambda:us-east-1:123456789012:function:nope"],
    ["function in the background", { FunctionName: "nope", InvocationType: "Event" }, "function:nope"],
    [
      "account",
      { FunctionName: "999999999999:decide" },
      "arn:aws:lambda:us-east-1:999999999999:function:decide",
    ],
    ["version", { FunctionName: "decide", Qualifier: "7" }, "function:decide:7"],
    ["alias", { FunctionName: "decide:live" }, "function:decide:live"],
    [
      "region",
      { FunctionName: functionArn.replace(":us-east-1:", ":eu-west-1:") },
      "Functions from 'eu-west-1' are not reachable in this region ('us-east-1')",
    ],
  ])("fails when there is no such %s", async (_, input, message) => {
    const sent = client.send(new InvokeCommand(input));
    await expect(sent).rejects.toBeInstanceOf(ResourceNotFoundException);
    await expect(sent).rejects.toMatchObject({
      Type: "User",
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 404, requestId: expect.any(String) },
    });
    expect(endpoint.lambda.payloads).toEqual([]);
  });

  test("fails when the payload is not JSON", async () => {
    const sent = client.send(new InvokeCommand({ FunctionName: "decide", Payload: "{nope" }));
    await expect(sent).rejects.toBeInstanceOf(InvalidRequestContentException);
    await expect(sent).rejects.toMatchObject({
      message: expect.stringContaining("Could not parse request body into json"),
      $metadata: { httpStatusCode: 400 },
    });
  });

  test.each([
    ["the name is none", { FunctionName: "a function" }, "Value at 'functionName'"],
    ["the log's tail is asked for", { FunctionName: "decide", LogType: "Tail" as const }, "'LogType'"],
    [
      "a context would go unheeded",
      { FunctionName: "decide", ClientContext: "e30=" },
      "'ClientContext' is not",
    ],
  ])("fails when %s", async (_, input, message) => {
    await expect(client.send(new InvokeCommand(input))).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 400 },
    });
  });

  test("fails when the caller may not, and runs nothing", async () => {
    endpoint.refusal = denied();
    await expect(client.send(new InvokeCommand({ FunctionName: "decide" }))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: "User: test is not authorized",
      $metadata: { httpStatusCode: 403 },
    });
    expect(endpoint.lambda.payloads).toEqual([]);
  });

  test("fails when the operation is not supported", async () => {
    await expect(client.send(new ListFunctionsCommand())).rejects.toMatchObject({
      name: "UnknownOperationException",
      message: "lambda GET /2015-03-31/functions is not supported here; supported: lambda Invoke",
      $metadata: { httpStatusCode: 400 },
    });
  });
});
