import type { KMSClient } from "@aws-sdk/client-kms";
import { GetTopicAttributesCommand, PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import type { ApproverOfRequest } from "../shared/approval-request";
import type { Locale } from "../shared/locale";
import { loggableError } from "../shared/redact";
import type { ApprovalRequest } from "./approval-request";
import { NoConfirmedApproverError } from "./errors";
import { approvalMail } from "./message";
import { type LinksOfApprover, linksFor, signedUrls } from "./signed-links";

/** What {@link sendApprovalMails} works with. */
export interface SenderOptions {
  readonly sns: SNSClient;
  readonly kms: KMSClient;
  /** Id or ARN of the KMS key that signs the links. */
  readonly signingKeyId: string;
  readonly locale: Locale;
  /** Whether opening a link decides at once, which the mail then says. */
  readonly oneClick: boolean;
}

/**
 * Writes to each approver whose subscription is confirmed, with links signed for them.
 *
 * It fails only if it could reach nobody, so that a retry does not write to anybody twice. Whoever could not
 * be reached is in the log.
 *
 * @throws LinkTooLongError before anybody is written to
 * @throws NoConfirmedApproverError if nobody has confirmed
 * @throws what AWS answered for the first approver, if nobody could be reached
 */
export async function sendApprovalMails(request: ApprovalRequest, options: SenderOptions): Promise<void> {
  const asked = request.approvers.map((approver) => ({
    approver,
    links: linksFor(request, approver.Address),
  }));
  const outcomes = await Promise.allSettled(
    asked.map(({ approver, links }) => ask(request, approver, links, options)),
  );
  const reached = outcomes.filter(({ status }) => status === "fulfilled").length;
  for (const [index, outcome] of outcomes.entries()) {
    if (outcome.status === "rejected") {
      const notice = { event: "approver not reached", approver: asked[index]?.approver.Address };
      console.warn({ ...notice, execution: request.executionArn, error: loggableError(outcome.reason) });
    }
  }
  if (reached > 0) {
    console.info({ event: "request sent", execution: request.executionArn, reached, of: asked.length });
    return;
  }
  const reasons = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  throw (
    reasons.find((reason) => !(reason instanceof NoConfirmedApproverError)) ??
    new NoConfirmedApproverError(request.approvers.map(({ Address }) => Address))
  );
}

async function ask(
  request: ApprovalRequest,
  { Address, TopicArn }: ApproverOfRequest,
  links: LinksOfApprover,
  { sns, kms, signingKeyId, locale, oneClick }: SenderOptions,
): Promise<void> {
  const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
  if (!(Number(Attributes?.SubscriptionsConfirmed) > 0)) {
    throw new NoConfirmedApproverError([Address]);
  }
  const urls = await signedUrls(kms, signingKeyId, request.functionUrl, links);
  const { subject, body } = approvalMail(request, {
    locale,
    oneClick,
    approver: Address,
    approveUrl: urls.approve,
    rejectUrl: urls.reject,
  });
  await sns.send(new PublishCommand({ TopicArn, Subject: subject, Message: body }));
}
