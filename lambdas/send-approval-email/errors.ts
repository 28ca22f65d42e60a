import { MAX_LINK_LENGTH } from "../shared/approval-link";

/** No approver would get the mail: none of their subscriptions is confirmed. Names them all. */
export class NoConfirmedApproverError extends Error {
  override readonly name = "NoConfirmedApproverError";

  constructor(addresses: readonly string[]) {
    super(
      `No approver has confirmed their e-mail subscription: ${addresses.join(", ")}. ` +
        'Each of them has to follow the link in the mail "AWS Notification - Subscription Confirmation". ' +
        "It is valid for two days; applying the stack again after deleting the subscription sends a new one. " +
        "Then start the execution again.",
    );
  }
}

/** A link would be so long that mail servers break it, even without its title. */
export class LinkTooLongError extends Error {
  override readonly name = "LinkTooLongError";

  constructor(length: number) {
    super(
      `The approval link would have ${length} characters; mail servers break lines of more than ` +
        `${MAX_LINK_LENGTH}. Give the state machine or the execution a shorter name, or one in ASCII letters.`,
    );
  }
}

/** The answers would not fit into the workflow's state beside the execution's input. */
export class InputTooLargeError extends Error {
  override readonly name = "InputTooLargeError";

  constructor(bytes: number, approvers: number) {
    super(
      `The task's payload has ${bytes} bytes; with the answers of ${approvers} approvers it would pass the ` +
        "262,144 bytes that Step Functions allows. Give the execution a smaller input, such as a reference to it.",
    );
  }
}

/** The task's payload is not what the approval's state fragment writes. */
export class PayloadError extends Error {
  override readonly name = "PayloadError";
}
