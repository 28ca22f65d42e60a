import type { ApproverOfRequest } from "../lambdas/shared/approval-request";
import { EXPIRED_DECISION, EXPIRED_WITH_VOTES_STATUS } from "../lambdas/shared/decision";
import type { VotingRule } from "../lambdas/shared/open-request";
import type { ApprovalStateNames } from "./approval-state-names";
import type { AslFragment, AslState } from "./asl";

/** The article's five minutes are shorter than most people's lunch. */
export const DEFAULT_TIMEOUT_SECONDS = 86_400;

/**
 * A text that is known at synth, or the JSONPath that leads to it in the step's input, such as `$.pr.title`; or an
 * intrinsic function that makes it: `States.Format('Deploy {}', $.version)`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 */
export type TextOrPath = string | { readonly path: string };

/** What {@link approvalStates} needs to know of the step and the deployment. */
export interface ApprovalStatesOptions {
  readonly partition: string;
  readonly emailFunctionArn: string;
  readonly functionUrl: string;
  readonly approvers: readonly ApproverOfRequest[];
  readonly timeoutSeconds: number;
  readonly rule: VotingRule;
  readonly remindAfterSeconds: readonly number[];
  readonly announceOutcome: boolean;
  readonly title?: TextOrPath;
  readonly details?: TextOrPath;
  /** Where the decision goes in the step's input. @default it replaces the input */
  readonly resultPath?: string;
  readonly names: Required<ApprovalStateNames>;
  readonly onApprove: string;
  readonly onReject: string;
  readonly onExpire?: string;
}

/**
 * Errors of Lambda itself, where asking again is right.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception
 */
const LAMBDA_SERVICE_ERRORS = [
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.TooManyRequestsException",
];

/** Some three minutes in all: a round that only hands on a vote must not fail where Lambda is busy. */
const RETRY = [
  {
    ErrorEquals: LAMBDA_SERVICE_ERRORS,
    IntervalSeconds: 1,
    MaxAttempts: 8,
    BackoffRate: 2,
    MaxDelaySeconds: 60,
    JitterStrategy: "FULL",
  },
];

/** How long a mail about the outcome may take before the workflow goes on without it, in seconds. */
const ANNOUNCE_TIMEOUT_SECONDS = 120;

/** Whether one answer ends a request and nobody is reminded: then the article's states are enough. */
function isSimple({ rule, remindAfterSeconds }: ApprovalStatesOptions): boolean {
  return rule.RequiredApprovals === 1 && rule.RequiredRejections === 1 && remindAfterSeconds.length === 0;
}

/**
 * The states of one approval step.
 *
 * With one answer and no reminders: ask and wait, look at the answer, or note that none came in time. Otherwise
 * the workflow asks again, with a new task token, until the answers are enough or no wait is left; the request
 * travels in the state.
 */
export function approvalStates(options: ApprovalStatesOptions): AslFragment {
  const { names, announceOutcome, onApprove, onReject, onExpire } = options;
  const simple = isSimple(options);
  const result = resultOf(options);
  const toApproved = announceOutcome ? names.announceApproved : onApprove;
  const toRejected = announceOutcome ? names.announceRejected : onReject;
  return {
    StartAt: simple ? names.request : names.open,
    States: {
      ...(!simple && { [names.open]: openRequest(options) }),
      [names.request]: request(options, simple),
      [names.choice]: {
        Type: "Choice",
        Choices: [
          { Variable: `${result}.decision`, StringEquals: "approve", Next: toApproved },
          ...(simple
            ? []
            : [{ Variable: `${result}.decision`, StringEquals: "pending", Next: names.request }]),
        ],
        Default: toRejected,
      },
      ...(!simple && {
        [names.nextReminder]: nextReminder(options),
        [names.reminderChoice]: {
          Type: "Choice",
          Choices: [{ Variable: `${result}.waitSeconds`, NumericGreaterThan: 0, Next: names.request }],
          Default: toExpired(options),
        },
      }),
      [names.expired]: {
        Type: "Pass",
        ...(simple
          ? { Result: EXPIRED_DECISION }
          : {
              Parameters: {
                ...EXPIRED_DECISION,
                Status: EXPIRED_WITH_VOTES_STATUS,
                "votes.$": `${result}.votes`,
              },
            }),
        ...resultPathOf(options),
        ...(onExpire === undefined ? { End: true } : { Next: onExpire }),
      },
      ...(announceOutcome && {
        [names.announceApproved]: announce(options, onApprove),
        [names.announceRejected]: announce(options, onReject),
        [names.announceExpired]: announce(options, names.expired),
      }),
    },
  };
}

