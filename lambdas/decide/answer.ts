import { SendTaskSuccessCommand, type SFNClient } from "@aws-sdk/client-sfn";
import type { SignedLink } from "../shared/approval-link";
import { decisionOf } from "../shared/decision";
import {
  finalDecision,
  haveRoom,
  MAX_ANSWERS_PER_APPROVER,
  type OpenRequest,
  type Vote,
  verdictOf,
  withVote,
} from "../shared/open-request";
import { loggableError } from "../shared/redact";
import { type Outcome, type RecordedDecision, standingOf } from "./outcome";
import { findTask, type TaskFate } from "./task-history";

type OpenTask = Extract<TaskFate, { kind: "open" }>;

/** What an answer writes into the workflow, and what its approver is told once AWS has taken it. */
interface Answer {
  readonly output: string;
  readonly outcome: Outcome;
}

/** AWS's names for "too many calls". */
const THROTTLING_ERRORS = ["ThrottlingException", "TooManyRequestsException", "KmsThrottlingException"];

/** AWS's answers to a token whose task is closed. */
const CLOSED_TASK_ERRORS = ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"];

/** How often to read again when others are faster, or while the workflow is about to ask again. */
const MAX_ATTEMPTS = 20;

/**
 * The mean time before the first reading again, in milliseconds; a random one, so that rivals do not meet again.
 * It grows, as an account may read 20 histories a second.
 */
const PAUSE_MS = 150;
const MAX_PAUSE_FACTOR = 8;

/**
 * Answers the open task of a link whose signature has been verified.
 *
 * After an error of SendTaskSuccess the history is read again: if it holds this very answer, it is recorded; if
 * somebody else was faster and the workflow asks again, the answer is sent again. "Recorded" is said of nothing
 * else.
 */
export async function answer(
  signed: SignedLink,
  comment: string,
  client: SFNClient,
  executionArn: string,
): Promise<Outcome> {
  const { link } = signed;
  const vote = voteOf(signed, comment, new Date());
  let tried: { readonly taskToken: string; readonly error: unknown } | undefined;
  try {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      const fate = await findTask(client, executionArn, link.req);
      const known = tried && recordedIn(fate, vote, signed);
      if (known) {
        return known;
      }
      if (fate.kind === "between") {
        await pause(attempt);
        continue;
      }
      if (fate.kind !== "open") {
        return closedOutcome(fate, signed);
      }
      if (fate.taskToken === tried?.taskToken) {
        return CLOSED_TASK_ERRORS.includes(nameOf(tried.error))
          ? { kind: "stopped", link }
          : outcomeOfError(tried.error, signed, comment);
      }
      const next = nextAnswer(fate, vote, signed);
      if ("kind" in next) {
        return next;
      }
      try {
        await client.send(new SendTaskSuccessCommand({ taskToken: fate.taskToken, output: next.output }));
        return next.outcome;
      } catch (error) {
        log(error, executionArn);
        tried = { taskToken: fate.taskToken, error };
      }
    }
    return { kind: "throttled", link, comment };
  } catch (error) {
    log(error, executionArn);
    return outcomeOfError(tried?.error ?? error, signed, comment);
  }
}

