import { requestIdOfToken } from "../shared/approval-link";
import type { ApprovalRequestPayload, ApproverOfRequest } from "../shared/approval-request";
import { deadlineOf, type OpenRequest, type Vote, votesFit } from "../shared/open-request";
import { InputTooLargeError, PayloadError } from "./errors";
import { safeText } from "./mail-text";

/** What a mail about a request says of its workflow, whatever else it says. */
export interface RequestContext {
  readonly stateMachine: string;
  readonly execution: string;
  readonly executionArn: string;
  readonly title?: string;
  readonly details?: string;
  readonly requestedBy?: string;
  readonly url?: string;
}

/** What is asked, by whom and until when: all that the mail needs but the links. */
export interface ApprovalRequest extends RequestContext {
  readonly functionUrl: string;
  /** Those to be written to. */
  readonly approvers: readonly ApproverOfRequest[];
  /** The request's id in the links. */
  readonly req: string;
  readonly waitingSince: Date;
  readonly deadline: Date;
  readonly rule: RuleInWords;
  readonly reminder?: Reminder;
}

/** The numbers of the rule that ends a request. */
export interface RuleInWords {
  readonly approvers: number;
  readonly requiredApprovals: number;
  readonly requiredRejections: number;
}

/** What a reminder says besides. */
export interface Reminder {
  /** From 1. */
  readonly number: number;
  readonly of: number;
  readonly votes: readonly Vote[];
}

/**
 * Reads the task's payload and the execution's input.
 *
 * The input may be any JSON value; where it is an object, its `title`, `details`, `requestedBy` and `url` say
 * what is asked, unless the definition says title or details.
 *
 * @param now when the task was scheduled, by this function's clock: the deadline of a request of one task counts
 *   from it
 * @throws PayloadError if the payload lacks what the state fragment always gives
 */
export function approvalRequestOf(payload: ApprovalRequestPayload, now: Date): ApprovalRequest {
  const { ExecutionContext, LambdaURL, Approvers, TimeoutSeconds, Request, Rule } = payload;
  const token = ExecutionContext?.Task?.Token;
  if (!token || !LambdaURL || !Approvers?.length || !(TimeoutSeconds >= 1)) {
    throw new PayloadError(
      "The payload needs ExecutionContext (the context object of a .waitForTaskToken task), LambdaURL, " +
        "Approvers and TimeoutSeconds, as HumanApproval.states() writes them",
    );
  }
  return {
    ...requestContextOf(payload),
    functionUrl: LambdaURL,
    approvers: recipients(Approvers, Request),
    req: Request?.id ?? requestIdOfToken(token),
    waitingSince: new Date(Request?.openedAt ?? ExecutionContext.State.EnteredTime),
    deadline: Request ? deadlineOf(Request) : new Date(now.getTime() + TimeoutSeconds * 1000),
    rule: {
      approvers: Approvers.length,
      requiredApprovals: Rule?.RequiredApprovals ?? 1,
      requiredRejections: Rule?.RequiredRejections ?? 1,
    },
    ...(Request?.reason === "reminder" && {
      reminder: { number: Request.reminder, of: Request.waits.length - 2, votes: Request.votes },
    }),
  };
}

/**
 * Makes sure, when a request of several answers is opened, that all of them will fit beside the execution's input.
 *
 * @throws InputTooLargeError rather than letting the last answer end the execution
 */
export function checkRoomForVotes(payload: ApprovalRequestPayload): void {
  const bytes = Buffer.byteLength(JSON.stringify(payload));
  if (payload.Request?.reason === "request" && !votesFit(bytes, payload.Approvers.length)) {
    throw new InputTooLargeError(bytes, payload.Approvers.length);
  }
}

/** Reads what every mail says of its workflow. */
export function requestContextOf(payload: ApprovalRequestPayload): RequestContext {
  const { ExecutionContext, Request, Title = Request?.title, Details = Request?.details } = payload;
  const { Execution, StateMachine } = ExecutionContext;
  const input = asObject(Execution.Input);
  const title = lineOf(Title ?? input.title);
  const details = textOf(Details ?? input.details);
  const requestedBy = lineOf(input.requestedBy);
  const url = textOf(input.url)?.trim();
  return {
    stateMachine: StateMachine.Name,
    execution: Execution.Name,
    executionArn: Execution.Id,
    ...(title && { title }),
    ...(details && { details }),
    ...(requestedBy && { requestedBy }),
    ...(url && { url }),
  };
}

/** A reminder goes to those who have not answered. */
function recipients(
  approvers: readonly ApproverOfRequest[],
  request: OpenRequest | undefined,
): readonly ApproverOfRequest[] {
  return request?.reason === "reminder"
    ? approvers.filter(({ Address }) => request.votes.every(({ approver }) => approver !== Address))
    : approvers;
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function lineOf(value: unknown): string | undefined {
  return textOf(value)?.replace(/\s+/gu, " ").trim();
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  return safeText(typeof value === "string" ? value : JSON.stringify(value, null, 2));
}
