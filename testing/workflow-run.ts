import type { ExecutionStatus, HistoryEvent } from "@aws-sdk/client-sfn";
import { type Answer, answerAsApprover, findLink } from "../local/approver";
import type { JsonValue } from "../local/json";
import type { LocalRun } from "../local/local-run";
import { openRequests, type WaitingRequest } from "../local/open-requests";
import { activityOf } from "./rest";

/** The workflow does not do what the test takes for granted; the message says what it does instead. */
export class WorkflowRunError extends Error {
  override readonly name = "WorkflowRunError";
}

/** An e-mail that an approver got. */
export interface ApprovalMail {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  /** Where it leads to; a mail about an outcome leads nowhere. */
  readonly links?: { readonly approve: string; readonly reject: string };
}

/** How an execution ended. */
export interface EndOfRun {
  readonly status: ExecutionStatus;
  readonly output: JsonValue | undefined;
  readonly error: string | undefined;
  readonly cause: string | undefined;
}

/** Settings of {@link WorkflowRun.approve} and {@link WorkflowRun.reject}. */
export interface AnswerOptions {
  /** What to write beside the button. @default "" */
  readonly comment?: string;
  /**
   * Words of the mail's subject, such as the title: which request, where several are open.
   *
   * @default any, the oldest first
   */
  readonly subject?: string;
}

/** How long no event means that nothing happens, in milliseconds: between two states there are a few. */
const QUIET_MS = 25;

/**
 * An execution of a workflow on this machine, with people who do what the test says.
 *
 * Each method resolves when the workflow has come to rest: it has ended, or waits for an answer or for time to
 * pass. So what it did can be looked at right after.
 */
export class WorkflowRun {
  readonly #events: HistoryEvent[] = [];
  readonly #answered = new Set<string>();
  readonly #waiting = new Set<() => void>();