/** What the vote makes of the request; or the outcome, where it changes nothing and so answers nothing. */
function nextAnswer(
  { payload, parametersBytes }: OpenTask,
  vote: Vote,
  signed: SignedLink,
): Answer | Outcome {
  const { Request, Rule, Approvers } = payload;
  const { link } = signed;
  if (Request === undefined || Rule === undefined) {
    const decision = decisionOf(signed, vote.comment, new Date(vote.decidedAt));
    return { output: JSON.stringify(decision), outcome: { kind: "recorded", link, decision } };
  }
  const earlier = Request.votes.find(({ approver }) => approver === vote.approver);
  if (earlier?.decision === vote.decision && earlier.comment === vote.comment) {
    return { kind: "unchanged", link, decision: earlier, standing: standingOf(Request.votes, Rule) };
  }
  if ((Request.answers[vote.approver] ?? 0) >= MAX_ANSWERS_PER_APPROVER) {
    return { kind: "tooManyAnswers", link, ...(earlier && { decision: earlier }) };
  }
  const request = withVote(Request, vote, new Date());
  const missing = Approvers.length - request.votes.length;
  if (vote.comment !== "" && !haveRoom(request.votes, parametersBytes, missing)) {
    return { kind: "commentsFull", link, comment: vote.comment };
  }
  return verdictOf(request.votes, Rule, Approvers.length) === "pending"
    ? {
        output: JSON.stringify(request),
        outcome: { kind: "counted", link, decision: vote, standing: standingOf(request.votes, Rule) },
      }
    : {
        output: JSON.stringify(finalDecision(request.votes, vote)),
        outcome: { kind: "recorded", link, decision: vote },
      };
}

/** The outcome, if the history holds this very vote although SendTaskSuccess answered with an error. */
function recordedIn(fate: TaskFate, vote: Vote, { link }: SignedLink): Outcome | undefined {
  if (fate.kind === "answered") {
    const { approver, decidedAt, evidence, votes } = asRecord(fate.output);
    const ended = JSON.stringify({ approver, decidedAt, evidence }) === JSON.stringify(identityOf(vote));
    const counted = Array.isArray(votes) && votes.some((other) => isSame(other, vote));
    return ended || counted ? { kind: "recorded", link, decision: vote } : undefined;
  }
  const request = requestOf(fate);
  const mine = request?.votes.some((other) => isSame(other, vote));
  return request && mine ? { kind: "counted", link, decision: vote, standing: undefined } : undefined;
}

/** What makes a vote this very one. */
function identityOf({ approver, decidedAt, evidence }: Vote): Partial<Vote> {
  return { approver, decidedAt, evidence };
}

function isSame(one: Vote, other: Vote): boolean {
  return JSON.stringify(identityOf(one)) === JSON.stringify(identityOf(other));
}

function requestOf(fate: TaskFate): OpenRequest | undefined {
  return fate.kind === "between" ? fate.request : fate.kind === "open" ? fate.payload.Request : undefined;
}

function closedOutcome(
  fate: Exclude<TaskFate, { kind: "open" } | { kind: "between" }>,
  { link }: SignedLink,
): Outcome {
  if (fate.kind !== "answered") {
    return { kind: fate.kind, link };
  }
  const decision = recordedDecision(fate.output);
  return { kind: "answered", link, ...(decision && { decision }) };
}

function outcomeOfError(error: unknown, { link }: SignedLink, comment: string): Outcome {
  const name = nameOf(error);
  if (name === "ExecutionDoesNotExist") {
    return { kind: "executionUnknown", link };
  }
  return { kind: THROTTLING_ERRORS.includes(name) ? "throttled" : "failed", link, comment };
}

function voteOf(signed: SignedLink, comment: string, now: Date): Vote {
  const { Status: _, ...vote } = decisionOf(signed, comment, now);
  return vote;
}

/** Whoever may call SendTaskSuccess can write any output: only what has our shape is shown. */
function recordedDecision(output: string): RecordedDecision | undefined {
  const { decision, approver, decidedAt, comment = "" } = asRecord(output);
  return typeof decision === "string" &&
    typeof approver === "string" &&
    typeof decidedAt === "string" &&
    typeof comment === "string" &&
    !Number.isNaN(Date.parse(decidedAt))
    ? { decision, approver, decidedAt, comment }
    : undefined;
}

function asRecord(json: string): Record<string, unknown> {
  const value: unknown = JSON.parse(json);
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function pause(attempt: number): Promise<void> {
  const growing = PAUSE_MS * Math.min(attempt + 1, MAX_PAUSE_FACTOR);
  return new Promise((resolve) => setTimeout(resolve, growing * (0.5 + Math.random())));
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

function log(error: unknown, execution: string): void {
  console.error({ event: "call failed", execution, error: loggableError(error) });
}
