import { KMSClient } from "@aws-sdk/client-kms";
import { SNSClient } from "@aws-sdk/client-sns";
import type { ApprovalRequestPayload } from "../shared/approval-request";
import { localeVariable, oneClickVariable, requiredVariable } from "../shared/environment";
import { approvalRequestOf, checkRoomForVotes } from "./approval-request";
import { announceOutcome, remindApprovers, sendApprovalMails } from "./send-approval-mails";

/**
 * Writes to the approvers: asks them, reminds those who have not answered, or tells how it ended.
 *
 * After an answer that does not end the request there is nobody to write to: the task waits for the next one.
 *
 * The state machine invokes it with `.waitForTaskToken`, and the token then waits for the answer; or without, to
 * announce an outcome. Environment: `LINK_SIGNING_KEY_ID`, `LOCALE`, `ONE_CLICK`.
 *
 * @throws NoConfirmedApproverError, LinkTooLongError, InputTooLargeError, PayloadError, or what AWS answered if a request could reach
 * nobody; each fails the task under its own name. A reminder that reaches nobody is only logged: the request
 * stays open
 */
export async function handler(payload: ApprovalRequestPayload): Promise<void> {
  if (payload.Request?.reason === "answer") {
    return;
  }
  const sender = {
    sns: new SNSClient(),
    kms: new KMSClient(),
    signingKeyId: requiredVariable("LINK_SIGNING_KEY_ID"),
    locale: localeVariable(),
    oneClick: oneClickVariable(),
  };
  if (payload.Outcome !== undefined) {
    return announceOutcome(payload, sender);
  }
  checkRoomForVotes(payload);
  const request = approvalRequestOf(payload, new Date());
  return payload.Request === undefined || payload.Request.reason === "request"
    ? sendApprovalMails(request, sender)
    : remindApprovers(request, sender);
}
