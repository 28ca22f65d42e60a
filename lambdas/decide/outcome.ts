import type { ApprovalLink } from "../shared/approval-link";
import type { Vote, VotingRule } from "../shared/open-request";

/** What is known of the decision that ended a request. */
export interface RecordedDecision {
  readonly decision: string;
  readonly approver: string;
  readonly decidedAt: string;
  readonly comment: string;
}

/** How far a request of several answers is. */
export interface Standing {
  readonly approvals: number;
  readonly requiredApprovals: number;
  readonly rejections: number;
  readonly requiredRejections: number;
}

/** Counts the votes beside what is required. */
export function standingOf(votes: readonly Vote[], rule: VotingRule): Standing {
  const approvals = votes.filter(({ decision }) => decision === "approve").length;
  return {
    approvals,
    requiredApprovals: rule.RequiredApprovals,
    rejections: votes.length - approvals,
    requiredRejections: rule.RequiredRejections,
  };
}

/** Everything that a request to the function URL can end in; each has a page of its own. */
export type Outcome =
  /** The page that asks. Nothing was done. */
  | { readonly kind: "asked"; readonly link: ApprovalLink }
  /** AWS took this answer. */
  | { readonly kind: "recorded"; readonly link: ApprovalLink; readonly decision: RecordedDecision }
  /** AWS took this answer, and more are needed. */
  | {
      readonly kind: "counted";
      readonly link: ApprovalLink;
      readonly decision: RecordedDecision;
      readonly standing: Standing | undefined;
    }
  /** The approver has given this answer before, and the request is still open. */
  | {
      readonly kind: "unchanged";
      readonly link: ApprovalLink;
      readonly decision: RecordedDecision;
      readonly standing: Standing;
    }
  /** The approver has changed their mind too often; their last answer stands. */
  | { readonly kind: "tooManyAnswers"; readonly link: ApprovalLink; readonly decision?: RecordedDecision }
  /** The comments of all approvers have become too long for the workflow's state. */
  | { readonly kind: "commentsFull"; readonly link: ApprovalLink; readonly comment: string }
  /** Somebody answered before; who and what is unknown where the task was not answered by a link. */
  | { readonly kind: "answered"; readonly link: ApprovalLink; readonly decision?: RecordedDecision }
  | { readonly kind: "expired"; readonly link: ApprovalLink }
  | { readonly kind: "stopped"; readonly link: ApprovalLink }
  | { readonly kind: "executionUnknown"; readonly link: ApprovalLink }
  | { readonly kind: "requestUnknown"; readonly link: ApprovalLink }
  | { readonly kind: "throttled"; readonly link: ApprovalLink; readonly comment: string }
  /** Something failed, and whether the answer counts could not be found out. */
  | { readonly kind: "failed"; readonly link: ApprovalLink; readonly comment: string }
  | { readonly kind: "commentTooLong"; readonly link: ApprovalLink; readonly comment: string }
  | { readonly kind: "bodyMalformed" }
  | { readonly kind: "bodyTooLarge" }
  | { readonly kind: "linkBroken" }
  | { readonly kind: "linkForged" }
  | { readonly kind: "methodNotAllowed" }
  /** The function itself cannot work, as where a setting is missing. Nothing was done. */
  | { readonly kind: "broken" }
  | { readonly kind: "notFound" };

/** The name of an outcome, also in the JSON answer and in the log. */
export type OutcomeKind = Outcome["kind"];

/** The HTTP status of each outcome. */
export const STATUS_CODES: Readonly<Record<OutcomeKind, number>> = {
  asked: 200,
  recorded: 200,
  counted: 200,
  unchanged: 200,
  tooManyAnswers: 429,
  commentsFull: 413,
  answered: 409,
  expired: 410,
  stopped: 410,
  executionUnknown: 404,
  requestUnknown: 404,
  throttled: 503,
  failed: 500,
  commentTooLong: 400,
  bodyMalformed: 400,
  bodyTooLarge: 413,
  linkBroken: 400,
  linkForged: 403,
  methodNotAllowed: 405,
  broken: 500,
  notFound: 404,
};
