import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { TaskError } from "../../../local/step-functions";
import { FUNCTION_ARN, ROLE_ARN, single, TOKEN_TASK, Workbench } from "./workbench";

const APPROVAL = {
  StartAt: "Ask",
  States: {
    Ask: {
      ...TOKEN_TASK,
      TimeoutSeconds: 1,
      Catch: [{ ErrorEquals: ["States.Timeout"], Next: "Expired" }],
      Next: "Choose",
    },
    Choose: {
      Type: "Choice",
      Choices: [{ Variable: "$.decision", StringEquals: "approve", Next: "Approved" }],
      Default: "Rejected",
    },
    Approved: { Type: "Pass", End: true },
    Rejected: { Type: "Fail", Error: "Rejected", Cause: "no" },
    Expired: { Type: "Pass", End: true },
  },
};

const ASKED = [
  "ExecutionStarted 0",
  "TaskStateEntered 0",
  "TaskScheduled 2",
  "TaskStarted 3",
  "TaskSubmitted 4",
];

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.service.close());

test("tells of an answered task", async () => {
  const executionArn = await bench.start(APPROVAL, { deploy: 7 });
  const taskToken = await bench.token();
  await bench.service.sendTaskSuccess({ taskToken, output: '{"decision": "approve"}' });
  await bench.ended(executionArn);

  expect(await bench.outline(executionArn)).toEqual([
    ...ASKED,
    "TaskSucceeded 5",
    "TaskStateExited 6",
    "ChoiceStateEntered 7",
    "ChoiceStateExited 8",
    "PassStateEntered 9",
    "PassStateExited 10",
    "ExecutionSucceeded 11",
  ]);
  const [started, entered, scheduled, taskStarted, submitted, succeeded, exited, choosing] =
    await bench.events(executionArn);
  const service = { resourceType: "lambda", resource: "invoke.waitForTaskToken" };
  const notTruncated = { truncated: false };
  expect(started).toMatchObject({
    timestamp: expect.any(Date),
    executionStartedEventDetails: { input: '{"deploy":7}', inputDetails: notTruncated, roleArn: ROLE_ARN },
  });
  expect(entered?.stateEnteredEventDetails).toEqual({
    name: "Ask",
    input: '{"deploy":7}',
    inputDetails: notTruncated,
  });
  const { parameters = "", ...schedule } = scheduled?.taskScheduledEventDetails ?? {};
  expect(schedule).toEqual({ ...service, region: "us-east-1", timeoutInSeconds: 1 });
  expect(JSON.parse(parameters)).toEqual({ FunctionName: FUNCTION_ARN, Payload: bench.calls[0]?.payload });
  expect(taskStarted?.taskStartedEventDetails).toEqual(service);
  expect(submitted?.taskSubmittedEventDetails).toEqual({
    ...service,
    output: '{"ExecutedVersion":"$LATEST","Payload":null,"StatusCode":200}',
    outputDetails: notTruncated,
  });
  expect(succeeded?.taskSucceededEventDetails).toEqual({
    ...service,
    output: '{"decision": "approve"}',
    outputDetails: notTruncated,
  });
  expect(exited?.stateExitedEventDetails).toEqual({
    name: "Ask",
    output: '{"decision":"approve"}',
    outputDetails: notTruncated,
  });
  expect(choosing?.stateEnteredEventDetails?.name).toBe("Choose");
});

test("tells of a task whose deadline passed", async () => {
  const executionArn = await bench.start(APPROVAL);
  const { status, output } = await bench.ended(executionArn);

  expect({ status, output }).toEqual({
    status: "SUCCEEDED",
    output: '{"Error":"States.Timeout","Cause":""}',
  });
  expect(await bench.outline(executionArn)).toEqual([
    ...ASKED,
    "TaskTimedOut 5",
    "TaskStateExited 6",
    "PassStateEntered 7",
    "PassStateExited 8",
    "ExecutionSucceeded 9",
  ]);
  expect((await bench.events(executionArn))[5]?.taskTimedOutEventDetails).toEqual({
    resourceType: "lambda",
    resource: "invoke.waitForTaskToken",
    error: "States.Timeout",
  });
});