/** Opens the request: see `OpenRequest` in lambdas/shared for its shape. */
function openRequest(options: ApprovalStatesOptions): AslState {
  const { names, remindAfterSeconds, timeoutSeconds } = options;
  const waits = [...remindAfterSeconds, timeoutSeconds].map(
    (seconds, index) => seconds - (remindAfterSeconds[index - 1] ?? 0),
  );
  return {
    Type: "Pass",
    Parameters: {
      "id.$": "States.UUID()",
      "openedAt.$": "$$.State.EnteredTime",
      votes: [],
      answers: {},
      waits: [...waits, 0],
      reminder: 0,
      waitSeconds: waits[0],
      reason: "request",
      decision: "pending",
      ...textField("title", options.title),
      ...textField("details", options.details),
    },
    ...resultPathOf(options),
    Next: names.request,
  };
}

function request(options: ApprovalStatesOptions, simple: boolean): AslState {
  const { names } = options;
  const result = resultOf(options);
  return {
    Type: "Task",
    Resource: `arn:${options.partition}:states:::lambda:invoke.waitForTaskToken`,
    Parameters: {
      FunctionName: options.emailFunctionArn,
      Payload: {
        "ExecutionContext.$": "$$",
        LambdaURL: options.functionUrl,
        Approvers: options.approvers,
        TimeoutSeconds: options.timeoutSeconds,
        ...(simple ? askedFields(options) : { Rule: options.rule, "Request.$": result }),
      },
    },
    ...(simple
      ? { TimeoutSeconds: options.timeoutSeconds }
      : { TimeoutSecondsPath: `${result}.waitSeconds` }),
    ...resultPathOf(options),
    Retry: RETRY,
    Catch: [
      simple
        ? { ErrorEquals: ["States.Timeout"], ...resultPathOf(options), Next: toExpired(options) }
        : { ErrorEquals: ["States.Timeout"], ResultPath: `${result}.timeout`, Next: names.nextReminder },
    ],
    Next: names.choice,
  };
}

/** Counts the reminder and takes the next wait; after the last one that is 0. */
function nextReminder(options: ApprovalStatesOptions): AslState {
  const { names, title, details } = options;
  const request = resultOf(options);
  const kept = [
    ...["id", "openedAt", "votes", "answers", "waits", "decision"],
    ...(title === undefined ? [] : ["title"]),
    ...(details === undefined ? [] : ["details"]),
  ];
  return {
    Type: "Pass",
    Parameters: {
      ...Object.fromEntries(kept.map((member) => [`${member}.$`, `${request}.${member}`])),
      "reminder.$": `States.MathAdd(${request}.reminder, 1)`,
      "waitSeconds.$": `States.ArrayGetItem(${request}.waits, States.MathAdd(${request}.reminder, 1))`,
      reason: "reminder",
    },
    ...resultPathOf(options),
    Next: names.reminderChoice,
  };
}

/**
 * Tells the approvers how it ended; whether that works changes nothing.
 *
 * The execution's input stays out of the payload, which could become too large with it. `States.ALL` does not
 * stand for that error.
 */
function announce(options: ApprovalStatesOptions, next: string): AslState {
  return {
    Type: "Task",
    Resource: `arn:${options.partition}:states:::lambda:invoke`,
    Parameters: {
      FunctionName: options.emailFunctionArn,
      Payload: {
        ExecutionContext: {
          Execution: { "Id.$": "$$.Execution.Id", "Name.$": "$$.Execution.Name" },
          StateMachine: { "Name.$": "$$.StateMachine.Name" },
        },
        LambdaURL: options.functionUrl,
        Approvers: options.approvers,
        TimeoutSeconds: options.timeoutSeconds,
        "Outcome.$": resultOf(options),
        ...askedFields(options),
      },
    },
    TimeoutSeconds: ANNOUNCE_TIMEOUT_SECONDS,
    ResultPath: null,
    Retry: RETRY,
    Catch: [
      { ErrorEquals: ["States.DataLimitExceeded"], ResultPath: null, Next: next },
      { ErrorEquals: ["States.ALL"], ResultPath: null, Next: next },
    ],
    Next: next,
  };
}

/** The mail about it goes out before `ExpiredState`, which may be the workflow's last. */
function toExpired({ announceOutcome, names }: ApprovalStatesOptions): string {
  return announceOutcome ? names.announceExpired : names.expired;
}

/** What is asked, as a payload carries it. */
function askedFields({ title, details }: ApprovalStatesOptions): object {
  return { ...textField("Title", title), ...textField("Details", details) };
}

/** A field of `Parameters`: fixed, or evaluated when the state is entered. */
function textField(name: string, text: TextOrPath | undefined): object {
  if (text === undefined) {
    return {};
  }
  return typeof text === "string" ? { [name]: text } : { [`${name}.$`]: text.path };
}

/** Where the decision, or the request that leads to it, is found. */
function resultOf({ resultPath = "$" }: ApprovalStatesOptions): string {
  return resultPath;
}

function resultPathOf({ resultPath }: ApprovalStatesOptions): { readonly ResultPath?: string } {
  return resultPath === undefined ? {} : { ResultPath: resultPath };
}
