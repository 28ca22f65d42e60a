import type { JsonObject, JsonValue } from "../json";
import { limitedJson } from "./data-limit";
import type { State } from "./definition";
import type { Execution } from "./execution";
import type { EventContent } from "./history";
import { StoppedError } from "./task-error";

const NOT_TRUNCATED = { truncated: false };

/** Types of states that have an event for being aborted. */
const ABORTABLE = ["Task", "Wait", "Map", "Parallel"] as const;

interface CurrentState {
  readonly name: string;
  readonly type: State["Type"];
  readonly enteredEventId: number;
  readonly enteredTime: Date;
  retryCount: number;
}

/**
 * A line of states that follow one another: the execution itself, an iteration of a Map, a branch of a Parallel.
 *
 * Its events are linked by their previous events, however much they mingle with those of other lines.
 */
export class Scope {
  /** The event that the next one follows. */
  lastEventId: number;
  #current: CurrentState | undefined;
  #isClosed = false;
  readonly #forks = new Set<Scope>();
  readonly #closers = new Set<() => void>();

  constructor(
    readonly execution: Execution,
    private readonly parent?: Scope,
    private readonly abortedEvent?: EventContent,
  ) {
    this.lastEventId = parent?.lastEventId ?? 0;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The state that the line is in. */
  get current(): Pick<CurrentState, "name" | "enteredEventId"> | undefined {
    return this.#current;
  }

  /**
   * A line that runs inside the current state.
   *
   * @param abortedEvent tells that the line was given up
   * @throws StoppedError if this line has ended
   */
  fork(abortedEvent?: EventContent): Scope {
    if (this.#isClosed) throw new StoppedError();
    const fork = new Scope(this.execution, this, abortedEvent);
    this.#forks.add(fork);
    return fork;
  }

  /** Writes an event, unless the line has ended. */
  record(content: EventContent): void {
    if (this.#isClosed) return;
    this.lastEventId = this.execution.record(this.lastEventId, content)?.id ?? this.lastEventId;
  }

  /** @throws TaskError `States.DataLimitExceeded` */
  enter(name: string, type: State["Type"], input: JsonValue): void {
    const text = limitedJson(input, name);
    this.record({
      type: `${type}StateEntered`,
      stateEnteredEventDetails: { name, input: text, inputDetails: NOT_TRUNCATED },
    });
    this.#current = { name, type, enteredEventId: this.lastEventId, enteredTime: new Date(), retryCount: 0 };
  }

  /** Counts another attempt of the current state. */
  retry(): void {
    if (this.#current) this.#current.retryCount += 1;
  }

  /** @throws TaskError `States.DataLimitExceeded` */
  exit(name: string, type: State["Type"], output: JsonValue): void {
    if (type === "Fail") return;
    this.record({
      type: `${type}StateExited`,
      stateExitedEventDetails: { name, output: limitedJson(output, name), outputDetails: NOT_TRUNCATED },
    });
  }

  /**
   * The context object, `$$`, of the current state.
   *
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
   */
  context(taskToken?: string): JsonObject {
    return {
      ...this.execution.context(),
      ...(this.#current && { State: stateContext(this.#current) }),
      ...(taskToken !== undefined && { Task: { Token: taskToken } }),
    };
  }

  /**
   * Has something done when the line ends before its time.
   *
   * @returns takes it back
   * @throws StoppedError if the line has ended
   */
  onClose(callback: () => void): () => void {
    if (this.#isClosed) throw new StoppedError();
    this.#closers.add(callback);
    return () => this.#closers.delete(callback);
  }

  /** Gives the lines inside this one up because of what an event tells, and says so in the history. */
  abortForks(eventId: number): void {
    for (const fork of [...this.#forks]) {
      fork.abortForks(eventId);
      const type = ABORTABLE.find((abortable) => abortable === fork.#current?.type);
      if (type) {
        this.execution.record(eventId, { type: `${type}StateAborted` });
      }
      if (fork.abortedEvent) {
        this.execution.record(eventId, fork.abortedEvent);
      }
      fork.close();
    }
  }

  /** Ends the line and those inside it: open tasks are closed, timers stopped, nothing more is written. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (this.parent) this.parent.#forks.delete(this);
    for (const fork of [...this.#forks]) fork.close();
    for (const callback of [...this.#closers]) callback();
    this.#closers.clear();
  }
}

function stateContext({ name, type, enteredTime, retryCount }: CurrentState): JsonObject {
  const canRetry = type === "Task" || type === "Map" || type === "Parallel";
  return {
    EnteredTime: enteredTime.toISOString(),
    Name: name,
    ...(canRetry && { RetryCount: retryCount }),
  };
}
