import { pathTaken } from "../../../local/web/path-taken";
import { historyEvent, taskSucceeded, waitingHistory } from "../../helpers/execution-history";
import { TOKEN_TASK, Workbench } from "../step-functions/workbench";

function entered(id: number, previousEventId: number, name: string, type = "Pass") {
  return historyEvent(id, previousEventId, `${type}StateEntered` as "PassStateEntered", {
    stateEnteredEventDetails: { name },
  });
}

function exited(id: number, previousEventId: number, name: string, type = "Pass") {
  return historyEvent(id, previousEventId, `${type}StateExited` as "PassStateExited", {
    stateExitedEventDetails: { name },
  });
}

describe("pathTaken", () => {
  test("is empty before anything happens", () => {
    expect(pathTaken([])).toMatchObject({ entered: [], transitions: [], waiting: [] });
  });

  test("tells where an execution waits, and until when", () => {
    const path = pathTaken(waitingHistory());
    expect(path.entered).toEqual(["Ask"]);
    expect([...path.unfinished]).toEqual(["Ask"]);
    expect(path.waiting).toEqual([{ state: "Ask", deadline: new Date("2026-11-22T20:30:00Z") }]);
    expect(path.transitions).toEqual([{ from: undefined, to: "Ask", caught: false }]);
    expect(path.stateOfEvent.get(5)).toBe("Ask");
  });

  test("goes on when the task is answered", () => {
    const path = pathTaken([
      ...waitingHistory(),
      taskSucceeded(6, 5, "{}"),
      exited(7, 6, "Ask", "Task"),
      entered(8, 7, "Approved"),
      exited(9, 8, "Approved"),
      historyEvent(10, 9, "ExecutionSucceeded"),
    ]);
    expect(path.waiting).toEqual([]);
    expect([...path.unfinished]).toEqual([]);
    expect(path.transitions.slice(1)).toEqual([
      { from: "Ask", to: "Approved", caught: false },
      { from: "Approved", to: undefined, caught: false },
    ]);
  });

  test("tells a caught deadline from an answer", () => {
    const path = pathTaken([
      ...waitingHistory(),
      historyEvent(6, 5, "TaskTimedOut"),
      exited(7, 6, "Ask", "Task"),
      entered(8, 7, "Expired"),
    ]);
    expect(path.waiting).toEqual([]);
    expect(path.transitions.at(-1)).toEqual({ from: "Ask", to: "Expired", caught: true });
  });

  test("leads through a Fail state to the end", () => {
    const path = pathTaken([
      historyEvent(1, 0, "ExecutionStarted"),
      entered(2, 0, "Broken", "Fail"),
      historyEvent(3, 2, "ExecutionFailed"),
    ]);
    expect(path.transitions.at(-1)).toEqual({ from: "Broken", to: undefined, caught: false });
    expect([...path.unfinished]).toEqual(["Broken"]);
  });

  test("leads nowhere from a state that failed or was stopped in", () => {
    const failed = pathTaken([
      ...waitingHistory(),
      historyEvent(6, 5, "TaskFailed"),
      historyEvent(7, 6, "ExecutionFailed"),
    ]);
    const stopped = pathTaken([...waitingHistory(), historyEvent(6, 0, "ExecutionAborted")]);
    for (const { transitions, unfinished } of [failed, stopped]) {
      expect(transitions).toHaveLength(1);
      expect([...unfinished]).toEqual(["Ask"]);
    }
  });

  test("follows the iterations of a Map, however their events mingle", async () => {
    const bench = new Workbench();
    const executionArn = await bench.start(
      {
        StartAt: "Each",
        States: {
          Each: {
            Type: "Map",
            ItemsPath: "$",
            ItemProcessor: {
              StartAt: "Ask",
              States: { Ask: { ...TOKEN_TASK, Next: "Note" }, Note: { Type: "Pass", End: true } },
            },
            Next: "Done",
          },
          Done: { Type: "Succeed" },
        },
      },
      [1, 2],
    );
    await bench.token(1);
    expect(pathTaken(await bench.events(executionArn)).waiting).toHaveLength(2);
    for (const index of [1, 0]) {
      await bench.service.sendTaskSuccess({ taskToken: await bench.token(index), output: "{}" });
    }
    await bench.ended(executionArn);
    const path = pathTaken(await bench.events(executionArn));
    expect(path.entered).toEqual(["Each", "Ask", "Ask", "Note", "Note", "Done"]);
    expect([...path.unfinished]).toEqual([]);
    expect(path.transitions).toEqual([
      { from: undefined, to: "Each", caught: false },
      { from: "Ask", to: "Note", caught: false },
      { from: "Ask", to: "Note", caught: false },
      { from: "Each", to: "Done", caught: false },
      { from: "Done", to: undefined, caught: false },
    ]);
  });

  test("waits for nothing inside a Map that failed and was caught", async () => {
    const bench = new Workbench();
    const executionArn = await bench.start(
      {
        StartAt: "Each",
        States: {
          Each: {
            Type: "Map",
            ItemsPath: "$",
            ItemProcessor: { StartAt: "Ask", States: { Ask: { ...TOKEN_TASK, End: true } } },
            Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: null, Next: "Last" }],
            End: true,
          },
          Last: { ...TOKEN_TASK, End: true },
        },
      },
      [1, 2],
    );
    await bench.service.sendTaskFailure({ taskToken: await bench.token(1), error: "No" });
    await bench.token(2);
    const path = pathTaken(await bench.events(executionArn));
    expect([...path.unfinished]).toEqual(["Last"]);
    expect(path.waiting.map(({ state }) => state)).toEqual(["Last"]);
    expect(path.transitions.at(-1)).toEqual({ from: "Each", to: "Last", caught: true });
    bench.service.close();
  });
});
