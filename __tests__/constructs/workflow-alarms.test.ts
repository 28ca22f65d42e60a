import type { JsonValue } from "../../local/json";
import { fitsPattern } from "../helpers/log-filter";
import { textOf } from "../helpers/synth";
import { ALARM_TOPIC, approvalStack, MACHINE } from "./fixtures";

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html */
function logLine(type: string, name: string): JsonValue {
  return {
    id: "7",
    type,
    details: { name },
    previous_event_id: "6",
    event_timestamp: "1668385713883",
    execution_arn: "arn:aws:states:eu-west-1:123456789012:execution:release:monday",
    redrive_count: "0",
  };
}

describe("the alarms about the workflow", () => {
  const stack = approvalStack({ alarmTopicArn: ALARM_TOPIC });

  test("tell when an execution failed", () => {
    expect(
      stack.arguments("aws_cloudwatch_metric_alarm", "workflow/alarms/executions-failed/alarm"),
    ).toMatchObject({
      alarm_name: "sfn-approval-executions-failed",
      alarm_description: expect.stringMatching(/^\w.{20,}/),
      namespace: "AWS/States",
      metric_name: "ExecutionsFailed",
      dimensions: { StateMachineArn: stack.reference("aws_sfn_state_machine", MACHINE, "arn") },
      alarm_actions: [ALARM_TOPIC],
    });
  });

  test("tell when a request expired, by the log of the executions", () => {
    expect(
      stack.arguments("aws_cloudwatch_metric_alarm", "workflow/alarms/requests-expired/alarm"),
    ).toMatchObject({
      alarm_name: "sfn-approval-requests-expired",
      namespace: "sfn-approval",
      metric_name: "sfn-approval-requests-expired",
      alarm_actions: [ALARM_TOPIC],
    });
  });

  test.each([
    [true, "PassStateEntered", "ExpiredState"],
    [false, "PassStateExited", "ExpiredState"],
    [false, "PassStateEntered", "ApprovedPassState"],
    [false, "PassStateEntered", "ExpiredState2"],
  ])("count as expired: %s for %s of %s", (counted, type, name) => {
    const filter = stack.arguments(
      "aws_cloudwatch_log_metric_filter",
      "workflow/alarms/requests-expired/filter",
    );
    expect(filter.log_group_name).toBe(
      stack.reference("aws_cloudwatch_log_group", "workflow/log-group", "name"),
    );
    expect(fitsPattern(textOf(filter.pattern), logLine(type, name))).toBe(counted);
  });

  test("look for a state that there is, with any setting", () => {
    for (const settings of [{}, { announceOutcome: true }, { remindAfterSeconds: [60] }]) {
      expect(approvalStack(settings).definition(MACHINE).States.ExpiredState?.Type).toBe("Pass");
    }
  });

  test("say nothing about expired requests where no executions are logged", () => {
    const silent = approvalStack({ alarmTopicArn: ALARM_TOPIC, logExecutions: false });
    expect(silent.ofType("aws_cloudwatch_metric_alarm").map(({ path }) => path)).toContain(
      "workflow/alarms/executions-failed/alarm",
    );
    expect(silent.text).not.toContain("requests-expired");
  });

  test("are not there without a topic", () => {
    expect(approvalStack().text).not.toContain("aws_cloudwatch_metric_alarm");
  });
});
