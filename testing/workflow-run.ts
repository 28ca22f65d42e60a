import type { ExecutionStatus, HistoryEvent } from "@aws-sdk/client-sfn";
import type { JsonValue } from "../local/json";

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

/**
 * An execution of a workflow on this machine, with people who do what the test says.
 *
 * Each method resolves when the workflow has come to rest: it has ended, or waits for an answer or for time to
 * pass. So what it did can be looked at right after. Each fails at once when the workflow's role may not make a
 * call, and Step Functions would try it again for minutes.
 */
export interface WorkflowRun {
  /** Events of the execution's history so far, as GetExecutionHistory gives them. They hold task tokens. */
  readonly history: readonly HistoryEvent[];
  /** Names of the states that were entered so far, in that order. */
  readonly states: readonly string[];
  /** Mails that were sent so far, the oldest first. */
  readonly mails: readonly ApprovalMail[];
  /** Whether the execution runs, or how it ended. */
  readonly status: ExecutionStatus;
  /** The execution's output; `undefined` while it runs, or if it did not succeed. */
  readonly output: JsonValue | undefined;

  /**
   * Opens the link in an approver's mail and presses the button.
   *
   * @throws WorkflowRunError if no open request has asked that address
   * @throws ApproverError if the page says that it did not work
   */
  approve(address: string, options?: AnswerOptions): Promise<void>;

  /** Likewise, with the other button. */
  reject(address: string, options?: AnswerOptions): Promise<void>;

  /**
   * Lets the time to the next reminder of the open requests pass at once.
   *
   * @throws WorkflowRunError if none of them has a reminder left
   */
  remind(): Promise<void>;

  /**
   * Lets the deadline of the open requests pass at once, with the reminders before it.
   *
   * @throws WorkflowRunError if no request is open
   */
  expire(): Promise<void>;

  /**
   * Waits for the execution's end.
   *
   * @throws WorkflowRunError if it waits for an answer instead
   */
  end(): Promise<EndOfRun>;

  /** Ends servers, functions and the execution. */
  close(): Promise<void>;
}
