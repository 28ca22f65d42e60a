import { Token } from "cdktf";
import type { Construct } from "constructs";

/** The article's pattern of an e-mail address, which Terraform's `regex` takes as it is. */
export const ADDRESS_PATTERN = "^[a-zA-Z0-9_.+-]+@[a-zA-Z0-9-]+\\.[a-zA-Z0-9-.]+$";

const MAX_TIMEOUT_SECONDS = 31_536_000;

const MAX_ADDRESS_LENGTH = 254;

/** What {@link isTimeoutSeconds} allows, in words. An execution lasts a year at most. */
export const TIMEOUT_RULE = `a whole number from 1 to ${MAX_TIMEOUT_SECONDS} (a year)`;

/** The answers of more would not fit into a state. */
const MAX_APPROVERS = 100;

const MAX_REMINDERS = 20;

/** What {@link isCount} allows, in words. */
export const COUNT_RULE = `a whole number from 1 to ${MAX_APPROVERS}`;

/** What {@link areReminders} allows, in words. */
export const REMINDERS_RULE = `a list of at most ${MAX_REMINDERS} rising whole numbers`;

/** What {@link isNamePrefix} allows, in words. */
export const NAME_PREFIX_RULE = "a letter, then at most 31 letters, digits and hyphens";

/** An approval was asked for that cannot be: says what was given, what is allowed, and where. */
export class ApprovalError extends Error {
  override readonly name = "ApprovalError";

  constructor(scope: Construct, message: string) {
    super(`${message} (in ${scope.node.path})`);
  }
}

/** Whether a text is an e-mail address that SNS takes, by the article's pattern. */
export function isAddress(address: string): boolean {
  return address.length <= MAX_ADDRESS_LENGTH && new RegExp(ADDRESS_PATTERN).test(address);
}

/** @throws ApprovalError if there is no approver, or an address that is none; tokens are left to Terraform */
export function checkApprovers(scope: Construct, approvers: readonly string[]): void {
  if (approvers.length === 0) {
    throw new ApprovalError(scope, "There is no approver: give at least one e-mail address");
  }
  if (approvers.length > MAX_APPROVERS) {
    throw new ApprovalError(
      scope,
      `There are ${approvers.length} approvers; a step can ask ${MAX_APPROVERS}`,
    );
  }
  const folded = approvers.map((address) => address.toLowerCase());
  const twice = approvers.find((_, index) => folded.indexOf(folded[index] ?? "") !== index);
  if (twice !== undefined) {
    throw new ApprovalError(scope, `${JSON.stringify(twice)} is named twice: one mailbox has one vote`);
  }
  const wrong = approvers.find((address) => !Token.isUnresolved(address) && !isAddress(address));
  if (wrong !== undefined) {
    throw new ApprovalError(
      scope,
      `${JSON.stringify(wrong)} is no e-mail address: it must match ${ADDRESS_PATTERN}`,
    );
  }
}

/** @throws ApprovalError if a request cannot stay open that long */
export function checkTimeoutSeconds(scope: Construct, timeoutSeconds: number): void {
  if (!isTimeoutSeconds(timeoutSeconds)) {
    throw new ApprovalError(scope, `timeoutSeconds is ${timeoutSeconds}; it must be ${TIMEOUT_RULE}`);
  }
}

/** Whether a request can stay open that long. */
export function isTimeoutSeconds(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MAX_TIMEOUT_SECONDS;
}

/** @throws ApprovalError if a number of answers can never be reached, or is never looked at */
export function checkVotingRule(
  scope: Construct,
  requiredApprovals: number,
  requiredRejections: number,
  approvers: number,
): void {
  if (!isCount(requiredApprovals) || requiredApprovals > approvers) {
    throw new ApprovalError(
      scope,
      `requiredApprovals is ${requiredApprovals}; it must be a whole number from 1 to ${approvers}, the number of approvers`,
    );
  }
  const enough = approvers - requiredApprovals + 1;
  if (!isCount(requiredRejections) || requiredRejections > enough) {
    throw new ApprovalError(
      scope,
      `requiredRejections is ${requiredRejections}; it must be a whole number from 1 to ${enough}: with ` +
        `${enough} of ${approvers} rejections, ${requiredApprovals} approvals have become impossible`,
    );
  }
}

/** Whether a value can be a number of approvers. */
export function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= MAX_APPROVERS;
}

/** @throws ApprovalError if reminders do not follow one another, the last before the deadline */
export function checkReminders(
  scope: Construct,
  remindAfterSeconds: readonly number[],
  timeoutSeconds: number,
): void {
  const last = remindAfterSeconds.at(-1) ?? 0;
  if (!areReminders(remindAfterSeconds) || last >= timeoutSeconds) {
    throw new ApprovalError(
      scope,
      `remindAfterSeconds is ${JSON.stringify(remindAfterSeconds)}; it must be ${REMINDERS_RULE}, each below ` +
        `timeoutSeconds (${timeoutSeconds})`,
    );
  }
}

/** Whether a value can be times of reminders. */
export function areReminders(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length <= MAX_REMINDERS &&
    value.every((seconds, index) => isTimeoutSeconds(seconds) && seconds > (value[index - 1] ?? 0))
  );
}

/** @throws ApprovalError if names that begin so would be too long or have characters that AWS refuses */
export function checkNamePrefix(scope: Construct, namePrefix: string): void {
  if (!isNamePrefix(namePrefix)) {
    throw new ApprovalError(
      scope,
      `namePrefix is ${JSON.stringify(namePrefix)}; it must be ${NAME_PREFIX_RULE}`,
    );
  }
}

/** Whether names of all kinds of resources may begin so. */
export function isNamePrefix(value: unknown): boolean {
  return typeof value === "string" && /^[a-zA-Z][a-zA-Z0-9-]{0,31}$/.test(value);
}
