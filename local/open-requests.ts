import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { requestIdOfToken } from "../lambdas/shared/approval-link";
import type { ApprovalRequestPayload } from "../lambdas/shared/approval-request";

/** A request whose task waits for an answer. */
export interface WaitingRequest {
  /** What `req` in its links says. */
  readonly req: string;
  readonly taskToken: string;
  readonly stateName: string;
  readonly approvers: readonly string[];
  /** Whether a reminder comes before the deadline. */
  readonly hasReminder: boolean;
}

const ENDS_OF_TASK = ["TaskSucceeded", "TaskFailed", "TaskTimedOut"];

/** The requests that are open, the oldest first, by the events of an execution's history in their order. */
export function openRequests(events: readonly HistoryEvent[]): WaitingRequest[] {
  const open = new Map<number, WaitingRequest>();
  const scheduledBy = new Map<number, number>();
  for (const event of events) {
    const { id = 0, previousEventId = 0, type = "" } = event;
    const request = requestOf(event);
    if (request) {
      open.set(id, request);
    }
    const scheduled = request ? id : scheduledBy.get(previousEventId);
    if (scheduled === undefined) {
      continue;
    }
    scheduledBy.set(id, scheduled);
    if (ENDS_OF_TASK.includes(type)) {
      open.delete(scheduled);
    }
  }
  return [...open.values()];
}

function requestOf({ type, taskScheduledEventDetails }: HistoryEvent): WaitingRequest | undefined {
  const parameters = taskScheduledEventDetails?.parameters;
  if (type !== "TaskScheduled" || parameters === undefined) {
    return undefined;
  }
  const payload: Partial<ApprovalRequestPayload> | undefined = JSON.parse(parameters)?.Payload;
  const { ExecutionContext, Approvers, Request } = payload ?? {};
  const taskToken = ExecutionContext?.Task?.Token;
  if (!taskToken || !Approvers) {
    return undefined;
  }
  return {
    req: Request?.id ?? requestIdOfToken(taskToken),
    taskToken,
    stateName: ExecutionContext.State.Name,
    approvers: Approvers.map(({ Address }) => Address),
    hasReminder: Request !== undefined && (Request.waits[Request.reminder + 1] ?? 0) > 0,
  };
}
