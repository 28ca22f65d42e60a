import type { ApprovalRequestPayload } from "../shared/approval-request";
import { localeVariable, oneClickVariable, requiredVariable } from "../shared/environment";
import { approvalRequestOf } from "./approval-request";
import { sendApprovalMails } from "./send-approval-mails";

/**
 * Writes to every approver of an approval task, whose token then waits for the answer.
 *
 * The state machine invokes it with `.waitForTaskToken`. Environment: `LINK_SIGNING_KEY_ID`, `LOCALE`,
 * `ONE_CLICK`.
 *
 * @throws NoConfirmedApproverError, LinkTooLongError, PayloadError, or what AWS answered if it could reach
 * nobody; each fails the task under its own name
 */
export async function handler(payload: ApprovalRequestPayload): Promise<void> {
  const request = approvalRequestOf(payload, new Date());
  const [{ SNSClient }, { KMSClient }] = await Promise.all([
    import("@aws-sdk/client-sns"),
    import("@aws-sdk/client-kms"),
  ]);
  await sendApprovalMails(request, {
    sns: new SNSClient(),
    kms: new KMSClient(),
    signingKeyId: requiredVariable("LINK_SIGNING_KEY_ID"),
    locale: localeVariable(),
    oneClick: oneClickVariable(),
  });
}
