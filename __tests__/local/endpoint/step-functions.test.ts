import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ExecutionDoesNotExist,
  GetExecutionHistoryCommand,
  InvalidToken,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskTimedOut,
  ValidationException,
} from "@aws-sdk/client-sfn";
import { AwsServiceError } from "../../../local/errors";
import {
  clientSettings,
  denied,
  EndpointUnderTest,
  executionArn,
  machineArn,
  startedAt,
} from "./endpoint-under-test";

const endpoint = new EndpointUnderTest();
let client: SFNClient;

beforeAll(async () => {
  await endpoint.start();
  client = new SFNClient({ ...clientSettings, endpoint: endpoint.url });
});
afterEach(() => endpoint.reset());
afterAll(async () => {
  client.destroy();
  await endpoint.stop();
});

function expectOneCall(action: string, resource: string): void {
  expect(endpoint.calls).toEqual([
    {
      call: { accessKeyId: "AKIDTEST", action: `states:${action}`, resource },
      outcome: { requestId: expect.any(String), statusCode: 200, errorCode: undefined },
    },
  ]);
}

test("ListStateMachines", async () => {
  const output = await client.send(new ListStateMachinesCommand({ maxResults: 10 }));
  expect(output.stateMachines).toEqual([
    { stateMachineArn: machineArn, name: "approval", type: "STANDARD", creationDate: startedAt },
  ]);
  expect(output.nextToken).toBeUndefined();
  expect(endpoint.stepFunctions.inputs).toEqual([{ maxResults: 10 }]);
  expectOneCall("ListStateMachines", "arn:aws:states:us-east-1:123456789012:stateMachine:*");
});

test("DescribeStateMachine", async () => {
  const output = await client.send(new DescribeStateMachineCommand({ stateMachineArn: machineArn }));
  expect(output).toMatchObject({
    definition: '{"StartAt":"Ask"}',
    status: "ACTIVE",
    creationDate: startedAt,
  });
  expectOneCall("DescribeStateMachine", machineArn);
});

test("StartExecution", async () => {
  const input = { stateMachineArn: machineArn, name: "one", input: '{"é":"日本"}' };
  const output = await client.send(new StartExecutionCommand(input));
  expect(output.executionArn).toBe(executionArn);
  expect(output.startDate).toEqual(startedAt);
  expect(output.$metadata.httpStatusCode).toBe(200);
  expect(output.$metadata.requestId).toBe(endpoint.calls[0]?.outcome.requestId);
  expect(endpoint.stepFunctions.inputs).toEqual([input]);
  expectOneCall("StartExecution", machineArn);
});

test("DescribeExecution", async () => {
  const output = await client.send(new DescribeExecutionCommand({ executionArn }));
  expect(output).toMatchObject({
    status: "SUCCEEDED",
    startDate: startedAt,
    stopDate: new Date("2026-11-22T19:30:01.126Z"),
    input: '{"é":1}',
  });
  expectOneCall("DescribeExecution", executionArn);
});

test("ListExecutions", async () => {
  const input = { stateMachineArn: machineArn, statusFilter: "RUNNING", maxResults: 1 } as const;
  const output = await client.send(new ListExecutionsCommand(input));
  expect(output.executions?.[0]).toMatchObject({ executionArn, startDate: startedAt });
  expect(output.nextToken).toBe("more");
  expect(endpoint.stepFunctions.inputs).toEqual([input]);
  expectOneCall("ListExecutions", machineArn);
});

test("GetExecutionHistory", async () => {
  const input = { executionArn, reverseOrder: true, maxResults: 1000, includeExecutionData: false };
  const output = await client.send(new GetExecutionHistoryCommand(input));
  expect(output.events).toEqual([
    {
      id: 1,
      previousEventId: 0,
      type: "ExecutionStarted",
      timestamp: startedAt,
      executionStartedEventDetails: { input: "{}", inputDetails: { truncated: false } },
    },
  ]);
  expect(endpoint.stepFunctions.inputs).toEqual([input]);
  expectOneCall("GetExecutionHistory", executionArn);
});

