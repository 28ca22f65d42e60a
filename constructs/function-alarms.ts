import { Construct } from "constructs";
import { Alarm, type CountedMetric } from "./alarm";
import type { BundledFunction } from "./bundled-function";

/** Properties of {@link FunctionAlarms}. */
export interface FunctionAlarmsProps {
  /** What the alarms' names begin with; also the namespace of the metric that a log is counted into. */
  readonly namePrefix: string;
  /** ARN of the topic that alarms are sent to. */
  readonly topicArn: string;
  readonly emailFunction: BundledFunction;
  readonly publicFunction: BundledFunction;
}

/** The alarms about both functions: errors, refused invocations, and calls that Step Functions refuses. */
export class FunctionAlarms extends Construct {
  constructor(scope: Construct, id: string, props: FunctionAlarmsProps) {
    super(scope, id);
    const { namePrefix, topicArn, emailFunction, publicFunction } = props;
    new Alarm(this, "public-function-errors", {
      alarmName: `${namePrefix}-public-function-errors`,
      description: "The function that takes the answers failed or timed out: see its log",
      topicArn,
      // Not Errors: the function answers with a page even where it fails.
      counted: lambdaMetric("Url5xxCount", publicFunction),
    });
    new Alarm(this, "public-function-throttles", {
      alarmName: `${namePrefix}-public-function-throttles`,
      description:
        "Lambda refused to run the function that takes the answers: too many requests for the concurrency that " +
        "the account or the setting reservedConcurrency leaves it",
      topicArn,
      counted: lambdaMetric("Throttles", publicFunction),
    });
    new Alarm(this, "email-function-errors", {
      alarmName: `${namePrefix}-email-function-errors`,
      description: "A request for approval could not be sent, for instance as no approver has confirmed",
      topicArn,
      counted: lambdaMetric("Errors", emailFunction),
    });
    new Alarm(this, "throttled-calls", {
      alarmName: `${namePrefix}-throttled-calls`,
      description:
        "Step Functions refused a call, mostly a read of an execution's history, as there were too many: " +
        "somebody was asked to answer again later",
      topicArn,
      counted: {
        logGroupName: publicFunction.logGroupName,
        // What the function logs, as Lambda's JSON log format wraps it.
        pattern: '{ ($.message.event = "call failed") && ($.message.error.name = "*ThrottlingException") }',
        namespace: namePrefix,
        metricName: `${namePrefix}-throttled-calls`,
      },
    });
  }
}

/**
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-monitoring.html
 */
function lambdaMetric(metricName: string, { functionName }: BundledFunction): CountedMetric {
  return { namespace: "AWS/Lambda", metricName, dimensions: { FunctionName: functionName } };
}
