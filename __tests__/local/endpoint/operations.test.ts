import { OPERATIONS } from "../../../local/endpoint";

describe("OPERATIONS", () => {
  test("name every operation once, each with its action and resource", () => {
    const table = OPERATIONS.map(({ service, name, action }) => [service, name, action]);
    expect(table).toEqual([
      ["states", "ListStateMachines", "states:ListStateMachines"],
      ["states", "DescribeStateMachine", "states:DescribeStateMachine"],
      ["states", "StartExecution", "states:StartExecution"],
      ["states", "DescribeExecution", "states:DescribeExecution"],
      ["states", "ListExecutions", "states:ListExecutions"],
      ["states", "GetExecutionHistory", "states:GetExecutionHistory"],
      ["states", "StopExecution", "states:StopExecution"],
      ["states", "SendTaskSuccess", "states:SendTaskSuccess"],
      ["states", "SendTaskFailure", "states:SendTaskFailure"],
      ["sns", "Publish", "sns:Publish"],
      ["sns", "GetTopicAttributes", "sns:GetTopicAttributes"],
      ["kms", "Sign", "kms:Sign"],
      ["kms", "GetPublicKey", "kms:GetPublicKey"],
      ["lambda", "Invoke", "lambda:InvokeFunction"],
    ]);
    for (const { resource } of OPERATIONS) expect(resource).not.toBe("");
  });
});
