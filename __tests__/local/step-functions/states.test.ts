import type { JsonValue } from "../../../local/json";
import { TaskError } from "../../../local/step-functions";
import { single, TOKEN_TASK, until, Workbench } from "./workbench";

const STAND_IN = { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage" };

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.service.close());

async function output(definition: object, input: JsonValue = {}): Promise<JsonValue> {
  const { output: text = '"no output"', ...rest } = await bench.run(definition, input);
  expect(rest).toMatchObject({ status: "SUCCEEDED" });
  return JSON.parse(text);
}

describe("input and output", () => {
  test.each<[string, object, JsonValue, JsonValue]>([
    ["a Result of null", { Result: null }, {}, null],
    ["a Result of false", { Result: false }, {}, false],
    ["a Result of 0 at a ResultPath", { Result: 0, ResultPath: "$.a.b" }, { c: 1 }, { c: 1, a: { b: 0 } }],
    ["ResultPath $", { Result: 1, ResultPath: "$" }, { c: 1 }, 1],
    ["ResultPath null", { Result: 1, ResultPath: null }, "kept", "kept"],
    ["InputPath null", { InputPath: null }, 5, {}],
    ["InputPath $ of null", { InputPath: "$" }, null, null],
    ["OutputPath $ of 0", { OutputPath: "$" }, 0, 0],
    ["OutputPath null", { OutputPath: null }, 5, {}],
    ["InputPath and OutputPath", { InputPath: "$.a", OutputPath: "$.b" }, { a: { b: 1 } }, 1],
    ["InputPath of the context", { InputPath: "$$.Execution.Input" }, { a: 1 }, { a: 1 }],
    ["Parameters of null", { Parameters: { "a.$": "$" } }, null, { a: null }],
    ["Parameters of the context", { Parameters: { "a.$": "$$.State.Name" } }, 1, { a: "Only" }],
  ])("%s of a Pass", async (_, fields, input, expected) => {
    expect(await output(single({ Type: "Pass", ...fields }), input)).toEqual(expected);
  });

  test("ResultSelector, ResultPath and OutputPath of a Task", async () => {
    bench = new Workbench({ standIns: { Only: (parameters) => ({ got: parameters, more: 1 }) } });
    const task = {
      ...STAND_IN,
      InputPath: "$.a",
      Parameters: { "b.$": "$.b", "name.$": "$$.Execution.Name" },
      ResultSelector: { "kept.$": "$.got", "by.$": "$$.StateMachine.Name" },
      ResultPath: "$.result",
      OutputPath: "$.result",
    };
    expect(await output(single(task), { a: { b: 0 } })).toEqual({
      kept: { b: 0, name: "execution" },
      by: "machine",
    });
  });

  test.each([["text"], [null], [[1]]])("fails when a ResultPath leads into %j", async (input) => {
    expect(await bench.run(single({ Type: "Pass", ResultPath: "$.a" }), input)).toMatchObject({
      status: "FAILED",
      error: "States.ResultPathMatchFailure",
    });
  });

  test("fails when Parameters lead nowhere, and says where", async () => {
    expect(await bench.run(single({ Type: "Pass", Parameters: { "a.$": "$.b" } }))).toMatchObject({
      status: "FAILED",
      error: "States.Runtime",
      cause:
        "An error occurred while executing the state 'Only' (entered at the event id #2). " +
        "Path expression '$.b' does not point to a value",
    });
  });
});

test("a Map may use its fields' older names", async () => {
  const map = {
    Type: "Map",
    Parameters: { "item.$": "$$.Map.Item.Value", "of.$": "$" },
    Iterator: { StartAt: "End", States: { End: { Type: "Succeed" } } },
  };
  expect(await output(single(map), [1])).toEqual([{ item: 1, of: [1] }]);
});

describe("the context object", () => {
  const context = async (definition: object): Promise<unknown> => {
    await bench.start(definition, { list: [1] });
    await bench.token();
    const [call] = bench.calls;
    return Object(call?.payload).context;
  };

  const expected = (stateName: string) => ({
    Execution: {
      Id: "arn:aws:states:us-east-1:123456789012:execution:machine:execution",
      Input: { list: [1] },
      Name: "execution",
      RedriveCount: 0,
      RoleArn: "arn:aws:iam::123456789012:role/machine",
      StartTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{3}Z$/),
    },
    State: { EnteredTime: expect.stringMatching(/Z$/), Name: stateName, RetryCount: 0 },
    StateMachine: { Id: "arn:aws:states:us-east-1:123456789012:stateMachine:machine", Name: "machine" },
    Task: { Token: expect.any(String) },
  });

  test("is AWS's", async () => {
    expect(await context(single(TOKEN_TASK))).toEqual(expected("Only"));
  });

  test("has the execution's input inside a Map too", async () => {
    const states = { StartAt: "Ask", States: { Ask: { ...TOKEN_TASK, End: true } } };
    expect(await context(single({ Type: "Map", ItemsPath: "$.list", ItemProcessor: states }))).toEqual(
      expected("Ask"),
    );
  });

  test("has a token only where an answer is waited for", async () => {
    const task = { ...TOKEN_TASK, Resource: "arn:aws:states:::lambda:invoke" };
    await bench.run(single(task));
    expect(bench.calls[0]?.payload).not.toHaveProperty("context.Task");
  });
});

