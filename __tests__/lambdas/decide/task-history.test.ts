import { type HistoryEvent, SFNClient } from "@aws-sdk/client-sfn";
import { findTask } from "../../../lambdas/decide/task-history";
import { requestIdOfToken } from "../../../lambdas/shared/approval-link";
import { AwsEndpoint } from "../../helpers/aws-endpoint";
import { historyEvent, taskScheduled, taskSucceeded, waitingHistory } from "../../helpers/execution-history";
import { TASK_TOKEN, taskToken } from "../../helpers/task-token";

const aws = new AwsEndpoint();
const EXECUTION = "arn:aws:states:eu-west-1:123456789012:execution:ReleaseApproval:release-42";

beforeAll(() => aws.start());
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

function fateOf(history: HistoryEvent[], token = TASK_TOKEN) {
  aws.stepFunctions.histories.set(EXECUTION, history);
  return findTask(new SFNClient(), EXECUTION, requestIdOfToken(token));
}

describe("the fate of a task", () => {
  const OUTPUT = '{"decision":"approve"}';

  test.each([
    ["waits", [], { kind: "open", taskToken: TASK_TOKEN }],
    ["was answered", [taskSucceeded(6, 5, OUTPUT)], { kind: "answered", output: OUTPUT }],
    [
      "was answered and the execution went on to its end",
      [
        taskSucceeded(6, 5, OUTPUT),
        historyEvent(7, 6, "TaskStateExited"),
        historyEvent(8, 7, "ChoiceStateEntered"),
        historyEvent(9, 8, "ChoiceStateExited"),
        historyEvent(10, 9, "ExecutionSucceeded"),
      ],
      { kind: "answered", output: OUTPUT },
    ],
    ["was failed by somebody else", [historyEvent(6, 5, "TaskFailed")], { kind: "stopped" }],
    ["timed out", [historyEvent(6, 5, "TaskTimedOut")], { kind: "expired" }],
    [
      "timed out and the execution went on",
      [historyEvent(6, 5, "TaskTimedOut"), historyEvent(7, 6, "TaskStateExited")],
      { kind: "expired" },
    ],
    [
      "was open when the execution was aborted",
      [historyEvent(6, 0, "ExecutionAborted")],
      { kind: "stopped" },
    ],
    ["was open when the execution failed", [historyEvent(6, 0, "ExecutionFailed")], { kind: "stopped" }],
    ["was open when the execution timed out", [historyEvent(6, 0, "ExecutionTimedOut")], { kind: "stopped" }],
  ] as const)("that %s", async (_name, events, fate) => {
    expect(await fateOf([...waitingHistory(), ...events])).toMatchObject(fate);
  });

  test.each([
    ["stays unknown: the workflow asks again with another token", "TaskFailed", [], "requestUnknown"],
    ["has ended with the execution", "TaskSubmitFailed", [historyEvent(6, 5, "ExecutionFailed")], "stopped"],
  ] as const)("that failed before anybody was asked %s", async (_name, type, events, kind) => {
    const started = waitingHistory().slice(0, 4);
    expect(await fateOf([...started, historyEvent(5, 4, type), ...events])).toEqual({ kind });
  });

  test("that was scheduled only just now", async () => {
    const scheduled = waitingHistory().slice(0, 3);
    expect(await fateOf(scheduled)).toMatchObject({ kind: "open", taskToken: TASK_TOKEN });
  });

  test("whose answer is kept from the history", async () => {
    expect(await fateOf([...waitingHistory(), historyEvent(6, 5, "TaskSucceeded")])).toEqual({
      kind: "answered",
      output: "null",
    });
  });

  test.each([
    ["the execution has only begun", waitingHistory().slice(0, 2)],
    ["another task waits", waitingHistory(taskToken("another"))],
    ["the history is empty", []],
  ])("is unknown when %s", async (_name, history) => {
    expect(await fateOf(history)).toEqual({ kind: "requestUnknown" });
  });

  test("is found among tasks of other kinds, whose parameters are anything", async () => {
    const others = [
      '{"Token":5}',
      '"Token"',
      "null",
      '["Token"]',
      '{"Payload":{"Token":"x"}}',
      '{"a":"\\"Token\\""}',
    ];
    const history = others.map((parameters, index) =>
      historyEvent(index + 6, 5, "TaskScheduled", {
        taskScheduledEventDetails: { resourceType: "lambda", resource: "invoke", region: "x", parameters },
      }),
    );
    expect(await fateOf([...waitingHistory(), ...history])).toMatchObject({ kind: "open" });
  });
});

