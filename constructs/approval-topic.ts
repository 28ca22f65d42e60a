import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import type { BundledFunction } from "./bundled-function";

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
 * would get the link meanwhile. SNS asks the approver to confirm the subscription.
 *
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
 */
export class ApprovalTopic extends Construct {
  readonly topicArn: string;
  /** The approver's address. */
  readonly address: string;

  constructor(scope: Construct, id: string, { topicName, address }: ApprovalTopicProps) {
    super(scope, id);
    const topic = new SnsTopic(this, "topic", { name: topicName, displayName: "Workflow approvals" });
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
