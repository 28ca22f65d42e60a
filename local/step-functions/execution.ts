import type { DescribeExecutionOutput, ExecutionListItem, ExecutionStatus } from "@aws-sdk/client-sfn";
import type { JsonObject, JsonValue } from "../json";
import type { Environment } from "./environment";
import { type EventContent, History, MAX_EVENTS, type RecordedEvent } from "./history";
import { Scope } from "./scope";
import type { StateMachine } from "./state-machine";
import { errorDetails, TaskError } from "./task-error";
import { startTimer } from "./timer";

/** What an execution is started with. */
export interface ExecutionSettings {
  readonly arn: string;
  readonly name: string;
  /** As it was sent: JSON. */
  readonly input: string;
  readonly machine: StateMachine;
  readonly environment: Environment;
  /** Told of every event, as soon as it is written. */
  onEvent(event: RecordedEvent): void;
  /** Told of the start and the end. */
  onStatus(): void;
}

interface End {
  readonly status: ExecutionStatus;
  readonly stopDate: Date;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** One execution of a state machine: its status, its history and its context object. */
export class Execution {
  readonly startDate = new Date();
  readonly history = new History();
  /** The line of the top-level states. */
  readonly scope: Scope;
  #end: End | undefined;
  #stopTimer: (() => void) | undefined;
  readonly #input: JsonValue;

  constructor(readonly settings: ExecutionSettings) {
    this.scope = new Scope(this);
    this.#input = JSON.parse(settings.input);
  }

  get status(): ExecutionStatus {
    return this.#end?.status ?? "RUNNING";
  }

  get stopDate(): Date | undefined {
    return this.#end?.stopDate;
  }

  /**
   * Writes the first event and starts the clock.
   *
   * @param run carries the states out and gives the execution's output
   */
  start(run: (scope: Scope, input: JsonValue) => Promise<JsonValue>): void {
    const { input, machine } = this.settings;
    this.record(0, {
      type: "ExecutionStarted",
      executionStartedEventDetails: { input, inputDetails: { truncated: false }, roleArn: machine.roleArn },
    });
    this.settings.onStatus();
    const { timeoutSeconds } = machine;
    if (timeoutSeconds !== undefined) {
      this.#stopTimer = startTimer(timeoutSeconds * 1000, () => this.#timeOut());
    }
    run(this.scope, this.#input).then(
      (output) => this.#succeed(JSON.stringify(output)),
      (error) => this.#fail(error),
    );
  }

  /**
   * Writes an event, unless the execution has ended; the last one that fits says that no more do.
   *
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
   */
  record(previousEventId: number, content: EventContent): RecordedEvent | undefined {
    if (this.#end) return undefined;
    if (this.history.length === MAX_EVENTS - 1) {
      const cause = `The execution reached the maximum number of history events (${MAX_EVENTS}).`;
      this.#fail(new TaskError("States.Runtime", cause), this.history.length);
      return undefined;
    }
    return this.#append(previousEventId, content);
  }

  /** Ends the execution at somebody's request. @returns when it ended */
  abort(details: { readonly error?: string; readonly cause?: string }): Date {
    const event: EventContent = { type: "ExecutionAborted", executionAbortedEventDetails: details };
    return this.#finish({ status: "ABORTED", ...details }, 0, event);
  }

  /** Stops everything that still runs, without a word in the history. */
  close(): void {
    this.#stopTimer?.();
    this.scope.close();
  }

  /** What `ListExecutions` tells. */
  summary(): ExecutionListItem {
    const { arn, name, machine } = this.settings;
    const { status, stopDate } = this.#end ?? { status: "RUNNING" as const, stopDate: undefined };
    return {
      executionArn: arn,
      stateMachineArn: machine.arn,
      name,
      status,
      startDate: this.startDate,
      ...(stopDate && { stopDate }),
    };
  }

  /** What `DescribeExecution` tells. */
  describe(): DescribeExecutionOutput {
    const { output, error, cause } = this.#end ?? {};
    return {
      ...this.summary(),
      executionArn: this.settings.arn,
      input: this.settings.input,
      inputDetails: { included: true },
      ...(output !== undefined && { output, outputDetails: { included: true } }),
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
      redriveCount: 0,
      redriveStatus: "NOT_REDRIVABLE",
    };
  }

  /** What the context object tells of the execution and its state machine. */
  context(): JsonObject {
    const { arn, name, machine } = this.settings;
    return {
      Execution: {
        Id: arn,
        Input: this.#input,
        Name: name,
        RedriveCount: 0,
        RoleArn: machine.roleArn,
        StartTime: this.startDate.toISOString(),
      },
      StateMachine: { Id: machine.arn, Name: machine.name },
    };
  }

  #succeed(output: string): void {
    this.#finish({ status: "SUCCEEDED", output }, this.scope.lastEventId, {
      type: "ExecutionSucceeded",
      executionSucceededEventDetails: { output, outputDetails: { truncated: false } },
    });
  }

  #fail(error: Error, previousEventId = this.scope.lastEventId): void {
    const details = errorDetails(error);
    this.#finish({ status: "FAILED", ...details }, previousEventId, {
      type: "ExecutionFailed",
      executionFailedEventDetails: details,
    });
  }

  #timeOut(): void {
    this.#finish({ status: "TIMED_OUT" }, 0, {
      type: "ExecutionTimedOut",
      executionTimedOutEventDetails: { error: "States.Timeout" },
    });
  }

  /** The status and the event that tells of it change in the same instant. */
  #finish(end: Omit<End, "stopDate">, previousEventId: number, event: EventContent): Date {
    if (this.#end) return this.#end.stopDate;
    const stopDate = new Date();
    this.#end = { ...end, stopDate };
    this.close();
    this.#append(previousEventId, event);
    this.settings.onStatus();
    return stopDate;
  }

  #append(previousEventId: number, content: EventContent): RecordedEvent {
    const event = this.history.append(previousEventId, content);
    this.settings.onEvent(event);
    return event;
  }
}