test("tells of a failure that nobody catches", async () => {
  const executionArn = await bench.start(APPROVAL);
  const taskToken = await bench.token();
  await bench.service.sendTaskFailure({ taskToken, error: "Broken", cause: "it was" });

  expect(await bench.ended(executionArn)).toMatchObject({
    status: "FAILED",
    error: "Broken",
    cause: "it was",
  });
  expect(await bench.outline(executionArn)).toEqual([...ASKED, "TaskFailed 5", "ExecutionFailed 6"]);
  const [, , , , , failed, executionFailed] = await bench.events(executionArn);
  expect(failed?.taskFailedEventDetails).toMatchObject({ error: "Broken", cause: "it was" });
  expect(executionFailed?.executionFailedEventDetails).toEqual({ error: "Broken", cause: "it was" });
});

test("leaves out what a failure does not say", async () => {
  const executionArn = await bench.start(APPROVAL);
  await bench.service.sendTaskFailure({ taskToken: await bench.token() });
  const description = await bench.ended(executionArn);

  expect(description).not.toHaveProperty("error");
  expect(description).not.toHaveProperty("cause");
  expect((await bench.events(executionArn)).at(-1)?.executionFailedEventDetails).toEqual({});
});

test("tells of a Fail state", async () => {
  const executionArn = await bench.start(APPROVAL);
  const taskToken = await bench.token();
  await bench.service.sendTaskSuccess({ taskToken, output: '{"decision":"reject"}' });

  expect(await bench.ended(executionArn)).toMatchObject({ status: "FAILED", error: "Rejected", cause: "no" });
  expect((await bench.outline(executionArn)).slice(-2)).toEqual(["FailStateEntered 9", "ExecutionFailed 10"]);
});

test("tells of a stopped execution", async () => {
  const executionArn = await bench.start(APPROVAL);
  const taskToken = await bench.token();
  const { stopDate } = await bench.service.stopExecution({ executionArn, error: "Manual", cause: "enough" });

  expect(await bench.service.describeExecution({ executionArn })).toMatchObject({
    status: "ABORTED",
    error: "Manual",
    cause: "enough",
    stopDate,
  });
  expect((await bench.outline(executionArn)).at(-1)).toBe("ExecutionAborted 0");
  await expect(bench.service.sendTaskSuccess({ taskToken, output: "{}" })).rejects.toMatchObject({
    code: "TaskTimedOut",
  });
  expect((await bench.outline(executionArn)).at(-1)).toBe("ExecutionAborted 0");
});

test("tells of an execution whose own deadline passed", async () => {
  const executionArn = await bench.start({ TimeoutSeconds: 1, ...single(TOKEN_TASK) });
  const taskToken = await bench.token();
  const description = await bench.ended(executionArn);

  expect(description.status).toBe("TIMED_OUT");
  expect(description).not.toHaveProperty("error");
  expect((await bench.events(executionArn)).at(-1)).toMatchObject({
    type: "ExecutionTimedOut",
    previousEventId: 0,
    executionTimedOutEventDetails: { error: "States.Timeout" },
  });
  await expect(bench.service.sendTaskFailure({ taskToken })).rejects.toMatchObject({ code: "TaskTimedOut" });
});

test("tells of a retried task, whose every attempt has a token of its own", async () => {
  bench = new Workbench({
    invoke: ({ stateName }) => {
      if (bench.calls.length === 1) throw new TaskError("Lambda.ServiceException", `${stateName} is busy`);
      return null;
    },
  });
  const retry = { ErrorEquals: ["Lambda.ServiceException"], IntervalSeconds: 1, MaxAttempts: 1 };
  const executionArn = await bench.start(single({ ...TOKEN_TASK, Retry: [retry] }));
  const taskToken = await bench.token(1);
  await expect(
    bench.service.sendTaskSuccess({ taskToken: await bench.token(0), output: "1" }),
  ).rejects.toMatchObject({ code: "TaskTimedOut" });
  await bench.service.sendTaskSuccess({ taskToken, output: "2" });

  expect(await bench.ended(executionArn)).toMatchObject({ status: "SUCCEEDED", output: "2" });
  expect(await bench.outline(executionArn)).toEqual([
    "ExecutionStarted 0",
    "TaskStateEntered 0",
    "TaskScheduled 2",
    "TaskStarted 3",
    "TaskFailed 4",
    "TaskScheduled 5",
    "TaskStarted 6",
    "TaskSubmitted 7",
    "TaskSucceeded 8",
    "TaskStateExited 9",
    "ExecutionSucceeded 10",
  ]);
  expect(bench.calls.map(({ payload }) => payload)).toMatchObject([
    { context: { State: { RetryCount: 0 } } },
    { context: { State: { RetryCount: 1 } } },
  ]);
});

