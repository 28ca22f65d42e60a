import { Construct } from "constructs";
import { Alarm } from "./alarm";

/** Properties of {@link WorkflowAlarms}. */
export interface WorkflowAlarmsProps {
  /** What the alarms' names begin with; also the namespace of the metric that the log is counted into. */
  readonly namePrefix: string;
  /** ARN of the topic that alarms are sent to. */
  readonly topicArn: string;
  readonly stateMachineArn: string;
  /**
   * The log that tells which requests expired.
   *
   * @default none, and no alarm about expired requests
   */
  readonly expired?: {
    readonly logGroupName: string;
    /** The Pass that a request ends in which nobody answered in time. */
    readonly stateName: string;
  };
}

/** The alarms about a state machine: executions that failed, and requests that expired. */
export class WorkflowAlarms extends Construct {
  constructor(scope: Construct, id: string, props: WorkflowAlarmsProps) {
    super(scope, id);
    const { namePrefix, topicArn, stateMachineArn, expired } = props;
    new Alarm(this, "executions-failed", {
      alarmName: `${namePrefix}-executions-failed`,
      description: "An execution failed: the console shows in which state",
      topicArn,
      // https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
      counted: {
        namespace: "AWS/States",
        metricName: "ExecutionsFailed",
        dimensions: { StateMachineArn: stateMachineArn },
      },
    });
    if (expired !== undefined) {
      new Alarm(this, "requests-expired", {
        alarmName: `${namePrefix}-requests-expired`,
        description: "Nobody answered a request for approval in time",
        topicArn,
        counted: {
          logGroupName: expired.logGroupName,
          pattern: `{ ($.type = "PassStateEntered") && ($.details.name = ${JSON.stringify(expired.stateName)}) }`,
          namespace: namePrefix,
          metricName: `${namePrefix}-requests-expired`,
        },
      });
    }
  }
}