test("StopExecution", async () => {
  const input = { executionArn, error: "Stopped", cause: "no longer needed" };
  const output = await client.send(new StopExecutionCommand(input));
  expect(output.stopDate).toEqual(startedAt);
  expect(endpoint.stepFunctions.inputs).toEqual([input]);
  expectOneCall("StopExecution", executionArn);
});

test("SendTaskSuccess asks for permission on the task's state machine", async () => {
  const input = { taskToken: "token+/==", output: '{"decision":"approve"}' };
  await client.send(new SendTaskSuccessCommand(input));
  expect(endpoint.stepFunctions.inputs).toEqual([input]);
  expectOneCall("SendTaskSuccess", machineArn);
});

test("SendTaskFailure asks for permission on the task's state machine", async () => {
  const input = { taskToken: "token", error: "E", cause: "C" };
  await client.send(new SendTaskFailureCommand(input));
  expect(endpoint.stepFunctions.inputs).toEqual([input]);
  expectOneCall("SendTaskFailure", machineArn);
});

describe("errors", () => {
  test.each([
    [ExecutionDoesNotExist, "ExecutionDoesNotExist", () => new DescribeExecutionCommand({ executionArn })],
    [TaskTimedOut, "TaskTimedOut", () => new SendTaskSuccessCommand({ taskToken: "token", output: "{}" })],
  ])("%p arrives as the SDK's own", async (ErrorClass, name, command) => {
    endpoint.stepFunctions.failure = new AwsServiceError(name, "because of 'this'");
    const failure = await client.send(command() as DescribeExecutionCommand).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ErrorClass);
    expect(failure).toMatchObject({
      name,
      message: "because of 'this'",
      $fault: "client",
      $metadata: { httpStatusCode: 400, requestId: endpoint.calls[0]?.outcome.requestId },
    });
    expect(endpoint.calls[0]?.outcome).toMatchObject({ statusCode: 400, errorCode: name });
  });

  test("fails when a token was never given out, before anybody is asked", async () => {
    endpoint.refusal = denied();
    const sent = client.send(new SendTaskSuccessCommand({ taskToken: "forged", output: "{}" }));
    await expect(sent).rejects.toBeInstanceOf(InvalidToken);
    await expect(sent).rejects.toMatchObject({ message: "Invalid Token: 'Invalid token'" });
    expect(endpoint.stepFunctions.inputs).toEqual([]);
  });

  test("fails when the caller may not, and asks nothing of the service", async () => {
    endpoint.refusal = denied();
    await expect(client.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: "AccessDeniedException",
      message: "User: test is not authorized",
      $metadata: { httpStatusCode: 400 },
    });
    expect(endpoint.stepFunctions.inputs).toEqual([]);
    expect(endpoint.calls[0]).toMatchObject({
      call: { action: "states:DescribeExecution", resource: executionArn },
      outcome: { statusCode: 400, errorCode: "AccessDeniedException" },
    });
  });

  test("fails when a required member is missing", async () => {
    const sent = client.send(new DescribeExecutionCommand({ executionArn: undefined }));
    await expect(sent).rejects.toBeInstanceOf(ValidationException);
    await expect(sent).rejects.toMatchObject({
      message:
        "1 validation error detected: Value null at 'executionArn' failed to satisfy constraint: " +
        "Member must not be null",
    });
  });

  test("fails when a member would go unheeded", async () => {
    const sent = client.send(
      new ListExecutionsCommand({ stateMachineArn: machineArn, redriveFilter: "REDRIVEN" }),
    );
    await expect(sent).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining("'redriveFilter' is not supported here; supported: maxResults"),
    });
  });

  test("fails as AWS fails when the service itself breaks", async () => {
    const log = jest.spyOn(console, "error").mockImplementation();
    endpoint.stepFunctions.failure = new TypeError("x is undefined");
    await expect(client.send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: "InternalFailure",
      $metadata: { httpStatusCode: 500 },
    });
    expect(log).toHaveBeenCalledWith(endpoint.stepFunctions.failure);
    log.mockRestore();
  });
});
