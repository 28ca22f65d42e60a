/** What stands before a resource's name in its ARN. */
export const ARN_PREFIXES = {
  aws_cloudwatch_log_group: "arn:aws:logs:us-east-1:123456789012:log-group:",
  aws_iam_role: "arn:aws:iam::123456789012:role/",
  aws_kms_key: "arn:aws:kms:us-east-1:123456789012:key/",
  aws_lambda_function: "arn:aws:lambda:us-east-1:123456789012:function:",
  aws_sfn_state_machine: "arn:aws:states:us-east-1:123456789012:stateMachine:",
  aws_sns_topic: "arn:aws:sns:us-east-1:123456789012:",
};
export const ROLE = ARN_PREFIXES.aws_iam_role;
export const DECIDE = `${ROLE}demo-decide`;
export const SEND = `${ROLE}demo-send-approval-email`;
export const WORKFLOW = `${ROLE}demo-state-machine`;
/** May do all that a role's policy can give; not the stack's. */
export const ADMINISTRATOR = `${ROLE}administrator`;
/** Has no policy; not the stack's either. */
export const STRANGER = `${ROLE}stranger`;

const MACHINE = `${ARN_PREFIXES.aws_sfn_state_machine}demo-HumanApprovalLambdaStateMachine`;
const EXECUTION = `${MACHINE.replace(":stateMachine:", ":execution:")}:monday`;
const DECIDE_FUNCTION = `${ARN_PREFIXES.aws_lambda_function}demo-decide`;
const SEND_FUNCTION = `${ARN_PREFIXES.aws_lambda_function}demo-send-approval-email`;
const DECIDE_LOG = `${ARN_PREFIXES.aws_cloudwatch_log_group}/aws/lambda/demo-decide:log-stream:1`;
const SEND_LOG = `${ARN_PREFIXES.aws_cloudwatch_log_group}/aws/lambda/demo-send-approval-email:log-stream:1`;
/** Resources whose ARNs the stack tells. */
export const KEY = "the signing key";
export const TOPIC = "an approver's topic";

export const HTTPS = { "aws:SecureTransport": "true" };
export const PLAIN_HTTP = { "aws:SecureTransport": "false" };

/** Who calls what on which resource. */
export type Call = readonly [role: string, action: string, resource: string];

/** What is called in the course of a request; Lambda writes the logs. */
export const CALLS: readonly Call[] = [
  [WORKFLOW, "lambda:InvokeFunction", SEND_FUNCTION],
  [WORKFLOW, "lambda:InvokeFunction", `${SEND_FUNCTION}:1`],
  [SEND, "sns:GetTopicAttributes", TOPIC],
  [SEND, "kms:Sign", KEY],
  [SEND, "sns:Publish", TOPIC],
  [SEND, "logs:CreateLogStream", SEND_LOG],
  [SEND, "logs:PutLogEvents", SEND_LOG],
  [DECIDE, "states:GetExecutionHistory", EXECUTION],
  [DECIDE, "states:SendTaskSuccess", MACHINE],
  [DECIDE, "logs:CreateLogStream", DECIDE_LOG],
  [DECIDE, "logs:PutLogEvents", DECIDE_LOG],
];

/** What is called where the setting tracing is on. */
export const TRACING: readonly Call[] = [DECIDE, SEND, WORKFLOW].flatMap((role) => [
  [role, "xray:PutTraceSegments", "*"],
  [role, "xray:PutTelemetryRecords", "*"],
]);

/** What is called where the setting logExecutions is on. */
export const LOGGING: readonly Call[] = [
  [WORKFLOW, "logs:CreateLogDelivery", "*"],
  [WORKFLOW, "logs:PutResourcePolicy", "*"],
  [WORKFLOW, "logs:DescribeLogGroups", "*"],
];

