import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { Construct } from "constructs";
import { DEFAULT_STATE_NAMES } from "./approval-state-names";
import type { ApprovalStatesProps, HumanApproval } from "./human-approval";
import { checkOperations, DEFAULT_LOG_RETENTION_DAYS, type OperationsProps } from "./operations";
import { assumeRolePolicy, type PolicyStatement, policyDocument } from "./policy-document";
import { WorkflowAlarms } from "./workflow-alarms";

/** Properties of {@link ApprovalStateMachine}. */
export interface ApprovalStateMachineProps
  extends Omit<
      ApprovalStatesProps,
      "stepName" | "names" | "resultPath" | "onApprove" | "onReject" | "onExpire"
    >,
    OperationsProps {
  readonly approval: HumanApproval;
  /** @default "sfn-approval" */
  readonly namePrefix?: string;
  /**
   * Whether the states that executions go through are logged, without their data.
   *
   * @default true
   */
  readonly logExecutions?: boolean;
}

/**
 * What a state machine's role needs to log to CloudWatch. These actions have no resource type.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html#cloudwatch-iam-policy
 */
const DELIVER_LOGS: PolicyStatement = {
  Sid: "DeliverLogs",
  Effect: "Allow",
  Action: [
    "logs:CreateLogDelivery",
    "logs:DeleteLogDelivery",
    "logs:DescribeLogGroups",
    "logs:DescribeResourcePolicies",
    "logs:GetLogDelivery",
    "logs:ListLogDeliveries",
    "logs:PutResourcePolicy",
    "logs:UpdateLogDelivery",
  ],
  Resource: "*",
};

/**
 * What a state machine's role needs to be traced by X-Ray. These actions have no resource type.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/xray-iam.html
 */
const WRITE_TRACES: PolicyStatement = {
  Sid: "WriteTraces",
  Effect: "Allow",
  Action: [
    "xray:GetSamplingRules",
    "xray:GetSamplingTargets",
    "xray:PutTelemetryRecords",
    "xray:PutTraceSegments",
  ],
  Resource: "*",
};

/** The article's workflow: ask, wait, and end in `ApprovedPassState`, `RejectedPassState` or `ExpiredState`. */
export class ApprovalStateMachine extends Construct {
  readonly stateMachineArn: string;

  constructor(scope: Construct, id: string, props: ApprovalStateMachineProps) {
    super(scope, id);
    checkOperations(this, props);
    const {
      approval,
      namePrefix = "sfn-approval",
      tracing = true,
      logExecutions = true,
      logRetentionDays = DEFAULT_LOG_RETENTION_DAYS,
      permissionsBoundary,
      alarmTopicArn,
      ...request
    } = props;
    const name = `${namePrefix}-HumanApprovalLambdaStateMachine`;
    const step = approval.states({
      ...request,
      onApprove: "ApprovedPassState",
      onReject: "RejectedPassState",
    });
    const role = new IamRole(this, "role", {
      name: `${namePrefix}-state-machine`,
      description: "Role of the state machine that asks for approval",
      assumeRolePolicy: assumeRolePolicy("states.amazonaws.com"),
      ...(permissionsBoundary !== undefined && { permissionsBoundary }),
    });
    const policies = [approval.grantRequest(role)];
    const observing = [...(logExecutions ? [DELIVER_LOGS] : []), ...(tracing ? [WRITE_TRACES] : [])];
    if (observing.length > 0) {
      policies.push(
        new IamRolePolicy(this, "role-policy", {
          name: `${namePrefix}-observe`,
          role: role.name,
          policy: policyDocument(observing),
        }),
      );
    }
    const logGroup = logExecutions ? this.#logGroup(name, logRetentionDays) : undefined;
    const machine = new SfnStateMachine(this, "state-machine", {
      name,
      roleArn: role.arn,
      definition: JSON.stringify({
        Comment: "Asks for a human's approval by e-mail and waits for the answer",
        StartAt: step.StartAt,
        States: {
          ...step.States,
          ApprovedPassState: { Type: "Pass", End: true },
          RejectedPassState: { Type: "Pass", End: true },
        },
      }),
      tracingConfiguration: { enabled: tracing },
      // Without execution data: it holds the tokens of open tasks. And OFF is said, as the provider takes a
      // missing block for no change.
      loggingConfiguration: logGroup
        ? { level: "ALL", includeExecutionData: false, logDestination: `${logGroup.arn}:*` }
        : { level: "OFF" },
      // Step Functions asks at once whether the role may do all that.
      dependsOn: policies,
    });
    approval.grantRespond(machine);
    if (alarmTopicArn !== undefined) {
      new WorkflowAlarms(this, "alarms", {
        namePrefix,
        topicArn: alarmTopicArn,
        stateMachineArn: machine.arn,
        ...(logGroup && {
          expired: { logGroupName: logGroup.name, stateName: DEFAULT_STATE_NAMES.expired },
        }),
      });
    }
    this.stateMachineArn = machine.arn;
  }

  /**
   * With this beginning of its name, the account's policy for deliveries, whose size is limited, need not name it.
   *
   * @see https://docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html
   */
  #logGroup(name: string, retentionInDays: number): CloudwatchLogGroup {
    return new CloudwatchLogGroup(this, "log-group", {
      name: `/aws/vendedlogs/states/${name}`,
      retentionInDays,
    });
  }
}