describe("a Choice", () => {
  const chosen = async (rule: object, input: JsonValue): Promise<JsonValue> =>
    output(
      {
        StartAt: "Choose",
        States: {
          Choose: { Type: "Choice", Choices: [{ ...rule, Next: "Yes" }], Default: "No" },
          Yes: { Type: "Pass", Result: true, End: true },
          No: { Type: "Pass", Result: false, End: true },
        },
      },
      input,
    );

  test.each<[object, JsonValue, boolean]>([
    [{ Variable: "$.a", StringEquals: "x" }, { a: "x" }, true],
    [{ Variable: "$.a", StringEquals: "x" }, { a: null }, false],
    [{ Variable: "$.a", StringLessThan: "9" }, { a: 5 }, false],
    [{ Variable: "$.a", NumericLessThan: 9 }, { a: "5" }, false],
    [{ Variable: "$.a", NumericGreaterThanEquals: 9 }, { a: 9 }, true],
    [{ Variable: "$.a", NumericEqualsPath: "$.b" }, { a: 0, b: 0 }, true],
    [{ Variable: "$.a", BooleanEquals: false }, { a: false }, true],
    [{ Variable: "$.a", BooleanEquals: false }, { a: 0 }, false],
    [{ Variable: "$.a", TimestampLessThan: "2026-01-01T00:00:00Z" }, { a: "2025-01-01T00:00:00Z" }, true],
    [{ Variable: "$.a", TimestampLessThan: "2026-01-01T00:00:00Z" }, { a: "2025" }, false],
    [{ Variable: "$.a", StringMatches: "a*c" }, { a: "abbc" }, true],
    [{ Variable: "$.a", StringMatches: "a?c" }, { a: "abc" }, false],
    [{ Variable: "$.a", StringMatches: "a?c" }, { a: "a?c" }, true],
    [{ Variable: "$.a", StringMatches: "*" }, { a: 5 }, false],
    [{ Variable: "$.a", IsNull: false }, { a: 1 }, true],
    [{ Variable: "$.a", IsNull: true }, { a: null }, true],
    [{ Variable: "$.a", IsPresent: false }, {}, true],
    [{ Variable: "$.a", IsPresent: true }, null, false],
    [{ Variable: "$.a", IsString: false }, { a: "x" }, false],
    [{ Not: { Variable: "$.a", IsNumeric: false } }, { a: 1 }, true],
    [
      {
        And: [
          { Variable: "$.a", IsPresent: true },
          { Variable: "$.a", StringEquals: "x" },
        ],
      },
      {},
      false,
    ],
    [
      {
        Or: [
          { Variable: "$.a", IsNull: false },
          { Variable: "$.b", IsNull: false },
        ],
      },
      { a: null, b: 1 },
      true,
    ],
  ])("%j of %j is %j", async (rule, input, expected) => {
    expect(await chosen(rule, input)).toBe(expected);
  });

  test("passes its input on, by InputPath and OutputPath", async () => {
    const definition = {
      StartAt: "Choose",
      States: {
        Choose: {
          Type: "Choice",
          InputPath: "$.in",
          OutputPath: "$.out",
          Choices: [{ Variable: "$.out", IsPresent: true, Next: "End" }],
        },
        End: { Type: "Succeed" },
      },
    };
    expect(await output(definition, { in: { out: 0 } })).toBe(0);
  });

  test.each([
    ["no rule matches", { a: "y" }, "States.NoChoiceMatched"],
    ["its variable is missing", {}, "States.Runtime"],
  ])("fails when %s", async (_, input, error) => {
    const choices = [{ Variable: "$.a", StringEquals: "x", Next: "End" }];
    const definition = {
      StartAt: "Choose",
      States: { Choose: { Type: "Choice", Choices: choices }, End: { Type: "Succeed" } },
    };
    const executionArn = await bench.start(definition, input as JsonValue);
    expect(await bench.ended(executionArn)).toMatchObject({ status: "FAILED", error });
    expect(await bench.outline(executionArn)).toEqual([
      "ExecutionStarted 0",
      "ChoiceStateEntered 0",
      "ExecutionFailed 2",
    ]);
  });
});

