import type { HistoryEvent, HistoryEventType } from "@aws-sdk/client-sfn";
import { activityOf } from "../../testing/rest";

/** Events by type and by the place of the one before them; the first follows none. */
function history(...events: (readonly [HistoryEventType, number])[]): HistoryEvent[] {
  return events.map(([type, previousEventId], index) => ({
    id: index + 1,
    previousEventId,
    type,
    timestamp: new Date(0),
  }));
}

const START = ["ExecutionStarted", 0] as const;
const ASKING = [
  START,
  ["TaskStateEntered", 0],
  ["TaskScheduled", 2],
  ["TaskStarted", 3],
] as const satisfies (readonly [HistoryEventType, number])[];

test.each<[string, HistoryEvent[], string]>([
  ["has just started", history(START), "works"],
  ["calls a function", history(...ASKING), "works"],
  ["waits for a token", history(...ASKING, ["TaskSubmitted", 4]), "waitsForAnswer"],
  ["was answered", history(...ASKING, ["TaskSubmitted", 4], ["TaskSucceeded", 5]), "works"],
  ["is about to try again", history(...ASKING, ["TaskFailed", 4]), "works"],
  ["is between two states", history(START, ["PassStateEntered", 0], ["PassStateExited", 2]), "works"],
  ["waits for time", history(START, ["WaitStateEntered", 0]), "waitsForTime"],
  ["has succeeded", history(START, ["PassStateEntered", 0], ["ExecutionSucceeded", 2]), "ended"],
  [
    "waits in one branch while another works",
    history(
      START,
      ["ParallelStateEntered", 0],
      ["ParallelStateStarted", 2],
      ["WaitStateEntered", 3],
      ["TaskStateEntered", 3],
      ["TaskScheduled", 5],
    ),
    "works",
  ],
  [
    "waits in one branch while another is done",
    history(
      START,
      ["ParallelStateEntered", 0],
      ["ParallelStateStarted", 2],
      ["WaitStateEntered", 3],
      ["PassStateEntered", 3],
      ["PassStateExited", 5],
    ),
    "waitsForTime",
  ],
])("an execution that %s", (_, events, activity) => {
  expect(activityOf(events)).toBe(activity);
});
