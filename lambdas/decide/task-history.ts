import { GetExecutionHistoryCommand, type HistoryEvent, type SFNClient } from "@aws-sdk/client-sfn";
import { requestIdOfToken } from "../shared/approval-link";
import type { ApprovalRequestPayload } from "../shared/approval-request";
import type { OpenRequest } from "../shared/open-request";

/** What the parameters of a TaskScheduled event say of the task: the payload that the state fragment wrote. */
export type TaskPayload = Pick<ApprovalRequestPayload, "Approvers" | "Rule" | "Request">;

/** What the execution's history says of the task that a link answers. */
export type TaskFate =
  | {
      readonly kind: "open";
      readonly taskToken: string;
      readonly payload: TaskPayload;
      /** Size of the task's parameters, in bytes: the next task's have this and one vote more. */
      readonly parametersBytes: number;
    }
  /** The workflow is about to ask again: a task was closed, and the next one is not open yet. */
  | { readonly kind: "between"; readonly request: OpenRequest }
  /** Somebody answered: the task's output. */
  | { readonly kind: "answered"; readonly output: string }
  | { readonly kind: "expired" }
  /** The execution ended with the request still open, or somebody failed the task instead of answering it. */
  | { readonly kind: "stopped" }
  | { readonly kind: "requestUnknown" };

interface ScheduledTask {
  readonly event: HistoryEvent;
  readonly taskToken: string;
  readonly payload: TaskPayload;
  readonly parametersBytes: number;
}

/** Of GetExecutionHistory. A page may hold fewer. */
const MAX_PAGE_SIZE = 1000;

/**
 * Finds the newest task of a request in the execution's history, newest events first.
 *
 * One call where the first page holds the task. The task token is in the parameters of its TaskScheduled
 * event; every event after it has been read by then, so its fate is known from the same pages.
 *
 * @param req the request's id in the link: of the request itself, or made from its one task's token
 * @throws what AWS answers, such as ExecutionDoesNotExist or ThrottlingException
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
 */
export async function findTask(client: SFNClient, executionArn: string, req: string): Promise<TaskFate> {
  const successors = new Map<number, HistoryEvent>();
  let executionEnded = false;
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new GetExecutionHistoryCommand({
        executionArn,
        reverseOrder: true,
        maxResults: MAX_PAGE_SIZE,
        nextToken,
      }),
    );
    for (const event of page.events ?? []) {
      const task = scheduledTask(event);
      if (task && (task.payload.Request?.id ?? requestIdOfToken(task.taskToken)) === req) {
        const fate = fateOf(task, successors);
        return executionEnded && ["open", "between", "requestUnknown"].includes(fate.kind)
          ? { kind: "stopped" }
          : fate;
      }
      if (event.type?.startsWith("Task") && event.previousEventId !== undefined) {
        successors.set(event.previousEventId, event);
      }
      executionEnded ||= /^Execution(Aborted|Failed|Succeeded|TimedOut)$/.test(event.type ?? "");
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return { kind: "requestUnknown" };
}

function fateOf(
  { event: scheduled, taskToken, payload, parametersBytes }: ScheduledTask,
  successors: ReadonlyMap<number, HistoryEvent>,
): TaskFate {
  let event: HistoryEvent | undefined = scheduled;
  let submitted = false;
  while (event?.id !== undefined) {
    switch (event.type) {
      case "TaskSubmitted":
        submitted = true;
        break;
      case "TaskSucceeded": {
        const output = event.taskSucceededEventDetails?.output ?? "null";
        const pending = payload.Request && pendingRequest(output);
        return pending ? { kind: "between", request: pending } : { kind: "answered", output };
      }
      case "TaskFailed":
      case "TaskStartFailed":
      case "TaskSubmitFailed":
        return submitted ? { kind: "stopped" } : notAsked(payload);
      case "TaskTimedOut":
        return payload.Request && hasNextWait(payload.Request)
          ? { kind: "between", request: payload.Request }
          : { kind: "expired" };
    }
    event = successors.get(event.id);
  }
  return { kind: "open", taskToken, payload, parametersBytes };
}

/** The mails did not go out, and the task failed. Where the workflow asks again, it does so with another token. */
function notAsked({ Request }: TaskPayload): TaskFate {
  return Request ? { kind: "between", request: Request } : { kind: "requestUnknown" };
}

function pendingRequest(output: string): OpenRequest | undefined {
  const request: OpenRequest | null = JSON.parse(output);
  return request?.decision === "pending" ? request : undefined;
}

function hasNextWait({ waits, reminder }: OpenRequest): boolean {
  return (waits[reminder + 1] ?? 0) > 0;
}

function scheduledTask(event: HistoryEvent): ScheduledTask | undefined {
  const parameters = event.taskScheduledEventDetails?.parameters;
  if (event.type !== "TaskScheduled" || !parameters?.includes('"Token"')) {
    return undefined;
  }
  const payload = JSON.parse(parameters)?.Payload;
  const taskToken: unknown = payload?.ExecutionContext?.Task?.Token;
  return typeof taskToken === "string"
    ? { event, taskToken, payload, parametersBytes: Buffer.byteLength(parameters) }
    : undefined;
}
