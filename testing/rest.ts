import type { HistoryEvent } from "@aws-sdk/client-sfn";

/** What an execution does: it has ended, works, or waits for somebody's answer or for time to pass. */
export type Activity = "ended" | "works" | "waitsForAnswer" | "waitsForTime";

const END = /^Execution(?:Aborted|Failed|Succeeded|TimedOut)$/;

/** The last event of a line that has reached its end, or that is just going on to its next state. */
const BETWEEN_STATES = /Exited$|Aborted$|^MapIteration(?:Succeeded|Failed)$|^(?:Map|Parallel)StateStarted$/;

/** No event follows it: the first state's previous event is none. */
const START = "ExecutionStarted";

/**
 * What an execution does, by its history.
 *
 * Between two states it seems to wait, if another of its lines does: look again when no event came for a moment.
 */
export function activityOf(events: readonly HistoryEvent[]): Activity {
  if (END.test(events.at(-1)?.type ?? "")) {
    return "ended";
  }
  const last = lastEvents(events).map(({ type = "" }) => type);
  const works = last.some(
    (type) => type !== "TaskSubmitted" && type !== "WaitStateEntered" && !BETWEEN_STATES.test(type),
  );
  if (works) {
    return "works";
  }
  if (last.includes("WaitStateEntered")) {
    return "waitsForTime";
  }
  return last.includes("TaskSubmitted") ? "waitsForAnswer" : "works";
}

/**
 * Why a call was refused that the state machine's role may not make, if that is the last that happened in a line:
 * then Step Functions will try again, for minutes and in vain.
 */
export function denialIn(events: readonly HistoryEvent[]): string | undefined {
  return lastEvents(events)
    .map((event) => (event.taskFailedEventDetails ?? event.lambdaFunctionFailedEventDetails)?.cause)
    .find((cause) => cause?.includes("is not authorized to perform"));
}

/** Where each of the execution's lines has got to. */
function lastEvents(events: readonly HistoryEvent[]): HistoryEvent[] {
  const followed = new Set(events.map(({ previousEventId }) => previousEventId));
  return events.filter(({ id, type }) => !followed.has(id) && type !== START);
}