describe("Retry and Catch", () => {
  const caught = async (error: Error, errorEquals: string[][], more: object = {}): Promise<unknown> => {
    bench = new Workbench({
      standIns: {
        Ask: () => {
          throw error;
        },
      },
    });
    const names = errorEquals.map((_, index) => `Catcher ${index}`);
    const { output: text, error: failure } = await bench.run({
      StartAt: "Ask",
      States: {
        Ask: {
          ...STAND_IN,
          Catch: errorEquals.map((ErrorEquals, index) => ({
            ErrorEquals,
            Next: `Catcher ${index}`,
            ...more,
          })),
          End: true,
        },
        ...Object.fromEntries(
          names.map((name) => [
            name,
            { Type: "Pass", Parameters: { "by.$": "$$.State.Name", "got.$": "$" }, End: true },
          ]),
        ),
      },
    });
    return text === undefined ? failure : JSON.parse(text);
  };

  const BROKEN = { Error: "Broken", Cause: "it was" };
  const broken = () => new TaskError("Broken", "it was");

  test.each<[string[][], unknown]>([
    [[["Broken"]], { by: "Catcher 0", got: BROKEN }],
    [[["Other"], ["Broken"]], { by: "Catcher 1", got: BROKEN }],
    [[["States.TaskFailed"]], { by: "Catcher 0", got: BROKEN }],
    [[["States.ALL"]], { by: "Catcher 0", got: BROKEN }],
    [[["States.Timeout"]], "Broken"],
  ])("a failure is caught by %j", async (errorEquals, expected) => {
    expect(await caught(broken(), errorEquals)).toEqual(expected);
  });

  test.each<[string[][], unknown]>([
    [[["States.TaskFailed"]], "States.Timeout"],
    [
      [["States.TaskFailed"], ["States.ALL"]],
      { by: "Catcher 1", got: { Error: "States.Timeout", Cause: "" } },
    ],
    [[["States.Timeout"]], { by: "Catcher 0", got: { Error: "States.Timeout", Cause: "" } }],
  ])("a timeout is caught by %j", async (errorEquals, expected) => {
    expect(await caught(new TaskError("States.Timeout", ""), errorEquals)).toEqual(expected);
  });

  test("States.Runtime is caught by nothing", async () => {
    const error = new TaskError("States.Runtime", "");
    expect(await caught(error, [["States.Runtime"], ["States.ALL"]])).toBe("States.Runtime");
  });

  test.each([
    ["$", BROKEN],
    ["$.error", { error: BROKEN }],
    [null, {}],
  ])("an error is put at the ResultPath %j", async (ResultPath, got) => {
    expect(await caught(broken(), [["Broken"]], { ResultPath })).toEqual({ by: "Catcher 0", got });
  });

  test("a task is tried again as often as its Retry says", async () => {
    let attempts = 0;
    bench = new Workbench({
      standIns: {
        Only: () => {
          attempts += 1;
          throw broken();
        },
      },
    });
    const Retry = [
      { ErrorEquals: ["Other"], MaxAttempts: 9 },
      { ErrorEquals: ["States.ALL"], MaxAttempts: 1, IntervalSeconds: 1 },
    ];
    expect(await bench.run(single({ ...STAND_IN, Retry }))).toMatchObject({ error: "Broken" });
    expect(attempts).toBe(2);
  });

  test.each([[{}], [{ MaxDelaySeconds: 3_000_000 }]])(
    "a retry that waits for longer than setTimeout can does not come at once: %j",
    async (more) => {
      bench = new Workbench({
        standIns: {
          Only: () => {
            throw broken();
          },
        },
      });
      const Retry = [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 3_000_000, ...more }];
      const executionArn = await bench.start(single({ ...STAND_IN, Retry }));
      await until(async () => (await bench.outline(executionArn)).includes("TaskFailed 4"));
      for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));

      expect((await bench.outline(executionArn)).at(-1)).toBe("TaskFailed 4");
    },
  );
});

describe("a Wait", () => {
  test.each([
    [{ Seconds: 0 }],
    [{ SecondsPath: "$.seconds" }],
    [{ Timestamp: "2020-01-01T00:00:00Z" }],
    [{ TimestampPath: "$.time" }],
  ])("%j ends", async (fields) => {
    const input = { seconds: 0, time: "2020-01-01T00:00:00Z" };
    expect(await output(single({ Type: "Wait", ...fields }), input)).toEqual(input);
  });

  test("of months does not end at once", async () => {
    const executionArn = await bench.start(single({ Type: "Wait", Seconds: 8_000_000 }));
    await until(async () => (await bench.outline(executionArn)).includes("WaitStateEntered 0"));
    for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => setImmediate(resolve));

    expect(await bench.service.describeExecution({ executionArn })).toMatchObject({ status: "RUNNING" });
  });

  test("fails when its path leads to no time", async () => {
    const wait = { Type: "Wait", SecondsPath: "$.a" };
    expect(await bench.run(single(wait), { a: "soon" })).toMatchObject({ error: "States.Runtime" });
  });
});

