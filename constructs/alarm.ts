import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";

/** A metric that counts something. */
export interface CountedMetric {
  readonly namespace: string;
  readonly metricName: string;
  /** @default none */
  readonly dimensions?: Readonly<Record<string, string>>;
}

/** A metric that counts the lines of a log that a pattern fits. */
export interface LogLines {
  readonly logGroupName: string;
  /** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax-For-Metric-Filters.html */
  readonly pattern: string;
  readonly namespace: string;
  /** Also the filter's name. */
  readonly metricName: string;
}

/** Properties of {@link Alarm}. */
export interface AlarmProps {
  readonly alarmName: string;
  /** What has happened, and what to look at. */
  readonly description: string;
  /** ARN of the topic that is told when it starts and when it is over. */
  readonly topicArn: string;
  /** What is counted: a metric that AWS writes, or lines of a log. */
  readonly counted: CountedMetric | LogLines;
}

/** The span of time that is looked at, in seconds. */
const PERIOD_SECONDS = 300;

/**
 * A CloudWatch alarm that goes off as soon as something was counted within five minutes.
 *
 * Where nothing is counted there is nothing to report, so missing data is well.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export class Alarm extends Construct {
  constructor(scope: Construct, id: string, { alarmName, description, topicArn, counted }: AlarmProps) {
    super(scope, id);
    if ("pattern" in counted) {
      const { logGroupName, pattern, namespace, metricName: name } = counted;
      new CloudwatchLogMetricFilter(this, "filter", {
        name,
        logGroupName,
        pattern,
        metricTransformation: { name, namespace, value: "1", unit: "Count" },
      });
    }
    const { namespace, metricName } = counted;
    new CloudwatchMetricAlarm(this, "alarm", {
      alarmName,
      alarmDescription: description,
      namespace,
      metricName,
      ...("dimensions" in counted && { dimensions: { ...counted.dimensions } }),
      statistic: "Sum",
      period: PERIOD_SECONDS,
      evaluationPeriods: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      treatMissingData: "notBreaching",
      alarmActions: [topicArn],
      okActions: [topicArn],
    });
  }
}