test("tells of a function that is called by its ARN", async () => {
  bench = new Workbench({ invoke: ({ payload }) => ({ got: payload }) });
  const executionArn = await bench.start(
    single({ Type: "Task", Resource: FUNCTION_ARN, TimeoutSeconds: 9 }),
    5,
  );

  expect(await bench.ended(executionArn)).toMatchObject({ status: "SUCCEEDED", output: '{"got":5}' });
  expect(await bench.outline(executionArn)).toEqual([
    "ExecutionStarted 0",
    "TaskStateEntered 0",
    "LambdaFunctionScheduled 2",
    "LambdaFunctionStarted 3",
    "LambdaFunctionSucceeded 4",
    "TaskStateExited 5",
    "ExecutionSucceeded 6",
  ]);
  const [, , scheduled] = await bench.events(executionArn);
  expect(scheduled?.lambdaFunctionScheduledEventDetails).toEqual({
    resource: FUNCTION_ARN,
    input: "5",
    inputDetails: { truncated: false },
    timeoutInSeconds: 9,
  });
  expect(bench.calls).toEqual([
    { functionName: FUNCTION_ARN, payload: 5, roleArn: ROLE_ARN, executionArn, stateName: "Only" },
  ]);
});

test.each([
  [FUNCTION_ARN, "LambdaFunctionFailed", "lambdaFunctionFailedEventDetails"],
  ["arn:aws:states:::lambda:invoke", "TaskFailed", "taskFailedEventDetails"],
] as const)("fails the task when the function of %s fails", async (Resource, type, details) => {
  bench = new Workbench({
    invoke: () => Promise.reject(new TaskError("TypeError", '{"errorType":"TypeError"}')),
  });
  const { Parameters } = TOKEN_TASK;
  const parameters = Resource === FUNCTION_ARN ? {} : { Parameters: { ...Parameters, Payload: {} } };
  const executionArn = await bench.start(single({ Type: "Task", Resource, ...parameters }));

  expect(await bench.ended(executionArn)).toMatchObject({
    status: "FAILED",
    error: "TypeError",
    cause: '{"errorType":"TypeError"}',
  });
  const failed = (await bench.events(executionArn)).find((event) => event.type === type);
  expect(failed?.[details]).toMatchObject({ error: "TypeError", cause: '{"errorType":"TypeError"}' });
});

