import { Token } from "cdktf";
import type { Construct } from "constructs";
import { ApprovalError } from "./checks";

/** How what is deployed is watched and bounded. */
export interface OperationsProps {
  /**
   * Whether X-Ray traces functions and state machine, by its sampling rules.
   *
   * @default true
   */
  readonly tracing?: boolean | undefined;
  /** How long logs are kept, in days: one of the {@link LOG_RETENTION_DAYS}. @default 30 */
  readonly logRetentionDays?: number | undefined;
  /** ARN of the policy that bounds what the roles may do. @default none */
  readonly permissionsBoundary?: string | undefined;
  /**
   * ARN of the SNS topic that alarms are sent to. CloudWatch cannot publish to a topic that is encrypted with
   * `alias/aws/sns`.
   *
   * @default none, and there are no alarms
   */
  readonly alarmTopicArn?: string | undefined;
}

export const DEFAULT_LOG_RETENTION_DAYS = 30;

/**
 * The retentions that CloudWatch Logs knows.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export const LOG_RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** What {@link isLogRetentionDays} allows, in words. */
export const LOG_RETENTION_RULE = `one of ${LOG_RETENTION_DAYS.join(", ")}`;

/** What {@link isReservedConcurrency} allows, in words. */
export const RESERVED_CONCURRENCY_RULE = "a whole number, 1 or more";

/** What {@link isPolicyArn} allows, in words. */
export const POLICY_ARN_RULE = "the ARN of an IAM policy";

/** What {@link isTopicArn} allows, in words. */
export const TOPIC_ARN_RULE = "the ARN of a standard SNS topic";

/** @throws ApprovalError if one of them cannot be; tokens are left to Terraform */
export function checkOperations(
  scope: Construct,
  props: OperationsProps & { readonly reservedConcurrency?: number | undefined },
): void {
  const rules = [
    ["logRetentionDays", isLogRetentionDays, LOG_RETENTION_RULE],
    ["reservedConcurrency", isReservedConcurrency, RESERVED_CONCURRENCY_RULE],
    ["permissionsBoundary", isPolicyArn, POLICY_ARN_RULE],
    ["alarmTopicArn", isTopicArn, TOPIC_ARN_RULE],
  ] as const;
  for (const [name, allows, rule] of rules) {
    const value = props[name];
    if (value !== undefined && !Token.isUnresolved(value) && !allows(value)) {
      throw new ApprovalError(scope, `${name} is ${JSON.stringify(value)}; it must be ${rule}`);
    }
  }
}

/** Whether CloudWatch Logs can keep logs for so many days. */
export function isLogRetentionDays(value: unknown): boolean {
  return LOG_RETENTION_DAYS.some((days) => days === value);
}

/** Whether a function can have so many instances to itself; 0 would be none, and no answer taken. */
export function isReservedConcurrency(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && value >= 1;
}

/** Whether a value is the ARN of an IAM policy, AWS's own or the account's. */
export function isPolicyArn(value: unknown): boolean {
  return typeof value === "string" && /^arn:[a-z-]+:iam::(aws|\d{12}):policy\/[\w+=,.@/-]+$/.test(value);
}

/** Whether a value is the ARN of an SNS topic that CloudWatch can publish to: FIFO topics are none. */
export function isTopicArn(value: unknown): boolean {
  return typeof value === "string" && /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/.test(value);
}
