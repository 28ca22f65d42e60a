import type { HistoryEvent } from "@aws-sdk/client-sfn";

/** One step from state to state. */
export interface Transition {
  /** `undefined` for the start. */
  readonly from: string | undefined;
  /** `undefined` for the end. */
  readonly to: string | undefined;
  /** Whether an error was caught on the way. */
  readonly caught: boolean;
}

/** A task that waits for somebody to answer its token. */
export interface WaitingTask {
  readonly state: string;
  /** `undefined` where nothing limits the wait. */
  readonly deadline: Date | undefined;
}

/** Which way an execution has gone so far. */
export interface PathTaken {
  /** The states' names, in the order in which they were entered, each time again. */
  readonly entered: readonly string[];
  readonly transitions: readonly Transition[];
  /** States that were entered and not left. */
  readonly unfinished: ReadonlySet<string>;
  readonly waiting: readonly WaitingTask[];
  /** The state that an event, by its id, belongs to. */
  readonly stateOfEvent: ReadonlyMap<number, string>;
}

/** Where the execution, or one iteration or branch of it, stands after an event. */
interface Position {
  readonly state: string | undefined;
  readonly phase: "inside" | "failed" | "left" | "leftByCatch";
  /** The event that scheduled the state's open task. */
  readonly task?: HistoryEvent;
}

const START: Position = { state: undefined, phase: "left" };

/**
 * Reads the path out of a history, oldest event first.
 *
 * Events of parallel lines mingle; which belong together, their previous events tell.
 */
export function pathTaken(history: readonly HistoryEvent[]): PathTaken {
  const reader = new PathReader();
  for (const event of history) reader.read(event);
  return reader.path();
}

class PathReader {
  readonly #entered: string[] = [];
  readonly #transitions: Transition[] = [];
  readonly #positions = new Map<number, Position>();
  /** The Map and Parallel states that a state is in, outermost first. */
  readonly #around = new Map<string, readonly string[]>();
  /** How often each state was entered and not left. */
  readonly #open = new Map<string, number>();
  readonly #waiting = new Map<HistoryEvent, WaitingTask>();

  read(event: HistoryEvent): void {
    const before = this.#positions.get(event.previousEventId ?? 0) ?? START;
    const after = positionAfter(event, before);
    this.#positions.set(event.id ?? 0, after);
    if (event.stateEnteredEventDetails) this.#enter(after.state ?? "", before);
    if (event.stateExitedEventDetails) this.#exit(after.state ?? "");
    if (/^Execution(Succeeded|Failed)$/.test(event.type ?? "")) this.#move(before, undefined);
    if (before.task && after.task !== before.task) this.#waiting.delete(before.task);
    if (after.task === event && waitsForToken(event)) {
      this.#waiting.set(event, { state: after.state ?? "", deadline: deadlineOf(event) });
    }
  }

  path(): PathTaken {
    return {
      entered: this.#entered,
      transitions: this.#transitions,
      unfinished: new Set([...this.#open].flatMap(([state, times]) => (times > 0 ? [state] : []))),
      waiting: [...this.#waiting.values()],
      stateOfEvent: new Map([...this.#positions].flatMap(([id, { state }]) => (state ? [[id, state]] : []))),
    };
  }

  #enter(state: string, before: Position): void {
    const outer = this.#around.get(before.state ?? "") ?? [];
    const isFirstInside = before.phase === "inside" && before.state !== undefined;
    this.#around.set(state, isFirstInside ? [...outer, before.state] : outer);
    this.#entered.push(state);
    this.#open.set(state, (this.#open.get(state) ?? 0) + 1);
    this.#move(before, state);
  }

  /** With a Map or Parallel state, whatever still ran inside it ends. */
  #exit(state: string): void {
    this.#open.set(state, (this.#open.get(state) ?? 0) - 1);
    const isInside = (other: string): boolean => this.#around.get(other)?.includes(state) ?? false;
    for (const other of this.#open.keys()) {
      if (isInside(other)) this.#open.set(other, 0);
    }
    for (const [event, waiting] of this.#waiting) {
      if (isInside(waiting.state)) this.#waiting.delete(event);
    }
  }

  #move({ state: from, phase }: Position, to: string | undefined): void {
    if (phase === "left" || phase === "leftByCatch") {
      this.#transitions.push({ from, to, caught: phase === "leftByCatch" });
    }
  }
}

function positionAfter(event: HistoryEvent, before: Position): Position {
  const { type = "", stateEnteredEventDetails: entered, stateExitedEventDetails: exited } = event;
  if (entered) {
    // A Fail state has no event for being left.
    return { state: entered.name, phase: type === "FailStateEntered" ? "left" : "inside" };
  }
  if (exited) {
    return { state: exited.name, phase: before.phase === "failed" ? "leftByCatch" : "left" };
  }
  if (type === "TaskScheduled") return { state: before.state, phase: "inside", task: event };
  if (/^(Map|Parallel)State(Succeeded|Failed)$/.test(type)) {
    return { state: undefined, phase: type.endsWith("Failed") ? "failed" : "inside" };
  }
  if (type.startsWith("MapIteration")) {
    return { state: iterationOf(event) ?? before.state, phase: "inside" };
  }
  if (/^Task.*(Failed|TimedOut)$|^LambdaFunction.*(Failed|TimedOut)$/.test(type)) {
    return { state: before.state, phase: "failed" };
  }
  if (type === "TaskSucceeded") return { state: before.state, phase: "inside" };
  return before;
}

function iterationOf(event: HistoryEvent): string | undefined {
  const details =
    event.mapIterationStartedEventDetails ??
    event.mapIterationSucceededEventDetails ??
    event.mapIterationFailedEventDetails ??
    event.mapIterationAbortedEventDetails;
  return details?.name;
}

function waitsForToken({ taskScheduledEventDetails: details }: HistoryEvent): boolean {
  return details?.resource?.endsWith(".waitForTaskToken") ?? false;
}

function deadlineOf({ timestamp, taskScheduledEventDetails: details }: HistoryEvent): Date | undefined {
  const seconds = details?.timeoutInSeconds;
  return seconds !== undefined && timestamp ? new Date(timestamp.getTime() + seconds * 1000) : undefined;
}
