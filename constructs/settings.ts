import { closest } from "fastest-levenshtein";
import { LOCALES, type Locale } from "../lambdas/shared/locale";
import { DEFAULT_TIMEOUT_SECONDS } from "./approval-states";
import {
  ADDRESS_PATTERN,
  areReminders,
  COUNT_RULE,
  isAddress,
  isCount,
  isNamePrefix,
  isTimeoutSeconds,
  NAME_PREFIX_RULE,
  REMINDERS_RULE,
  TIMEOUT_RULE,
} from "./checks";
import { AFTER_DECISIONS, type AfterDecision } from "./human-approval";
import {
  DEFAULT_LOG_RETENTION_DAYS,
  isLogRetentionDays,
  isPolicyArn,
  isReservedConcurrency,
  isTopicArn,
  LOG_RETENTION_RULE,
  POLICY_ARN_RULE,
  RESERVED_CONCURRENCY_RULE,
  TOPIC_ARN_RULE,
} from "./operations";
import { isS3State, S3_STATE_RULE, type S3StateSettings } from "./state-backend";
import { areTags, TAGS_RULE } from "./tags";

/** The settings of the deployable app. */
export interface ApprovalSettings {
  /** E-mail addresses of those who are asked. @default [], then the Terraform variable `email` names one */
  readonly approvers: readonly string[];
  /** How many of them must approve. @default 1, the first answer wins */
  readonly requiredApprovals: number;
  /** How many rejections end a request. @default 1, one no ends it */
  readonly requiredRejections: number;
  /** When those who have not answered are written to again, in seconds from the start. @default [], never */
  readonly remindAfterSeconds: readonly number[];
  /** Whether all approvers are told how it ended. @default false */
  readonly announceOutcome: boolean;
  /** How long a request stays open, in seconds. @default 86400, a day */
  readonly timeoutSeconds: number;
  /** Whether opening a link decides at once, as in the article. @default false */
  readonly oneClick: boolean;
  /** What follows a recorded decision: a result page, or the AWS console. @default "page" */
  readonly afterDecision: AfterDecision;
  /** Language of the mails, and of the pages where a browser asks for neither. @default "en" */
  readonly locale: Locale;
  /** What the names of all resources begin with. @default "sfn-approval" */
  readonly namePrefix: string;
  /** Tags of all resources, beside `Project` and `ManagedBy`, which they may replace. @default {} */
  readonly tags: Readonly<Record<string, string>>;
  /** Whether X-Ray traces functions and state machine, by its sampling rules. @default true */
  readonly tracing: boolean;
  /** Whether the states that executions go through are logged, without their data. @default true */
  readonly logExecutions: boolean;
  /** How long logs are kept, in days. @default 30 */
  readonly logRetentionDays: number;
  /** ARN of the SNS topic that alarms are sent to. @default none, and there are no alarms */
  readonly alarmTopicArn?: string;
  /** How many instances are kept for the public function, at the same time its limit. @default none */
  readonly reservedConcurrency?: number;
  /** ARN of the policy that bounds what the roles may do. @default none */
  readonly permissionsBoundary?: string;
  /** Where in S3 Terraform keeps the state. @default on this machine, in the project's root */
  readonly backend?: S3StateSettings;
}

/** The key of the settings in the `context` of `cdktf.json`. */
export const SETTINGS_KEY = "sfnApproval";

/** The environment variable that overrides settings for one command, as a JSON object. */
export const SETTINGS_VARIABLE = "SFN_APPROVAL_SETTINGS";