  /**
   * @param remove deletes what the run was made of
   */
  constructor(
    private readonly local: LocalRun,
    private readonly executionArn: string,
    private readonly remove: () => void,
  ) {
    local.stepFunctions.on("history", (told) => {
      if (told.executionArn === executionArn) {
        this.#events.push(told.event);
        for (const wake of [...this.#waiting]) wake();
      }
    });
  }

  /** Events of the execution's history so far, as GetExecutionHistory gives them. They hold task tokens. */
  get history(): readonly HistoryEvent[] {
    return this.#events;
  }

  /** Names of the states that were entered so far, in that order. */
  get states(): readonly string[] {
    return this.#events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
  }

  /** Mails that were sent so far, the oldest first. */
  get mails(): readonly ApprovalMail[] {
    return this.local.sns.mails.map(({ to, subject, body }) => {
      const approve = findLink({ body }, "approve");
      const reject = findLink({ body }, "reject");
      return { to, subject, body, ...(approve && reject && { links: { approve, reject } }) };
    });
  }

  /** Whether the execution runs, or how it ended. */
  get status(): ExecutionStatus {
    const last = this.#events.at(-1);
    switch (last?.type) {
      case "ExecutionSucceeded":
        return "SUCCEEDED";
      case "ExecutionFailed":
        return "FAILED";
      case "ExecutionAborted":
        return "ABORTED";
      case "ExecutionTimedOut":
        return "TIMED_OUT";
      default:
        return "RUNNING";
    }
  }

  /** The execution's output; `undefined` while it runs, or if it did not succeed. */
  get output(): JsonValue | undefined {
    const output = this.#events.at(-1)?.executionSucceededEventDetails?.output;
    return output === undefined ? undefined : JSON.parse(output);
  }

  /**
   * Opens the link in an approver's mail and presses the button.
   *
   * @throws WorkflowRunError if no open request has asked that address
   * @throws ApproverError if the page says that it did not work
   */
  async approve(address: string, options: AnswerOptions = {}): Promise<void> {
    await this.#answer(address, "approve", options);
  }

  /** Likewise, with the other button. */
  async reject(address: string, options: AnswerOptions = {}): Promise<void> {
    await this.#answer(address, "reject", options);
  }

  /**
   * Lets the time to the next reminder of the open requests pass at once.
   *
   * @throws WorkflowRunError if none of them has a reminder left
   */
  async remind(): Promise<void> {
    const requests = (await this.#openRequests()).filter(({ hasReminder }) => hasReminder);
    if (requests.length === 0) {
      throw new WorkflowRunError(`No open request has a reminder left; ${this.#story()}`);
    }
    await this.#passTime(requests);
  }

  /**
   * Lets the deadline of the open requests pass at once, with the reminders before it.
   *
   * @throws WorkflowRunError if no request is open
   */
  async expire(): Promise<void> {
    let requests = await this.#openRequests();
    if (requests.length === 0) {
      throw new WorkflowRunError(`No request is open; ${this.#story()}`);
    }
    const names = new Set(requests.map(({ req }) => req));
    while (requests.length > 0) {
      await this.#passTime(requests);
      requests = openRequests(this.#events).filter(({ req }) => names.has(req));
    }
  }

  /**
   * Waits for the execution's end.
   *
   * @throws WorkflowRunError if it waits for an answer instead
   */
  async end(): Promise<EndOfRun> {
    await this.rest();
    while (this.status === "RUNNING") {
      await this.#timePassed();
      await this.rest();
    }
    const { status, output, error, cause } = await this.local.stepFunctions.describeExecution({
      executionArn: this.executionArn,
    });
    return {
      status: status ?? this.status,
      output: output === undefined ? undefined : JSON.parse(output),
      error,
      cause,
    };
  }

  /** Waits until the workflow has ended, or waits for an answer or for time to pass. */
  async rest(): Promise<void> {
    for (;;) {
      const activity = activityOf(this.#events);
      if (activity === "ended") {
        return;
      }
      const isOver = await this.#quiet(activity === "works" ? undefined : QUIET_MS);
      if (isOver) {
        return;
      }
    }
  }

  /** Ends servers, functions and the execution. */
  async close(): Promise<void> {
    await this.local.close();
    this.remove();
  }

  async #answer(
    address: string,
    answer: Answer,
    { comment = "", subject = "" }: AnswerOptions,
  ): Promise<void> {
    const mail = await this.#openMail(address, subject);
    await answerAsApprover(mail, answer, comment);
    await this.rest();
  }

  /** The oldest mail of an open request that its approver has not answered; or else the latest. */
  async #openMail(address: string, subject: string): Promise<ApprovalMail> {
    for (;;) {
      const open = (await this.#openRequests()).map(({ req }) => req);
      const mails = this.mails.filter(
        (mail) => mail.to === address && mail.subject.includes(subject) && open.includes(requestOf(mail)),
      );
      const mail = mails.find((one) => !this.#answered.has(`${requestOf(one)} ${address}`)) ?? mails.at(-1);
      if (mail) {
        this.#answered.add(`${requestOf(mail)} ${address}`);
        return mail;
      }
      if (activityOf(this.#events) !== "waitsForTime") {
        throw new WorkflowRunError(`No open request has asked ${address}; ${this.#story()}`);
      }
      await this.#timePassed();
    }
  }

  async #openRequests(): Promise<WaitingRequest[]> {
    await this.rest();
    return openRequests(this.#events);
  }

  async #passTime(requests: readonly WaitingRequest[]): Promise<void> {
    for (const { taskToken } of requests) {
      this.local.stepFunctions.expireTask(taskToken);
    }
    await this.rest();
  }

  /** Waits for a Wait state. */
  async #timePassed(): Promise<void> {
    if (activityOf(this.#events) !== "waitsForTime") {
      throw new WorkflowRunError(`The execution does not end; ${this.#story()}`);
    }
    await this.#quiet(undefined);
  }

  /** Waits for the next event. @returns whether none came in the given time */
  #quiet(milliseconds: number | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (isQuiet: boolean): void => {
        clearTimeout(timeout);
        this.#waiting.delete(wake);
        resolve(isQuiet);
      };
      const wake = (): void => done(false);
      const timeout = milliseconds === undefined ? undefined : setTimeout(() => done(true), milliseconds);
      this.#waiting.add(wake);
    });
  }

  /** What happens in the workflow, for an error. */
  #story(): string {
    const { executionFailedEventDetails: failure } = this.#events.at(-1) ?? {};
    const why = failure && ` (${failure.error}: ${failure.cause})`;
    const asked = openRequests(this.#events).map(
      ({ stateName, approvers }) => `${JSON.stringify(stateName)} asks ${approvers.join(", ")}`,
    );
    return [
      `the execution is ${this.status}${why ?? ""}`,
      `it went through ${this.states.join(" -> ")}`,
      ...asked,
    ].join("; ");
  }
}

function requestOf({ links }: ApprovalMail): string {
  return (links && new URL(links.approve).searchParams.get("req")) ?? "";
}