test.each<[object, object]>([
  [
    { Error: "E", Cause: "C" },
    { error: "E", cause: "C" },
  ],
  [
    { ErrorPath: "$.e", CausePath: "States.Format('because {}', $.c)" },
    { error: "ee", cause: "because cc" },
  ],
  [{}, { error: undefined, cause: undefined }],
])("a Fail state with %j fails the execution", async (fields, expected) => {
  const definition = { StartAt: "End", States: { End: { Type: "Fail", ...fields } } };
  const { status, error, cause } = await bench.run(definition, { e: "ee", c: "cc" });
  expect({ status, error, cause }).toEqual({ status: "FAILED", ...expected });
});

describe("a task's deadline", () => {
  test("is read from the state's input, not from its parameters", async () => {
    const executionArn = await bench.start(single({ ...TOKEN_TASK, TimeoutSecondsPath: "$.limit" }), {
      limit: 7,
    });
    await bench.token();
    const scheduled = (await bench.events(executionArn)).find(({ type }) => type === "TaskScheduled");
    expect(scheduled?.taskScheduledEventDetails?.timeoutInSeconds).toBe(7);
  });

  test.each([[0], [-1], [1.5], ["60"], [null]])("fails when its path leads to %j", async (limit) => {
    const task = { ...TOKEN_TASK, TimeoutSecondsPath: "$.limit" };
    expect(await bench.run(single(task), { limit })).toMatchObject({ error: "States.Runtime" });
  });

  test("holds for a task that waits for no answer", async () => {
    bench = new Workbench({ standIns: { Only: () => new Promise<never>(() => undefined) } });
    expect(await bench.run(single({ ...STAND_IN, TimeoutSeconds: 1 }))).toMatchObject({
      status: "FAILED",
      error: "States.Timeout",
    });
  });
});

describe("data that is too large", () => {
  const LARGE = "x".repeat(200_000);
  const CATCH_ALL = { Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }] };
  const CATCH_BY_NAME = { Catch: [{ ErrorEquals: ["States.DataLimitExceeded"], Next: "Caught" }] };

  const run = async (state: object, input: JsonValue) =>
    bench.run(
      {
        StartAt: "Only",
        States: { Only: { ...state, End: true }, Caught: { Type: "Pass", Result: "caught", End: true } },
      },
      input,
    );

  test.each([
    [
      "a task's parameters",
      { ...TOKEN_TASK, Parameters: { FunctionName: "f", Payload: { "a.$": "$", "b.$": "$" } } },
    ],
    ["a Pass state's output", { Type: "Pass", Parameters: { "a.$": "$", "b.$": "$" } }],
    [
      "an item's input",
      {
        Type: "Map",
        ItemsPath: "$$.Execution.Input.items",
        ItemSelector: { "a.$": "$", "b.$": "$" },
        ItemProcessor: { StartAt: "End", States: { End: { Type: "Succeed" } } },
      },
    ],
  ])("fails the execution when it is %s, whatever States.ALL catches", async (_, state) => {
    const catching = state.Type === "Pass" ? {} : CATCH_ALL;
    expect(await run({ ...state, ...catching }, { items: [1], text: LARGE })).toMatchObject({
      status: "FAILED",
      error: "States.DataLimitExceeded",
    });
  });

  test.each([
    [CATCH_ALL, { status: "FAILED", error: "States.DataLimitExceeded" }],
    [CATCH_BY_NAME, { status: "SUCCEEDED", output: '"caught"' }],
  ])("a task's result with %j", async (catching, expected) => {
    bench = new Workbench({ standIns: { Only: () => LARGE + LARGE } });
    expect(await run({ ...STAND_IN, ...catching }, {})).toMatchObject(expected);
  });

  test("fails the execution when an error makes it too large", async () => {
    bench = new Workbench({
      standIns: {
        Only: () => {
          throw new TaskError("Broken", "y".repeat(100_000));
        },
      },
    });
    const catching = { Catch: [{ ErrorEquals: ["Broken"], Next: "Caught", ResultPath: "$.error" }] };
    expect(await run({ ...STAND_IN, ...catching }, { LARGE })).toMatchObject({
      status: "FAILED",
      error: "States.DataLimitExceeded",
    });
  });
});