/** A setting that is none, or has a value that it cannot have. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

interface Rule {
  readonly allowed: string;
  readonly allows: (value: unknown) => boolean;
}

const DEFAULTS: ApprovalSettings = {
  approvers: [],
  requiredApprovals: 1,
  requiredRejections: 1,
  remindAfterSeconds: [],
  announceOutcome: false,
  timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
  oneClick: false,
  afterDecision: "page",
  locale: "en",
  namePrefix: "sfn-approval",
  tags: {},
  tracing: true,
  logExecutions: true,
  logRetentionDays: DEFAULT_LOG_RETENTION_DAYS,
};

const TRUE_OR_FALSE: Rule = {
  allowed: "true or false",
  allows: (value) => typeof value === "boolean",
};

const RULES: Readonly<Record<keyof ApprovalSettings, Rule>> = {
  approvers: {
    allowed: `a list of different e-mail addresses that match ${ADDRESS_PATTERN}`,
    allows: (value) =>
      Array.isArray(value) &&
      value.every((address) => typeof address === "string" && isAddress(address)) &&
      new Set(value.map((address) => address.toLowerCase())).size === value.length,
  },
  requiredApprovals: { allowed: COUNT_RULE, allows: isCount },
  requiredRejections: { allowed: COUNT_RULE, allows: isCount },
  remindAfterSeconds: { allowed: REMINDERS_RULE, allows: areReminders },
  announceOutcome: TRUE_OR_FALSE,
  timeoutSeconds: { allowed: TIMEOUT_RULE, allows: isTimeoutSeconds },
  oneClick: TRUE_OR_FALSE,
  afterDecision: oneOf(AFTER_DECISIONS),
  locale: oneOf(LOCALES),
  namePrefix: { allowed: NAME_PREFIX_RULE, allows: isNamePrefix },
  tags: { allowed: TAGS_RULE, allows: areTags },
  tracing: TRUE_OR_FALSE,
  logExecutions: TRUE_OR_FALSE,
  logRetentionDays: { allowed: LOG_RETENTION_RULE, allows: isLogRetentionDays },
  alarmTopicArn: { allowed: TOPIC_ARN_RULE, allows: isTopicArn },
  reservedConcurrency: { allowed: RESERVED_CONCURRENCY_RULE, allows: isReservedConcurrency },
  permissionsBoundary: { allowed: POLICY_ARN_RULE, allows: isPolicyArn },
  backend: { allowed: S3_STATE_RULE, allows: isS3State },
};

/**
 * The settings of `cdktf.json`, with those of the environment variable over them, and defaults for the rest.
 *
 * @param context what `cdktf.json` has under {@link SETTINGS_KEY}
 * @param override what {@link SETTINGS_VARIABLE} holds
 * @throws SettingsError that names key, value, what is allowed, and for an unknown key the nearest right one
 */
export function readSettings(context: unknown, override: string | undefined): ApprovalSettings {
  return {
    ...DEFAULTS,
    ...settingsOf(context ?? {}, `cdktf.json, context.${SETTINGS_KEY}`),
    ...settingsOf(override === undefined ? {} : parse(override), SETTINGS_VARIABLE),
  };
}

function settingsOf(value: unknown, source: string): Partial<ApprovalSettings> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new SettingsError(`${source} is ${JSON.stringify(value)}; it must be a JSON object of settings`);
  }
  for (const [key, setting] of Object.entries(value)) {
    if (!isKey(key)) {
      const keys = Object.keys(RULES);
      throw new SettingsError(
        `${source}: there is no setting ${JSON.stringify(key)}. Did you mean ${closest(key, keys)}? ` +
          `The settings are ${keys.join(", ")}`,
      );
    }
    if (!RULES[key].allows(setting)) {
      throw new SettingsError(
        `${source}: ${key} is ${JSON.stringify(setting)}; it must be ${RULES[key].allowed}`,
      );
    }
  }
  return value;
}

function isKey(key: string): key is keyof ApprovalSettings {
  return Object.hasOwn(RULES, key);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new SettingsError(
      `${SETTINGS_VARIABLE} is ${JSON.stringify(json)}; it must be a JSON object of settings`,
      { cause },
    );
  }
}

function oneOf(values: readonly string[]): Rule {
  return {
    allowed: values.map((value) => JSON.stringify(value)).join(" or "),
    allows: (value) => values.some((known) => known === value),
  };
}
