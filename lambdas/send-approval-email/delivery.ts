import { GetTopicAttributesCommand, PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { ApproverOfRequest } from "../shared/approval-request";
import { loggableError } from "../shared/redact";
import { NoConfirmedApproverError } from "./errors";
import type { Mail } from "./message";

/** Somebody to write to. */
export interface Recipient {
  readonly approver: ApproverOfRequest;
  /** Makes their mail; only called for whom it can reach. */
  compose(): Promise<Mail>;
}

/** How many were written to, and why the others were not. */
export interface Reach {
  readonly reached: number;
  readonly failures: readonly unknown[];
}

/**
 * Writes to everybody whose subscription is confirmed. Whoever could not be reached is in the log.
 *
 * @param execution ARN, for the log
 */
export async function deliver(
  recipients: readonly Recipient[],
  execution: string,
  sns: SNSClient,
): Promise<Reach> {
  const outcomes = await Promise.allSettled(recipients.map((recipient) => write(recipient, sns)));
  const failures = outcomes.flatMap((outcome, index) => {
    if (outcome.status === "fulfilled") {
      return [];
    }
    const approver = recipients[index]?.approver.Address;
    console.warn({
      event: "approver not reached",
      approver,
      execution,
      error: loggableError(outcome.reason),
    });
    return [outcome.reason];
  });
  const reached = recipients.length - failures.length;
  console.info({ event: "mails sent", execution, reached, of: recipients.length });
  return { reached, failures };
}

async function write({ approver, compose }: Recipient, sns: SNSClient): Promise<void> {
  const { TopicArn, Address } = approver;
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  if (!(Number(Attributes?.SubscriptionsConfirmed) > 0)) {
    throw new NoConfirmedApproverError([Address]);
  }
  const { subject, body } = await compose();
  await sns.send(new PublishCommand({ TopicArn, Subject: subject, Message: body }));
}
