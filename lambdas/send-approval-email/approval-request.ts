import { requestIdOfToken } from "../shared/approval-link";
import type { ApprovalRequestPayload, ApproverOfRequest } from "../shared/approval-request";
import { PayloadError } from "./errors";

/** What is asked, by whom and until when: all that the mail needs but the links. */
export interface ApprovalRequest {
  readonly stateMachine: string;
  readonly execution: string;
  readonly executionArn: string;
  readonly functionUrl: string;
  readonly approvers: readonly ApproverOfRequest[];
  /** The request's id in the links. */
  readonly req: string;
  readonly waitingSince: Date;
  readonly deadline: Date;
  readonly title?: string;
  readonly details?: string;
  readonly requestedBy?: string;
  readonly url?: string;
}

/**
 * Reads the task's payload and the execution's input.
 *
 * The input may be any JSON value; where it is an object, its `title`, `details`, `requestedBy` and `url` say
 * what is asked, unless the definition fixes title or details.
 *
 * @param now when the task was scheduled, by this function's clock: the deadline counts from it
 * @throws PayloadError if the payload lacks what the state fragment always gives
 */
export function approvalRequestOf(payload: ApprovalRequestPayload, now: Date): ApprovalRequest {
  const { ExecutionContext: context, LambdaURL, Approvers, TimeoutSeconds } = payload;
  if (!context?.Task?.Token || !LambdaURL || !Approvers?.length || !(TimeoutSeconds >= 1)) {
    throw new PayloadError(
      "The payload needs ExecutionContext (the context object of a .waitForTaskToken task), LambdaURL, " +
        "Approvers and TimeoutSeconds, as HumanApproval.states() writes them",
    );
  }
  const input = asObject(context.Execution.Input);
  const title = textOf(payload.Title ?? input.title)
    ?.replace(/\s+/gu, " ")
    .trim();
  const details = textOf(payload.Details ?? input.details);
  const requestedBy = textOf(input.requestedBy)?.replace(/\s+/gu, " ").trim();
  const url = textOf(input.url)?.trim();
  return {
    stateMachine: context.StateMachine.Name,
    execution: context.Execution.Name,
    executionArn: context.Execution.Id,
    functionUrl: LambdaURL,
    approvers: Approvers,
    req: requestIdOfToken(context.Task.Token),
    waitingSince: new Date(context.State.EnteredTime),
    deadline: new Date(now.getTime() + TimeoutSeconds * 1000),
    ...(title && { title }),
    ...(details && { details }),
    ...(requestedBy && { requestedBy }),
    ...(url && { url }),
  };
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) {
    return undefined;
  }
  return safeText(typeof value === "string" ? value : JSON.stringify(value, null, 2));
}

/**
 * Text that neither breaks a mail nor deceives its reader: without control characters (but line breaks and
 * tabs), without the marks that turn the direction of the text after them, with lone surrogates replaced.
 */
function safeText(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(/(?![\n\t])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
    .replace(/\p{Surrogate}/gu, "\ufffd");
}
