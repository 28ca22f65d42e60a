import type { JsonValue } from "../json";
import { dataLimitExceeded, exceedsDataLimit } from "./data-limit";
import type { EventContent } from "./history";
import type { Scope } from "./scope";
import { StoppedError, TaskError } from "./task-error";
import type { TaskEvents } from "./task-events";
import { startTimer } from "./timer";

/** Settings of an {@link OpenTask}. */
export interface TaskSettings {
  /** What the history calls the task's service. */
  readonly resourceType: string;
  /** What the task is given, as JSON. */
  readonly input: string;
  /** @default a little over three years, as on AWS */
  readonly timeoutSeconds: number | undefined;
}

interface Settle {
  resolve(output: JsonValue): void;
  reject(error: TaskError): void;
}

const LONGEST_TASK_SECONDS = 99_999_999;

/**
 * One attempt of a Task state.
 *
 * It ends exactly once: by an answer, a failure, its deadline or the end of its execution, whichever comes
 * first. The event that says so is written in the same instant, so the history and the answer to a call agree.
 */
export class OpenTask {
  /** The task's output; rejects with a {@link TaskError}. */
  readonly result: Promise<JsonValue>;
  readonly #deadline: number;
  readonly #stopTimer: () => void;
  readonly #leaveScope: () => void;
  /** Gone when the task has ended. */
  #settle: Settle | undefined;

  /** Schedules and starts the task. @throws StoppedError if its execution has ended */
  constructor(
    private readonly scope: Scope,
    private readonly events: TaskEvents,
    private readonly settings: TaskSettings,
  ) {
    const milliseconds = (settings.timeoutSeconds ?? LONGEST_TASK_SECONDS) * 1000;
    this.#leaveScope = scope.onClose(() => this.#end(undefined)?.reject(new StoppedError()));
    this.result = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.#deadline = Date.now() + milliseconds;
    this.#stopTimer = startTimer(milliseconds, () => this.#timeOut());
    scope.record(events.scheduled(settings.input, settings.timeoutSeconds));
    scope.record(events.started());
  }

  /** Notes that the call was made and that the task now waits for an answer. */
  submit(output: string): void {
    if (this.#settle && this.events.submitted) {
      this.scope.record(this.events.submitted(output));
    }
  }

  /**
   * Ends the task with an output.
   *
   * @param output JSON; when it is too large, the task fails instead
   * @returns whether the task was still open
   */
  succeed(output: string): boolean {
    if (exceedsDataLimit(output)) {
      return this.fail(dataLimitExceeded(this.settings.resourceType));
    }
    this.#timeOutIfDue();
    const settle = this.#end(this.events.succeeded(output));
    settle?.resolve(JSON.parse(output));
    return settle !== undefined;
  }

  /**
   * Ends the task with an error.
   *
   * @returns whether the task was still open
   */
  fail(error: TaskError): boolean {
    this.#timeOutIfDue();
    const settle = this.#end(this.events.failed(error));
    settle?.reject(error);
    return settle !== undefined;
  }

  /**
   * Lets the deadline pass now.
   *
   * @returns whether the task was still open
   */
  expire(): boolean {
    const isOpen = this.#settle !== undefined;
    this.#timeOut();
    return isOpen;
  }

  /** A busy process may be late to see its timer fire. */
  #timeOutIfDue(): void {
    if (Date.now() >= this.#deadline) this.#timeOut();
  }

  #timeOut(): void {
    const error = new TaskError("States.Timeout", "");
    this.#end(this.events.timedOut(error))?.reject(error);
  }

  #end(event: EventContent | undefined): Settle | undefined {
    const settle = this.#settle;
    if (settle) {
      this.#settle = undefined;
      this.#stopTimer();
      this.#leaveScope();
      if (event) this.scope.record(event);
    }
    return settle;
  }
}