/** What must never be possible. */
export const NEVER: readonly Call[] = [
  // Who answers cannot make links, ...
  [DECIDE, "kms:Sign", KEY],
  [DECIDE, "kms:GetPublicKey", KEY],
  [DECIDE, "kms:PutKeyPolicy", KEY],
  [DECIDE, "kms:CreateGrant", KEY],
  // ... write to anybody, ...
  [DECIDE, "sns:Publish", TOPIC],
  [DECIDE, "sns:Subscribe", TOPIC],
  [DECIDE, "sns:GetTopicAttributes", TOPIC],
  [DECIDE, "sns:SetTopicAttributes", TOPIC],
  // ... start or end anything, ...
  [DECIDE, "states:StartExecution", MACHINE],
  [DECIDE, "states:StopExecution", EXECUTION],
  [DECIDE, "states:RedriveExecution", EXECUTION],
  [DECIDE, "states:UpdateStateMachine", MACHINE],
  [DECIDE, "states:SendTaskFailure", MACHINE],
  [DECIDE, "states:SendTaskHeartbeat", MACHINE],
  [DECIDE, "states:DescribeExecution", EXECUTION],
  [DECIDE, "states:ListExecutions", MACHINE],
  // ... or reach another workflow, also where its name begins alike.
  [DECIDE, "states:SendTaskSuccess", `${ARN_PREFIXES.aws_sfn_state_machine}other`],
  [DECIDE, "states:SendTaskSuccess", `${MACHINE}2`],
  [DECIDE, "states:GetExecutionHistory", EXECUTION.replace("demo-", "other-")],
  [DECIDE, "states:GetExecutionHistory", EXECUTION.replace(":monday", "2:monday")],
  [DECIDE, "states:GetExecutionHistory", EXECUTION.replace("us-east-1", "eu-west-1")],
  [DECIDE, "lambda:InvokeFunction", SEND_FUNCTION],
  [DECIDE, "lambda:UpdateFunctionCode", DECIDE_FUNCTION],
  [DECIDE, "logs:CreateLogGroup", DECIDE_LOG.replace(":log-stream:1", "")],
  [DECIDE, "logs:GetLogEvents", DECIDE_LOG],
  [DECIDE, "logs:PutLogEvents", SEND_LOG],
  [DECIDE, "iam:PassRole", WORKFLOW],
  [DECIDE, "sts:AssumeRole", SEND],

  // Who makes links cannot answer, nor see who waits for an answer, ...
  [SEND, "states:SendTaskSuccess", MACHINE],
  [SEND, "states:SendTaskFailure", MACHINE],
  [SEND, "states:SendTaskHeartbeat", MACHINE],
  [SEND, "states:GetExecutionHistory", EXECUTION],
  [SEND, "states:DescribeExecution", EXECUTION],
  [SEND, "states:StartExecution", MACHINE],
  // ... reach others than the approvers, or change who they are, ...
  [SEND, "sns:Publish", `${ARN_PREFIXES.aws_sns_topic}other`],
  [SEND, "sns:Subscribe", TOPIC],
  [SEND, "sns:SetTopicAttributes", TOPIC],
  [SEND, "sns:DeleteTopic", TOPIC],
  // ... or do more with the key than sign.
  [SEND, "kms:Sign", `${ARN_PREFIXES.aws_kms_key}other`],
  [SEND, "kms:PutKeyPolicy", KEY],
  [SEND, "kms:ScheduleKeyDeletion", KEY],
  [SEND, "kms:CreateGrant", KEY],
  [SEND, "lambda:InvokeFunction", DECIDE_FUNCTION],
  [SEND, "logs:CreateLogGroup", SEND_LOG.replace(":log-stream:1", "")],
  [SEND, "logs:PutLogEvents", DECIDE_LOG],
  [SEND, "sts:AssumeRole", DECIDE],

  // The workflow asks, and does nothing else.
  [WORKFLOW, "lambda:InvokeFunction", DECIDE_FUNCTION],
  [WORKFLOW, "lambda:InvokeFunction", `${SEND_FUNCTION}-2`],
  [WORKFLOW, "states:SendTaskSuccess", MACHINE],
  [WORKFLOW, "states:StartExecution", MACHINE],
  [WORKFLOW, "states:GetExecutionHistory", EXECUTION],
  [WORKFLOW, "sns:Publish", TOPIC],
  [WORKFLOW, "kms:Sign", KEY],
  [WORKFLOW, "logs:PutLogEvents", DECIDE_LOG],

  // Nobody signs but the e-mail function.
  [ADMINISTRATOR, "kms:Sign", KEY],
  [STRANGER, "kms:Sign", KEY],
  [STRANGER, "sns:Publish", TOPIC],
];
