import type { HistoryEvent, HistoryEventType } from "@aws-sdk/client-sfn";
import type { ApprovalLink } from "../../lambdas/shared/approval-link";
import { executionArn } from "../../lambdas/shared/aws-console";
import { TASK_TOKEN } from "./task-token";

/** An event with the id of the event before it. */
export function historyEvent(
  id: number,
  previousEventId: number,
  type: HistoryEventType,
  details: Partial<HistoryEvent> = {},
): HistoryEvent {
  return { id, previousEventId, type, timestamp: new Date("2026-11-22T19:30:00Z"), ...details };
}

/** The event whose parameters hold the task token, as the approval's state fragment makes it. */
export function taskScheduled(id: number, previousEventId: number, token: string): HistoryEvent {
  const ExecutionContext = { Execution: { Name: "release-42", Input: {} }, Task: { Token: token } };
  return historyEvent(id, previousEventId, "TaskScheduled", {
    taskScheduledEventDetails: {
      resourceType: "lambda",
      resource: "invoke.waitForTaskToken",
      region: "eu-west-1",
      parameters: JSON.stringify({ FunctionName: "send-approval-email", Payload: { ExecutionContext } }),
      timeoutInSeconds: 3600,
    },
  });
}

/** What an execution has gone through when its approval task waits for an answer, oldest event first. */
export function waitingHistory(token = TASK_TOKEN): HistoryEvent[] {
  return [
    historyEvent(1, 0, "ExecutionStarted", { executionStartedEventDetails: { input: "{}" } }),
    historyEvent(2, 0, "TaskStateEntered", { stateEnteredEventDetails: { name: "Ask" } }),
    taskScheduled(3, 2, token),
    historyEvent(4, 3, "TaskStarted"),
    historyEvent(5, 4, "TaskSubmitted", {
      taskSubmittedEventDetails: {
        resourceType: "lambda",
        resource: "invoke.waitForTaskToken",
        output: "null",
      },
    }),
  ];
}

/** The event of a task that was answered with this output. */
export function taskSucceeded(id: number, previousEventId: number, output: string): HistoryEvent {
  return historyEvent(id, previousEventId, "TaskSucceeded", {
    taskSucceededEventDetails: { resourceType: "lambda", resource: "invoke.waitForTaskToken", output },
  });
}

/** The ARN of a link's execution, in the account and region that the tests' function runs in. */
export function executionArnOf({ sm, ex }: Pick<ApprovalLink, "sm" | "ex">): string {
  return executionArn({ partition: "aws", region: "eu-west-1", accountId: "123456789012" }, sm, ex);
}
