import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import type { BundledFunction } from "./bundled-function";
import { policyDocument } from "./policy-document";

/** Properties of {@link ApprovalTopic}. */
export interface ApprovalTopicProps {
  /** Name of the topic. */
  readonly topicName: string;
  /** E-mail address of the approver; may be a token. */
  readonly address: string;
}

/**
 * One approver's SNS topic, with their e-mail subscription.
 *
 * A topic an approver, as filter policies on a shared one take up to 15 minutes to work, and somebody else
 * would get the link meanwhile. SNS asks the approver to confirm the subscription. It is encrypted at rest with
 * SNS's own key, and refuses messages over plain HTTP.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html
 */
export class ApprovalTopic extends Construct {
  readonly topicArn: string;
  /** The approver's address. */
  readonly address: string;

  constructor(scope: Construct, id: string, { topicName, address }: ApprovalTopicProps) {
    super(scope, id);
    const topic = new SnsTopic(this, "topic", {
      name: topicName,
      displayName: "Workflow approvals",
      kmsMasterKeyId: "alias/aws/sns",
    });
    // It takes the place of SNS's default policy, which lets the whole account publish, subscribe and delete.
    // Nothing need be allowed here instead: inside one account a role's own policy is enough.
    new SnsTopicPolicy(this, "policy", {
      arn: topic.arn,
      policy: policyDocument([
        {
          Sid: "RefusePlainHttp",
          Effect: "Deny",
          Principal: "*",
          Action: "sns:Publish",
          Resource: topic.arn,
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
    });
    new SnsTopicSubscription(this, "subscription", {
      topicArn: topic.arn,
      protocol: "email",
      endpoint: address,
    });
    this.topicArn = topic.arn;
    this.address = address;
  }

  /** Lets a function write to the approver, and see whether they have confirmed. */
  grantPublish(fn: BundledFunction): void {
    fn.addToRolePolicy({
      sid: "WriteToApprovers",
      actions: ["sns:GetTopicAttributes", "sns:Publish"],
      resources: [this.topicArn],
    });
  }
}