describe("a history of many pages", () => {
  /** A waiting task and, after it, a parallel branch that goes through many states. */
  function longHistory(): HistoryEvent[] {
    const noise = Array.from({ length: 40 }, (_, index) =>
      historyEvent(
        index + 6,
        index === 0 ? 1 : index + 5,
        index % 2 ? "PassStateExited" : "PassStateEntered",
      ),
    );
    return [...waitingHistory(), ...noise];
  }

  test("is read on until the task is found, and no further", async () => {
    aws.stepFunctions.pageSize = 20;
    expect(await fateOf(longHistory())).toMatchObject({ kind: "open" });
    expect(aws.stepFunctions.historyRequests.map(({ nextToken }) => nextToken)).toEqual([
      undefined,
      "20",
      "40",
    ]);
  });

  test("is read no further than the page that holds the task", async () => {
    aws.stepFunctions.pageSize = 10;
    await fateOf([...longHistory().slice(5), ...waitingHistory()]);
    expect(aws.stepFunctions.historyRequests).toHaveLength(1);
  });

  test("tells a fate whose events are on other pages than the task's own", async () => {
    aws.stepFunctions.pageSize = 1;
    const answered = [...longHistory(), taskSucceeded(46, 5, "{}")];
    expect(await fateOf(answered)).toEqual({ kind: "answered", output: "{}" });
    expect(await fateOf([...longHistory(), historyEvent(46, 0, "ExecutionAborted")])).toEqual({
      kind: "stopped",
    });
  });

  test("without the task is read to its end", async () => {
    aws.stepFunctions.pageSize = 20;
    expect(await fateOf(longHistory(), taskToken("unknown"))).toEqual({ kind: "requestUnknown" });
    expect(aws.stepFunctions.historyRequests).toHaveLength(3);
  });

  test("fails with AWS's error when a later page cannot be read", async () => {
    aws.stepFunctions.pageSize = 20;
    aws.stepFunctions.historyScripts.push(
      () => {},
      () => aws.stepFunctions.histories.clear(),
    );
    await expect(fateOf(longHistory())).rejects.toMatchObject({ name: "ExecutionDoesNotExist" });
  });
});

describe("an inline Map whose iterations ask at the same time", () => {
  const TOKENS = ["one", "two", "three"].map(taskToken);

  /** Events of three iterations in turn: each chain goes by previousEventId alone. */
  const interleaved = [
    historyEvent(1, 0, "ExecutionStarted"),
    historyEvent(2, 0, "MapStateEntered"),
    historyEvent(3, 2, "MapStateStarted"),
    ...[0, 1, 2].map((turn) => historyEvent(4 + turn, 3, "MapIterationStarted")),
    ...[0, 1, 2].map((turn) => historyEvent(7 + turn, 4 + turn, "TaskStateEntered")),
    ...TOKENS.map((token, turn) => taskScheduled(10 + turn, 7 + turn, token)),
    ...[0, 1, 2].map((turn) => historyEvent(13 + turn, 10 + turn, "TaskStarted")),
    ...[2, 1, 0].map((turn, index) => historyEvent(16 + index, 13 + turn, "TaskSubmitted")),
    taskSucceeded(19, 17, '"two"'),
    historyEvent(20, 16, "TaskTimedOut"),
    historyEvent(21, 19, "TaskStateExited"),
  ];

  test.each([
    ["first, which waits", 0, { kind: "open", taskToken: TOKENS[0] }],
    ["second, which was answered", 1, { kind: "answered", output: '"two"' }],
    ["third, which timed out", 2, { kind: "expired" }],
  ] as const)("are told apart: the %s", async (_name, index, fate) => {
    expect(await fateOf(interleaved, TOKENS[index])).toMatchObject(fate);
  });

  test("have their waiting task stopped with the execution", async () => {
    const stopped = [...interleaved, historyEvent(22, 0, "ExecutionAborted")];
    expect(await fateOf(stopped, TOKENS[0])).toEqual({ kind: "stopped" });
    expect(await fateOf(stopped, TOKENS[1])).toMatchObject({ kind: "answered" });
  });
});

test("a task that was asked again with a new token leaves the earlier request to its own fate", async () => {
  const again = taskToken("again");
  const history = [
    ...waitingHistory(),
    historyEvent(6, 5, "TaskTimedOut"),
    taskScheduled(7, 6, again),
    historyEvent(8, 7, "TaskStarted"),
    historyEvent(9, 8, "TaskSubmitted"),
  ];
  expect(await fateOf(history)).toEqual({ kind: "expired" });
  expect(await fateOf(history, again)).toMatchObject({ kind: "open", taskToken: again });
});

test("an execution that was redriven after a failure waits again", async () => {
  const again = taskToken("redriven");
  const history = [
    ...waitingHistory(),
    historyEvent(6, 0, "ExecutionFailed"),
    historyEvent(7, 6, "ExecutionRedriven"),
    taskScheduled(8, 7, again),
  ];
  expect(await fateOf(history)).toEqual({ kind: "stopped" });
  expect(await fateOf(history, again)).toMatchObject({ kind: "open" });
});
