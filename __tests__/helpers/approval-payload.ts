import type { ApprovalRequestPayload } from "../../lambdas/shared/approval-request";
import { executionArnOf } from "./execution-history";
import { TASK_TOKEN } from "./task-token";

/** The function URL that the tests' links lead to. */
export const FUNCTION_URL = "https://abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-west-1.on.aws/";

/** A payload as `HumanApproval.states()` has the state machine make it, for one approver and an hour. */
export function approvalPayload(
  input: unknown = {},
  changes: Partial<ApprovalRequestPayload> = {},
): ApprovalRequestPayload {
  const names = { sm: "ReleaseApproval", ex: "release-42" };
  return {
    ExecutionContext: {
      Execution: {
        Id: executionArnOf(names),
        Name: names.ex,
        StartTime: "2026-11-22T19:29:58.000Z",
        Input: input,
      },
      State: { Name: "Ask", EnteredTime: "2026-11-22T19:30:00.125Z" },
      StateMachine: {
        Id: `arn:aws:states:eu-west-1:123456789012:stateMachine:${names.sm}`,
        Name: names.sm,
      },
      Task: { Token: TASK_TOKEN },
    },
    LambdaURL: FUNCTION_URL,
    Approvers: [{ Address: "alice@example.com", TopicArn: "arn:aws:sns:eu-west-1:123456789012:alice" }],
    TimeoutSeconds: 3600,
    ...changes,
  };
}
