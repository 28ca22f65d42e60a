import type { ApproverOfRequest } from "../lambdas/shared/approval-request";
import { EXPIRED_DECISION } from "../lambdas/shared/decision";
import type { AslFragment } from "./asl";

/** The article's five minutes are shorter than most people's lunch. */
export const DEFAULT_TIMEOUT_SECONDS = 86_400;

/** Names of a fragment's states. */
export interface ApprovalStateNames {
  /** The Task that asks and waits. @default "Lambda Callback" */
  readonly request?: string;
  /** The Choice that looks at the answer. @default "ManualApprovalChoiceState" */
  readonly choice?: string;
  /** The Pass for a request that nobody answered in time. @default "ExpiredState" */
  readonly expired?: string;
}

/** What {@link approvalStates} needs to know of the deployment. */
export interface ApprovalStatesOptions {
  readonly partition: string;
  readonly emailFunctionArn: string;
  readonly functionUrl: string;
  readonly approvers: readonly ApproverOfRequest[];
  readonly timeoutSeconds: number;
  readonly names: Required<ApprovalStateNames>;
  readonly onApprove: string;
  readonly onReject: string;
  readonly onExpire?: string;
}

/**
 * An error of Lambda itself, where asking again is right.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception
 */
const LAMBDA_SERVICE_ERRORS = [
  "Lambda.ClientExecutionTimeoutException",
  "Lambda.ServiceException",
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.TooManyRequestsException",
];

/** The states of one approval step: ask and wait, look at the answer, or note that none came in time. */
export function approvalStates(options: ApprovalStatesOptions): AslFragment {
  const { names } = options;
  return {
    StartAt: names.request,
    States: {
      [names.request]: {
        Type: "Task",
        Resource: `arn:${options.partition}:states:::lambda:invoke.waitForTaskToken`,
        Parameters: {
          FunctionName: options.emailFunctionArn,
          Payload: {
            "ExecutionContext.$": "$$",
            LambdaURL: options.functionUrl,
            Approvers: options.approvers,
            TimeoutSeconds: options.timeoutSeconds,
          },
        },
        TimeoutSeconds: options.timeoutSeconds,
        Retry: [
          {
            ErrorEquals: LAMBDA_SERVICE_ERRORS,
            IntervalSeconds: 1,
            MaxAttempts: 3,
            BackoffRate: 2,
          },
        ],
        Catch: [{ ErrorEquals: ["States.Timeout"], Next: names.expired }],
        Next: names.choice,
      },
      [names.choice]: {
        Type: "Choice",
        Choices: [{ Variable: "$.decision", StringEquals: "approve", Next: options.onApprove }],
        Default: options.onReject,
      },
      [names.expired]: {
        Type: "Pass",
        Result: EXPIRED_DECISION,
        ...(options.onExpire === undefined ? { End: true } : { Next: options.onExpire }),
      },
    },
  };
}
