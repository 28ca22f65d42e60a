import { ApprovalTopic } from "../../constructs/approval-topic";
import { type SynthesizedStack, synthesize } from "../helpers/synth";
import { someFunction } from "./fixtures";

describe("ApprovalTopic", () => {
  let stack: SynthesizedStack;

  beforeAll(() => {
    stack = synthesize((scope) => {
      const fn = someFunction(scope);
      for (const name of ["alice", "bob"]) {
        new ApprovalTopic(scope, name, { topicName: name, address: `${name}@example.com` }).grantPublish(fn);
      }
    });
  });

  test("shows a name that the mails come from", () => {
    expect(stack.arguments("aws_sns_topic", "alice/topic")).toEqual({
      name: "alice",
      display_name: "Workflow approvals",
      kms_master_key_id: "alias/aws/sns",
    });
  });

  test("refuses messages over plain HTTP, and allows nothing to anybody by itself", () => {
    const topic = stack.reference("aws_sns_topic", "alice/topic", "arn");
    expect(stack.arguments("aws_sns_topic_policy", "alice/policy").arn).toBe(topic);
    expect(stack.statements("aws_sns_topic_policy", "alice/policy")).toEqual([
      {
        Sid: "RefusePlainHttp",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: topic,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ]);
  });

  test("has one subscription: the approver's e-mail", () => {
    expect(stack.arguments("aws_sns_topic_subscription", "alice/subscription")).toEqual({
      topic_arn: stack.reference("aws_sns_topic", "alice/topic", "arn"),
      protocol: "email",
      endpoint: "alice@example.com",
    });
    expect(stack.ofType("aws_sns_topic_subscription")).toHaveLength(2);
  });

  test("lets a function write to it and see who has confirmed, nothing else", () => {
    expect(stack.statements("aws_iam_role_policy", "fn/role-policy").slice(2)).toEqual([
      {
        Sid: "WriteToApprovers",
        Effect: "Allow",
        Action: ["sns:GetTopicAttributes", "sns:Publish"],
        Resource: [
          stack.reference("aws_sns_topic", "alice/topic", "arn"),
          stack.reference("aws_sns_topic", "bob/topic", "arn"),
        ],
      },
    ]);
  });

  test("looks as it did", () => {
    expect(stack.forSnapshot()).toMatchSnapshot();
  });
});