describe("a Map", () => {
  const MAP = {
    Type: "Map",
    ItemsPath: "$.teams",
    ItemSelector: { "team.$": "$$.Map.Item.Value", "nr.$": "$$.Map.Item.Index", "of.$": "$.app" },
    ItemProcessor: {
      StartAt: "Ask",
      States: { Ask: { ...TOKEN_TASK, Next: "Note" }, Note: { Type: "Pass", End: true } },
    },
  };
  const INPUT = { app: "shop", teams: ["a", "b", null] };

  test("gives the outputs in the order of the items, however the answers mingle", async () => {
    const executionArn = await bench.start(single(MAP), INPUT);
    await bench.token(2);
    for (const index of [2, 0, 1]) {
      await bench.service.sendTaskSuccess({
        taskToken: await bench.token(index),
        output: `"answer ${index}"`,
      });
    }

    expect(await bench.ended(executionArn)).toMatchObject({
      status: "SUCCEEDED",
      output: '["answer 0","answer 1","answer 2"]',
    });
  });

  test("links the events of each iteration, however they mingle", async () => {
    const executionArn = await bench.start(single(MAP), INPUT);
    await bench.token(2);
    for (const index of [2, 0, 1]) {
      await bench.service.sendTaskSuccess({ taskToken: await bench.token(index), output: `${index}` });
    }
    await bench.ended(executionArn);

    const events = await bench.events(executionArn);
    expect(events.slice(0, 6).map(({ type, previousEventId }) => `${type} ${previousEventId}`)).toEqual([
      "ExecutionStarted 0",
      "MapStateEntered 0",
      "MapStateStarted 2",
      "MapIterationStarted 3",
      "MapIterationStarted 3",
      "MapIterationStarted 3",
    ]);
    expect(events[2]?.mapStateStartedEventDetails).toEqual({ length: 3 });
    for (const index of [0, 1, 2]) {
      const iteration = chainFrom(events, 4 + index);
      expect(iteration.map(({ type }) => type)).toEqual([
        "MapIterationStarted",
        "TaskStateEntered",
        "TaskScheduled",
        "TaskStarted",
        "TaskSubmitted",
        "TaskSucceeded",
        "TaskStateExited",
        "PassStateEntered",
        "PassStateExited",
        "MapIterationSucceeded",
      ]);
      expect(iteration[0]?.mapIterationStartedEventDetails).toEqual({ name: "Only", index });
      expect(JSON.parse(iteration[1]?.stateEnteredEventDetails?.input ?? "")).toEqual({
        team: INPUT.teams[index],
        nr: index,
        of: "shop",
      });
      expect(iteration[5]?.taskSucceededEventDetails?.output).toBe(`${index}`);
    }
    const lastOfIterations = events.findLast(({ type }) => type === "MapIterationSucceeded");
    expect(events.slice(-3).map(({ type, previousEventId, id }) => [type, previousEventId, id])).toEqual([
      ["MapStateSucceeded", lastOfIterations?.id, events.length - 2],
      ["MapStateExited", events.length - 2, events.length - 1],
      ["ExecutionSucceeded", events.length - 1, events.length],
    ]);
  });

  test("gives up the other iterations when one fails", async () => {
    const executionArn = await bench.start(single(MAP), INPUT);
    await bench.token(2);
    const before = (await bench.events(executionArn)).length;
    await bench.service.sendTaskFailure({ taskToken: await bench.token(1), error: "No" });

    expect(await bench.ended(executionArn)).toMatchObject({ status: "FAILED", error: "No" });
    const failureId = before + 1;
    expect((await bench.outline(executionArn)).slice(before + 1)).toEqual([
      `MapIterationFailed ${failureId}`,
      `TaskStateAborted ${failureId}`,
      `MapIterationAborted ${failureId}`,
      `TaskStateAborted ${failureId}`,
      `MapIterationAborted ${failureId}`,
      `MapStateFailed ${failureId}`,
      `ExecutionFailed ${failureId + 6}`,
    ]);
    await expect(
      bench.service.sendTaskSuccess({ taskToken: await bench.token(0), output: "1" }),
    ).rejects.toMatchObject({ code: "TaskTimedOut" });
  });

  test("gives up what runs inside the other iterations, too", async () => {
    const inner = { Type: "Map", ItemProcessor: MAP.ItemProcessor, End: true };
    const outer = { Type: "Map", ItemProcessor: { StartAt: "Inner", States: { Inner: inner } } };
    const executionArn = await bench.start(single(outer), [[1], [2]]);
    await bench.token(1);
    const failureId = (await bench.events(executionArn)).length + 1;
    await bench.service.sendTaskFailure({ taskToken: await bench.token(0), error: "No" });
    await bench.ended(executionArn);

    expect((await bench.outline(executionArn)).slice(failureId)).toEqual([
      `MapIterationFailed ${failureId}`,
      `MapStateFailed ${failureId}`,
      `MapIterationFailed ${failureId + 2}`,
      `TaskStateAborted ${failureId + 2}`,
      `MapIterationAborted ${failureId + 2}`,
      `MapStateAborted ${failureId + 2}`,
      `MapIterationAborted ${failureId + 2}`,
      `MapStateFailed ${failureId + 2}`,
      `ExecutionFailed ${failureId + 8}`,
    ]);
  });

  test("starts anew when it is retried", async () => {
    const retried = { ...MAP, Retry: [{ ErrorEquals: ["No"], IntervalSeconds: 1, MaxAttempts: 1 }] };
    const executionArn = await bench.start(single(retried), { ...INPUT, teams: ["a"] });
    await bench.service.sendTaskFailure({ taskToken: await bench.token(0), error: "No" });
    await bench.service.sendTaskSuccess({ taskToken: await bench.token(1), output: "1" });

    expect(await bench.ended(executionArn)).toMatchObject({ status: "SUCCEEDED", output: "[1]" });
    const types = (await bench.events(executionArn)).map(({ type }) => type);
    expect(types.filter((type) => type?.startsWith("MapState"))).toEqual([
      "MapStateEntered",
      "MapStateStarted",
      "MapStateFailed",
      "MapStateStarted",
      "MapStateSucceeded",
      "MapStateExited",
    ]);
  });

  test("runs as many iterations at a time as it may", async () => {
    let running = 0;
    let most = 0;
    bench = new Workbench({
      standIns: {
        Work: async () => {
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          return running;
        },
      },
    });
    const Work = { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage", End: true };
    const limited = { Type: "Map", MaxConcurrency: 2, ItemProcessor: { StartAt: "Work", States: { Work } } };

    expect(await bench.run(single(limited), [1, 2, 3, 4, 5])).toMatchObject({ status: "SUCCEEDED" });
    expect(most).toBe(2);
  });
});

test("links the events of a Parallel's branches", async () => {
  const branch = { StartAt: "Ask", States: { Ask: { ...TOKEN_TASK, End: true } } };
  const other = { StartAt: "Ask too", States: { "Ask too": { ...TOKEN_TASK, End: true } } };
  const executionArn = await bench.start(single({ Type: "Parallel", Branches: [branch, other] }));
  await bench.service.sendTaskSuccess({ taskToken: await bench.token(1), output: "2" });
  await bench.service.sendTaskSuccess({ taskToken: await bench.token(0), output: "1" });

  expect(await bench.ended(executionArn)).toMatchObject({ status: "SUCCEEDED", output: "[1,2]" });
  const events = await bench.events(executionArn);
  expect(events.filter(({ previousEventId }) => previousEventId === 3).map(({ type }) => type)).toEqual([
    "TaskStateEntered",
    "TaskStateEntered",
  ]);
  expect(
    chainFrom(events, 4)
      .map(({ type }) => type)
      .slice(0, 6),
  ).toEqual([
    "TaskStateEntered",
    "TaskScheduled",
    "TaskStarted",
    "TaskSubmitted",
    "TaskSucceeded",
    "TaskStateExited",
  ]);
  expect(events.slice(-3).map(({ type }) => type)).toEqual([
    "ParallelStateSucceeded",
    "ParallelStateExited",
    "ExecutionSucceeded",
  ]);
});

test("gives up the other branches of a Parallel when one fails", async () => {
  const failing = { StartAt: "Break", States: { Break: { Type: "Fail", Error: "Broken" } } };
  const waiting = { StartAt: "Rest", States: { Rest: { Type: "Wait", Seconds: 60, End: true } } };
  const catching = {
    Type: "Parallel",
    Branches: [waiting, failing],
    Catch: [{ ErrorEquals: ["Broken"], Next: "Go on" }],
  };
  const executionArn = await bench.start({
    StartAt: "Both",
    States: { Both: { ...catching, End: true }, "Go on": { Type: "Pass", End: true } },
  });

  expect(await bench.ended(executionArn)).toMatchObject({
    status: "SUCCEEDED",
    output: '{"Error":"Broken","Cause":""}',
  });
  expect(await bench.outline(executionArn)).toEqual([
    "ExecutionStarted 0",
    "ParallelStateEntered 0",
    "ParallelStateStarted 2",
    "WaitStateEntered 3",
    "FailStateEntered 3",
    "WaitStateAborted 5",
    "ParallelStateFailed 5",
    "ParallelStateExited 7",
    "PassStateEntered 8",
    "PassStateExited 9",
    "ExecutionSucceeded 10",
  ]);
});

test("ends an execution whose history is full", async () => {
  const executionArn = await bench.start({
    StartAt: "Again",
    States: { Again: { Type: "Pass", Next: "And again" }, "And again": { Type: "Pass", Next: "Again" } },
  });

  expect(await bench.ended(executionArn)).toMatchObject({
    status: "FAILED",
    error: "States.Runtime",
    cause: "The execution reached the maximum number of history events (25000).",
  });
  const { events } = await bench.service.getExecutionHistory({
    executionArn,
    reverseOrder: true,
    maxResults: 1,
  });
  expect(events).toMatchObject([{ id: 25_000, previousEventId: 24_999, type: "ExecutionFailed" }]);
});

/** The events that follow one another from the given one on, as far as only one follows. */
function chainFrom(events: readonly HistoryEvent[], firstId: number): HistoryEvent[] {
  const chain: HistoryEvent[] = [];
  let next = events.filter(({ id }) => id === firstId);
  while (next.length === 1 && chain.at(-1)?.type !== "MapIterationSucceeded") {
    chain.push(...next);
    next = events.filter(({ previousEventId }) => previousEventId === chain.at(-1)?.id);
  }
  return chain;
}
