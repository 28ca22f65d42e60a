import { GetExecutionHistoryCommand, type HistoryEvent, type SFNClient } from "@aws-sdk/client-sfn";
import { requestIdOfToken } from "../shared/approval-link";

/** What the execution's history says of the task that a link answers. */
export type TaskFate =
  | { readonly kind: "open"; readonly taskToken: string }
  /** Somebody answered: the task's output, or nothing if it was failed. */
  | { readonly kind: "answered"; readonly output?: string }
  | { readonly kind: "expired" }
  /** The execution ended with the task still open. */
  | { readonly kind: "stopped" }
  | { readonly kind: "requestUnknown" };

/** Of GetExecutionHistory. A page may hold fewer. */
const MAX_PAGE_SIZE = 1000;

/**
 * Finds the task of a request in the execution's history, newest events first.
 *
 * One call where the first page holds the task. The task token is in the parameters of its TaskScheduled
 * event; every event after it has been read by then, so its fate is known from the same pages.
 *
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
      const taskToken = tokenOf(event);
      if (taskToken !== undefined && requestIdOfToken(taskToken) === req) {
        return fateOf(event, taskToken, successors, executionEnded);
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
  scheduled: HistoryEvent,
  taskToken: string,
  successors: ReadonlyMap<number, HistoryEvent>,
  executionEnded: boolean,
): TaskFate {
  let event: HistoryEvent | undefined = scheduled;
  while (event?.id !== undefined) {
    switch (event.type) {
      case "TaskSucceeded": {
        const output = event.taskSucceededEventDetails?.output;
        return { kind: "answered", ...(output !== undefined && { output }) };
      }
      case "TaskFailed":
        return { kind: "answered" };
      case "TaskTimedOut":
        return { kind: "expired" };
    }
    event = successors.get(event.id);
  }
  return executionEnded ? { kind: "stopped" } : { kind: "open", taskToken };
}

function tokenOf({ type, taskScheduledEventDetails }: HistoryEvent): string | undefined {
  const parameters = taskScheduledEventDetails?.parameters;
  if (type !== "TaskScheduled" || !parameters?.includes('"Token"')) {
    return undefined;
  }
  const token: unknown = JSON.parse(parameters)?.Payload?.ExecutionContext?.Task?.Token;
  return typeof token === "string" ? token : undefined;
}
