import { newTaskToken } from "../../../local/step-functions/task-token";
import { MACHINE_ARN, single, TOKEN_TASK, tokenOf, until, Workbench } from "./workbench";

const DEFINITION = single({ ...TOKEN_TASK, TimeoutSeconds: 1 });

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => {
  jest.restoreAllMocks();
  bench.service.close();
});

test("a task token has the shape of AWS's", () => {
  const tokens = Array.from({ length: 200 }, newTaskToken);
  for (const token of tokens) {
    expect(token.length).toBeGreaterThanOrEqual(668);
    expect(token.length).toBeLessThanOrEqual(712);
    expect(token).toMatch(/^[A-Za-z0-9+/]+==[A-Za-z0-9+/]+==$/);
    expect(token).toContain("+");
    expect(token).toContain("/");
  }
  expect(new Set(tokens).size).toBe(tokens.length);
  expect(new Set(tokens.map(({ length }) => length)).size).toBeGreaterThan(5);
});

test("an answer is in the history as soon as it was taken", async () => {
  const executionArn = await bench.start(DEFINITION);
  await bench.service.sendTaskSuccess({ taskToken: await bench.token(), output: ' {"a": "\\u00fc"} ' });
  const { events } = await bench.service.getExecutionHistory({ executionArn, reverseOrder: true });
  const succeeded = events?.find(({ type }) => type === "TaskSucceeded");
  expect(succeeded?.taskSucceededEventDetails?.output).toBe(' {"a": "\\u00fc"} ');
});

test("an answer may come before the call that asks for it has returned", async () => {
  bench = new Workbench({
    invoke: async (call) => {
      await bench.service.sendTaskSuccess({ taskToken: tokenOf(call), output: '"quick"' });
      return null;
    },
  });
  expect(await bench.run(DEFINITION)).toMatchObject({ status: "SUCCEEDED", output: '"quick"' });
});

test.each(["sendTaskSuccess", "sendTaskFailure"] as const)(
  "a second answer fails after %s",
  async (first) => {
    await bench.start(DEFINITION);
    const answer = { taskToken: await bench.token(), output: "1" };
    await bench.service[first](answer);
    for (const second of ["sendTaskSuccess", "sendTaskFailure"] as const) {
      await expect(bench.service[second](answer)).rejects.toMatchObject({
        code: "TaskTimedOut",
        message: "Task Timed Out: 'Provided task does not exist anymore'",
      });
    }
  },
);

test("an answer fails when the deadline has passed", async () => {
  const executionArn = await bench.start(DEFINITION);
  const taskToken = await bench.token();
  await bench.ended(executionArn);
  await expect(bench.service.sendTaskSuccess({ taskToken, output: "1" })).rejects.toMatchObject({
    code: "TaskTimedOut",
  });
});

test("an answer that comes after the deadline, but before its timer, is too late", async () => {
  const executionArn = await bench.start(DEFINITION);
  const taskToken = await bench.token();
  const later = Date.now() + 1000;
  jest.spyOn(Date, "now").mockReturnValue(later);

  await expect(bench.service.sendTaskSuccess({ taskToken, output: "1" })).rejects.toMatchObject({
    code: "TaskTimedOut",
  });
  const types = (await bench.events(executionArn)).map(({ type }) => type);
  expect(types).toContain("TaskTimedOut");
  expect(types).not.toContain("TaskSucceeded");
});

test("a deadline can be let pass at once, as long as the task is open", async () => {
  const executionArn = await bench.start(single({ ...TOKEN_TASK, TimeoutSeconds: 31_536_000 }));
  const taskToken = await bench.token();
  bench.service.expireTask(taskToken);
  expect(await bench.ended(executionArn)).toMatchObject({ status: "FAILED", error: "States.Timeout" });
  expect(() => bench.service.expireTask(taskToken)).toThrow("Provided task does not exist anymore");
});

