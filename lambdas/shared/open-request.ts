import type { LinkAction } from "./approval-link";
import { type Decision, type Evidence, statusOf } from "./decision";

/** One approver's answer, while the request is open and in the output. */
export interface Vote {
  /** The address that the link was sent to. */
  readonly approver: string;
  readonly decision: LinkAction;
  readonly comment: string;
  /** ISO 8601, UTC. */
  readonly decidedAt: string;
  readonly evidence: Evidence;
}

/** How many must agree, as the task's payload carries it. */
export interface VotingRule {
  readonly RequiredApprovals: number;
  readonly RequiredRejections: number;
}

/**
 * A request that several answers or reminders may belong to, as it travels in the workflow's state.
 *
 * The workflow makes it, each answer and each reminder gives a new one, and the execution's history keeps them
 * all: there is no other store.
 */
export interface OpenRequest {
  /** What `req` in its links says, whichever task is open. */
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly openedAt: string;
  /** The last answer of each approver who has answered. */
  readonly votes: readonly Vote[];
  /** How often each approver has answered, by address. */
  readonly answers: Readonly<Record<string, number>>;
  /** Seconds to the first reminder, from each to the next, and from the last to the deadline; then a 0. */
  readonly waits: readonly number[];
  /** How many reminders were sent. */
  readonly reminder: number;
  /** How long the open task waits. */
  readonly waitSeconds: number;
  /** Why the task was opened. */
  readonly reason: "request" | "reminder" | "answer";
  readonly decision: "pending";
  /** What is asked, where the definition says it or where to find it. */
  readonly title?: unknown;
  /** More about it, likewise. */
  readonly details?: unknown;
}

/** How often an approver may change their mind: a history ends at 25,000 events, and an answer takes eight. */
export const MAX_ANSWERS_PER_APPROVER = 10;

/** What the comments of a request may take in all, in bytes of JSON. */
const MAX_COMMENT_BYTES = 65_536;

/**
 * What a state or a task's parameters may take, in bytes: the execution dies otherwise.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
const MAX_STATE_BYTES = 262_144;

/** What a vote without a comment takes at most: its link stands in it, and its approver twice. */
const VOTE_BYTES = 1600;

/**
 * What the votes amount to: approved or rejected as soon as one number is reached, rejected also as soon as
 * approval has become impossible.
 *
 * @param approvers how many are asked
 */
export function verdictOf(
  votes: readonly Pick<Vote, "decision">[],
  { RequiredApprovals, RequiredRejections }: VotingRule,
  approvers: number,
): LinkAction | "pending" {
  const approvals = votes.filter(({ decision }) => decision === "approve").length;
  const rejections = votes.length - approvals;
  if (approvals >= RequiredApprovals) {
    return "approve";
  }
  return rejections >= RequiredRejections || approvers - rejections < RequiredApprovals
    ? "reject"
    : "pending";
}

/** The request with one more answer, in place of the approver's earlier one. */
export function withVote(request: OpenRequest, vote: Vote, now: Date): OpenRequest {
  return {
    ...request,
    votes: [...request.votes.filter(({ approver }) => approver !== vote.approver), vote],
    answers: { ...request.answers, [vote.approver]: (request.answers[vote.approver] ?? 0) + 1 },
    waitSeconds: secondsToNextWait(request, now),
    reason: "answer",
  };
}

/** The output of a request that a vote has ended. */
export function finalDecision(
  votes: readonly Vote[],
  last: Vote,
): Decision & { readonly votes: readonly Vote[] } {
  const who = votes.filter(({ decision }) => decision === last.decision).map(({ approver }) => approver);
  return { Status: statusOf(last.decision, who), ...last, votes };
}

/** When the request ends, whatever answers come in between. */
export function deadlineOf({ openedAt, waits }: OpenRequest): Date {
  return new Date(Date.parse(openedAt) + sum(waits) * 1000);
}

/**
 * Whether the comments leave room for the votes that are still to come.
 *
 * @param parametersBytes size of the open task's parameters, which hold the votes before this one
 * @param missing how many have not answered
 */
export function haveRoom(votes: readonly Vote[], parametersBytes: number, missing: number): boolean {
  const comments = votes.map(({ comment }) => Buffer.byteLength(JSON.stringify(comment)));
  const next = parametersBytes + (comments.at(-1) ?? 0) + (missing + 1) * VOTE_BYTES;
  return sum(comments) <= MAX_COMMENT_BYTES && next <= MAX_STATE_BYTES;
}

/** Whether the votes of all approvers, without comments, fit beside what a task's payload has at the start. */
export function votesFit(payloadBytes: number, approvers: number): boolean {
  return payloadBytes + approvers * VOTE_BYTES <= MAX_STATE_BYTES;
}

/** Step Functions waits at least a second. */
function secondsToNextWait({ openedAt, waits, reminder }: OpenRequest, now: Date): number {
  const next = Date.parse(openedAt) + sum(waits.slice(0, reminder + 1)) * 1000;
  return Math.max(1, Math.ceil((next - now.getTime()) / 1000));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
