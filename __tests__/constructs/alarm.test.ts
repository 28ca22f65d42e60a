import { Alarm } from "../../constructs/alarm";
import { type SynthesizedStack, synthesize } from "../helpers/synth";
import { ALARM_TOPIC } from "./fixtures";

function alarms(): SynthesizedStack {
  return synthesize((scope) => {
    const common = { description: "It happened", topicArn: ALARM_TOPIC };
    new Alarm(scope, "metric", {
      ...common,
      alarmName: "metric",
      counted: { namespace: "AWS/Lambda", metricName: "Errors", dimensions: { FunctionName: "some-fn" } },
    });
    new Alarm(scope, "log", {
      ...common,
      alarmName: "log",
      counted: {
        logGroupName: "some-log",
        pattern: '{ ($.a = "b") }',
        namespace: "some",
        metricName: "lines",
      },
    });
  });
}

describe("Alarm", () => {
  const stack = alarms();
  const alarm = {
    alarm_description: "It happened",
    statistic: "Sum",
    period: 300,
    evaluation_periods: 1,
    comparison_operator: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    treat_missing_data: "notBreaching",
    alarm_actions: [ALARM_TOPIC],
    ok_actions: [ALARM_TOPIC],
  };

  test("goes off as soon as a metric counts something, and tells when it is over", () => {
    expect(stack.arguments("aws_cloudwatch_metric_alarm", "metric/alarm")).toEqual({
      ...alarm,
      alarm_name: "metric",
      namespace: "AWS/Lambda",
      metric_name: "Errors",
      dimensions: { FunctionName: "some-fn" },
    });
  });

  test("counts the lines of a log that a pattern fits", () => {
    expect(stack.ofType("aws_cloudwatch_log_metric_filter").map(({ arguments: args }) => args)).toEqual([
      {
        name: "lines",
        log_group_name: "some-log",
        pattern: '{ ($.a = "b") }',
        metric_transformation: { name: "lines", namespace: "some", value: "1", unit: "Count" },
      },
    ]);
    expect(stack.arguments("aws_cloudwatch_metric_alarm", "log/alarm")).toEqual({
      ...alarm,
      alarm_name: "log",
      namespace: "some",
      metric_name: "lines",
    });
  });
});
