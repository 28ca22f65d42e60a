import type { OpenRequest, VotingRule } from "./open-request";

/** An approver as the task's payload names them. */
export interface ApproverOfRequest {
  /** The e-mail address that the links are made for. */
  readonly Address: string;
  /** ARN of the approver's own SNS topic. */
  readonly TopicArn: string;
}

/**
 * The payload of the approval task: what belongs to one step, readable in the state machine's definition.
 *
 * The article's names are kept: `ExecutionContext`, `LambdaURL`.
 */
export interface ApprovalRequestPayload {
  /** The context object, `$$`. */
  readonly ExecutionContext: ExecutionContext;
  /** The function URL that takes the answer. */
  readonly LambdaURL: string;
  readonly Approvers: readonly ApproverOfRequest[];
  /** How long the request stays open. */
  readonly TimeoutSeconds: number;
  /** How many must agree, where more than the first answer counts. */
  readonly Rule?: VotingRule;
  /** The request, where it outlives its task. */
  readonly Request?: OpenRequest;
  /** How the request ended: then the mail tells that, and asks nothing. */
  readonly Outcome?: unknown;
  /** What is asked, where the definition says it; otherwise the execution's input may. */
  readonly Title?: unknown;
  /** More about what is asked, likewise. */
  readonly Details?: unknown;
}

/**
 * The part of the context object that a request needs.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 */
export interface ExecutionContext {
  readonly Execution: {
    /** ARN of the execution. */
    readonly Id: string;
    readonly Name: string;
    readonly StartTime: string;
    /** Any JSON value. */
    readonly Input?: unknown;
  };
  readonly State: { readonly Name: string; readonly EnteredTime: string };
  readonly StateMachine: { readonly Id: string; readonly Name: string };
  /** Of a task that waits for an answer. */
  readonly Task?: { readonly Token: string };
}
