import type { ExecutionStatus, HistoryEvent } from "@aws-sdk/client-sfn";
import { type Answer, answerAsApprover, findLink } from "../local/approver";
import type { JsonValue } from "../local/json";
import type { LocalRun } from "../local/local-run";
import { openRequests, type WaitingRequest } from "../local/open-requests";
import { activityOf, denialIn } from "./rest";
import {
  type AnswerOptions,
  type ApprovalMail,
  type EndOfRun,
  type WorkflowRun,
  WorkflowRunError,
} from "./workflow-run";

/** How long no event means that nothing happens, in milliseconds: between two states there are a few. */
const QUIET_MS = 25;

/** A {@link WorkflowRun} on a local run. */
export class LocalWorkflowRun implements WorkflowRun {
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

  get history(): readonly HistoryEvent[] {
    return this.#events;
  }

  get states(): readonly string[] {
    return this.#events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
  }

  get mails(): readonly ApprovalMail[] {
    return this.local.sns.mails.map(({ to, subject, body }) => {
      const approve = findLink({ body }, "approve");
      const reject = findLink({ body }, "reject");
      return { to, subject, body, ...(approve && reject && { links: { approve, reject } }) };
    });
  }

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

  get output(): JsonValue | undefined {
    const output = this.#events.at(-1)?.executionSucceededEventDetails?.output;
    return output === undefined ? undefined : JSON.parse(output);
  }

  async approve(address: string, options: AnswerOptions = {}): Promise<void> {
    await this.#answer(address, "approve", options);
  }

  async reject(address: string, options: AnswerOptions = {}): Promise<void> {
    await this.#answer(address, "reject", options);
  }

  async remind(): Promise<void> {
    const requests = (await this.#openRequests()).filter(({ hasReminder }) => hasReminder);
    if (requests.length === 0) {
      throw new WorkflowRunError(`No open request has a reminder left; ${this.#story()}`);
    }
    await this.#passTime(requests);
  }

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

  /**
   * Waits until the workflow has ended, or waits for an answer or for time to pass.
   *
   * @throws WorkflowRunError if it would try again and again what its role may not do
   */
  async rest(): Promise<void> {
    for (;;) {
      const activity = activityOf(this.#events);
      if (activity === "ended") {
        return;
      }
      const denial = denialIn(this.#events);
      const mayStay = activity !== "works" || denial !== undefined;
      if (await this.#quiet(mayStay ? QUIET_MS : undefined)) {
        if (denial !== undefined) {
          throw new WorkflowRunError(`${denial}; ${this.#story()}`);
        }
        return;
      }
    }
  }

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
