/** Names of a fragment's states. */
export interface ApprovalStateNames {
  /** The Task that asks and waits. @default "Lambda Callback" */
  readonly request?: string;
  /** The Choice that looks at the answer. @default "ManualApprovalChoiceState" */
  readonly choice?: string;
  /** The Pass for a request that nobody answered in time. @default "ExpiredState" */
  readonly expired?: string;
  /** The Pass that opens a request of several answers or with reminders. @default "OpenRequestState" */
  readonly open?: string;
  /** The Pass that counts a reminder and takes the next wait. @default "NextReminderState" */
  readonly nextReminder?: string;
  /** The Choice that ends the reminders. @default "ReminderChoiceState" */
  readonly reminderChoice?: string;
  /** The Tasks that tell the approvers how it ended. @default "Announce Approved", and likewise */
  readonly announceApproved?: string;
  readonly announceRejected?: string;
  readonly announceExpired?: string;
}

/** The names that states have by default. */
export const DEFAULT_STATE_NAMES: Required<ApprovalStateNames> = {
  request: "Lambda Callback",
  choice: "ManualApprovalChoiceState",
  expired: "ExpiredState",
  open: "OpenRequestState",
  nextReminder: "NextReminderState",
  reminderChoice: "ReminderChoiceState",
  announceApproved: "Announce Approved",
  announceRejected: "Announce Rejected",
  announceExpired: "Announce Expired",
};

/** The default names, each after the step's name: `Production` makes `Production ExpiredState`. */
export function stateNamesOf(stepName: string | undefined): Required<ApprovalStateNames> {
  const prefix = stepName === undefined ? "" : `${stepName} `;
  const named = (name: keyof ApprovalStateNames): string => `${prefix}${DEFAULT_STATE_NAMES[name]}`;
  return {
    request: named("request"),
    choice: named("choice"),
    expired: named("expired"),
    open: named("open"),
    nextReminder: named("nextReminder"),
    reminderChoice: named("reminderChoice"),
    announceApproved: named("announceApproved"),
    announceRejected: named("announceRejected"),
    announceExpired: named("announceExpired"),
  };
}