test("one of many answers around the deadline wins, and the history says which", async () => {
  const stateMachineArn = bench.create(DEFINITION);
  const executionArns: string[] = [];
  for (let index = 0; index < 40; index += 1) {
    const { executionArn = "" } = await bench.service.startExecution({ stateMachineArn });
    executionArns.push(executionArn);
  }
  await until(() => bench.calls.length === 40);
  const deadline = Date.now() + 1000;
  const answers = bench.calls.map(async (call, index) => {
    await until(() => Date.now() >= deadline - 40 + index);
    const answer = { taskToken: tokenOf(call), output: `${index}` };
    const sent = await Promise.allSettled([
      bench.service.sendTaskSuccess(answer),
      bench.service.sendTaskFailure(answer),
    ]);
    return { executionArn: call.executionArn, taken: sent.map(({ status }) => status === "fulfilled") };
  });

  for (const { executionArn, taken } of await Promise.all(answers)) {
    await bench.ended(executionArn);
    const ends = (await bench.events(executionArn))
      .map(({ type }) => type)
      .filter((type) => type === "TaskSucceeded" || type === "TaskFailed" || type === "TaskTimedOut");
    expect(ends).toEqual(taken[0] ? ["TaskSucceeded"] : ["TaskTimedOut"]);
    expect(taken[1]).toBe(false);
  }
});

test.each([
  ["no token", { taskToken: undefined }, "ValidationException"],
  ["no output", { output: undefined }, "ValidationException"],
  ["an output of 262,145 bytes", { output: JSON.stringify("ü".repeat(131_072)) }, "ValidationException"],
  ["an output that is not JSON", { output: "approve" }, "InvalidOutput"],
  ["an empty output", { output: "" }, "InvalidOutput"],
  ["an empty token", { taskToken: "" }, "InvalidToken"],
  ["a token that is not base64", { taskToken: "%2B" }, "InvalidToken"],
  ["a token of 2,049 characters", { taskToken: "a".repeat(2049) }, "InvalidToken"],
  ["a token that was never given out", { taskToken: newTaskToken() }, "TaskDoesNotExist"],
])("sendTaskSuccess fails when it is given %s, and the task stays open", async (_, request, code) => {
  await bench.start(DEFINITION);
  const answer = { taskToken: await bench.token(), output: "1" };
  await expect(bench.service.sendTaskSuccess({ ...answer, ...request })).rejects.toMatchObject({
    name: "AwsServiceError",
    code,
    statusCode: 400,
  });
  await expect(bench.service.sendTaskSuccess(answer)).resolves.toEqual({});
});

test.each([
  ["no token", { taskToken: undefined }, "ValidationException"],
  ["an error of 257 characters", { error: "e".repeat(257) }, "ValidationException"],
  ["a cause of 32,769 characters", { cause: "c".repeat(32_769) }, "ValidationException"],
  ["an empty token", { taskToken: "" }, "InvalidToken"],
  ["a token that was never given out", { taskToken: newTaskToken() }, "TaskDoesNotExist"],
])("sendTaskFailure fails when it is given %s, and the task stays open", async (_, request, code) => {
  await bench.start(DEFINITION);
  const answer = { taskToken: await bench.token() };
  await expect(bench.service.sendTaskFailure({ ...answer, ...request })).rejects.toMatchObject({ code });
  await expect(bench.service.sendTaskFailure(answer)).resolves.toEqual({});
});

test("a token's state machine is known, whether or not the task is still open", async () => {
  await bench.start(DEFINITION);
  const taskToken = await bench.token();
  expect(bench.service.stateMachineArnOfTask(taskToken)).toBe(MACHINE_ARN);
  await bench.service.sendTaskSuccess({ taskToken, output: "1" });
  expect(bench.service.stateMachineArnOfTask(taskToken)).toBe(MACHINE_ARN);
  expect(bench.service.stateMachineArnOfTask(newTaskToken())).toBeUndefined();
});

test("a thousand executions wait at once and are answered in any order", async () => {
  const stateMachineArn = bench.create(single(TOKEN_TASK));
  for (let index = 0; index < 1000; index += 1) {
    await bench.service.startExecution({ stateMachineArn, name: `${index}`, input: `${index}` });
  }
  await until(() => bench.calls.length === 1000);
  const waiting = await bench.service.listExecutions({
    stateMachineArn,
    statusFilter: "RUNNING",
    maxResults: 1000,
  });
  expect(waiting.executions).toHaveLength(1000);

  const shuffled = bench.calls.map((call) => ({ call, rank: Math.random() })).sort((a, b) => a.rank - b.rank);
  for (const { call } of shuffled) {
    const { Input } = (call.payload as { context: { Execution: { Input: number } } }).context.Execution;
    await bench.service.sendTaskSuccess({ taskToken: tokenOf(call), output: JSON.stringify({ Input }) });
  }
  for (const { executionArn } of bench.calls) {
    const { status, input, output } = await bench.ended(executionArn);
    expect({ status, output }).toEqual({ status: "SUCCEEDED", output: `{"Input":${input}}` });
  }
});
