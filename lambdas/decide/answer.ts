import { SendTaskSuccessCommand, type SFNClient } from "@aws-sdk/client-sfn";
import type { SignedLink } from "../shared/approval-link";
import { type Decision, decisionOf } from "../shared/decision";
import { loggableError } from "../shared/redact";
import type { Outcome, RecordedDecision } from "./outcome";
import { findTask, type TaskFate } from "./task-history";

/** AWS's names for "too many calls". */
const THROTTLING_ERRORS = ["ThrottlingException", "TooManyRequestsException", "KmsThrottlingException"];

/** AWS's answers to a token whose task is closed. */
const CLOSED_TASK_ERRORS = ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"];

/**
 * Answers the task of a link whose signature has been verified.
 *
 * "Recorded" is said only where SendTaskSuccess succeeded, or where the history, read again after an error,
 * shows this very answer.
 */
export async function answer(
  signed: SignedLink,
  comment: string,
  client: SFNClient,
  executionArn: string,
): Promise<Outcome> {
  const { link } = signed;
  try {
    const fate = await findTask(client, executionArn, link.req);
    if (fate.kind !== "open") {
      return outcomeOf(fate, signed);
    }
    const decision = decisionOf(signed, comment, new Date());
    try {
      await client.send(
        new SendTaskSuccessCommand({ taskToken: fate.taskToken, output: JSON.stringify(decision) }),
      );
      return { kind: "recorded", link, decision };
    } catch (error) {
      log(error, executionArn);
      return await outcomeAfterError(error, decision, signed, client, executionArn);
    }
  } catch (error) {
    log(error, executionArn);
    return outcomeOfError(error, signed, comment);
  }
}

async function outcomeAfterError(
  error: unknown,
  decision: Decision,
  signed: SignedLink,
  client: SFNClient,
  executionArn: string,
): Promise<Outcome> {
  const fate = await findTask(client, executionArn, signed.link.req);
  if (fate.kind === "open") {
    return CLOSED_TASK_ERRORS.includes(nameOf(error))
      ? { kind: "stopped", link: signed.link }
      : outcomeOfError(error, signed, decision.comment);
  }
  return fate.kind === "answered" && fate.output === JSON.stringify(decision)
    ? { kind: "recorded", link: signed.link, decision }
    : outcomeOf(fate, signed);
}

function outcomeOf(fate: Exclude<TaskFate, { kind: "open" }>, { link }: SignedLink): Outcome {
  if (fate.kind !== "answered") {
    return { kind: fate.kind, link };
  }
  const decision = fate.output === undefined ? undefined : recordedDecision(fate.output);
  return { kind: "answered", link, ...(decision && { decision }) };
}

function outcomeOfError(error: unknown, { link }: SignedLink, comment: string): Outcome {
  const name = nameOf(error);
  if (name === "ExecutionDoesNotExist") {
    return { kind: "executionUnknown", link };
  }
  return { kind: THROTTLING_ERRORS.includes(name) ? "throttled" : "failed", link, comment };
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

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

function log(error: unknown, execution: string): void {
  console.error({ event: "call failed", execution, error: loggableError(error) });
}
