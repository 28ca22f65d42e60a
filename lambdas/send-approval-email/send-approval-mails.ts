import type { KMSClient } from "@aws-sdk/client-kms";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { ApprovalRequestPayload } from "../shared/approval-request";
import type { Locale } from "../shared/locale";
import { redactedError } from "../shared/redact";
import { type ApprovalRequest, requestContextOf } from "./approval-request";
import { deliver, type Reach, type Recipient } from "./delivery";
import { NoConfirmedApproverError } from "./errors";
import { approvalMail } from "./message";
import { outcomeMail } from "./outcome-message";
import { linksFor, signedUrls } from "./signed-links";

/** What writing mails takes. */
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
 * Asks each approver whose subscription is confirmed, with links signed for them.
 *
 * It fails only if it could reach nobody, so that a retry does not write to anybody twice.
 *
 * @throws LinkTooLongError before anybody is written to
 * @throws NoConfirmedApproverError if nobody has confirmed
 * @throws what AWS answered for the first approver, if nobody could be reached
 */
export async function sendApprovalMails(request: ApprovalRequest, options: SenderOptions): Promise<void> {
  const { reached, failures } = await ask(request, options);
  if (reached > 0) {
    return;
  }
  const failure = failures.find((reason) => !(reason instanceof NoConfirmedApproverError));
  throw failure === undefined
    ? new NoConfirmedApproverError(request.approvers.map(({ Address }) => Address))
    : redactedError(failure);
}

/** Asks again those who have not answered. The request stays open, whoever could be reached. */
export async function remindApprovers(request: ApprovalRequest, options: SenderOptions): Promise<void> {
  await ask(request, options);
}

/** Tells all approvers how their request ended. */
export async function announceOutcome(
  payload: ApprovalRequestPayload,
  { sns, locale }: SenderOptions,
): Promise<void> {
  const context = requestContextOf(payload);
  const mail = outcomeMail(context, payload.Outcome, locale);
  const recipients = payload.Approvers.map((approver) => ({ approver, compose: async () => mail }));
  await deliver(recipients, context.executionArn, sns);
}

function ask(request: ApprovalRequest, options: SenderOptions): Promise<Reach> {
  const { sns, kms, signingKeyId, locale, oneClick } = options;
  const recipients = request.approvers.map((approver): Recipient => {
    const links = linksFor(request, approver.Address);
    return {
      approver,
      compose: async () => {
        const urls = await signedUrls(kms, signingKeyId, request.functionUrl, links);
        return approvalMail(request, {
          locale,
          oneClick,
          approver: approver.Address,
          approveUrl: urls.approve,
          rejectUrl: urls.reject,
        });
      },
    };
  });
  return deliver(recipients, request.executionArn, sns);
}
