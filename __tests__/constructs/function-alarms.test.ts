import { HumanApproval } from "../../constructs/human-approval";
import { AwsServiceError } from "../../local/errors";
import type { JsonValue } from "../../local/json";
import { ConsoleOutput } from "../helpers/console-output";
import { DecideFunction } from "../helpers/decide-function";
import { fitsPattern } from "../helpers/log-filter";
import { type SynthesizedStack, synthesize, textOf } from "../helpers/synth";
import { ALARM_TOPIC, DECIDE, SEND_EMAIL } from "./fixtures";

function approval(alarmTopicArn?: string): SynthesizedStack {
  return synthesize((scope) => {
    new HumanApproval(scope, "approval", { namePrefix: "release", alarmTopicArn });
  });
}

describe("the alarms about the functions", () => {
  const stack = approval(ALARM_TOPIC);
  const functionName = (path: string): string =>
    stack.reference("aws_lambda_function", `${path}/function`, "function_name");

  test.each([
    ["public-function-errors", "AWS/Lambda", "Url5xxCount", DECIDE],
    ["public-function-throttles", "AWS/Lambda", "Throttles", DECIDE],
    ["email-function-errors", "AWS/Lambda", "Errors", SEND_EMAIL],
    ["throttled-calls", "release", "release-throttled-calls", undefined],
  ])("%s counts %s %s", (name, namespace, metric, path) => {
    const alarm = stack.arguments("aws_cloudwatch_metric_alarm", `approval/alarms/${name}/alarm`);
    expect(alarm).toMatchObject({
      alarm_name: `release-${name}`,
      alarm_description: expect.stringMatching(/^\w.{20,}/),
      namespace,
      metric_name: metric,
      alarm_actions: [ALARM_TOPIC],
    });
    expect(alarm.dimensions).toEqual(path && { FunctionName: functionName(path) });
  });

  test("are all that there are", () => {
    expect(stack.ofType("aws_cloudwatch_metric_alarm")).toHaveLength(4);
    expect(stack.ofType("aws_cloudwatch_log_metric_filter")).toHaveLength(1);
  });

  test("are not there without a topic", () => {
    expect(approval().text).not.toContain("aws_cloudwatch_metric_alarm");
  });

  describe("throttled-calls", () => {
    const { log_group_name: logGroup, pattern } = stack.arguments(
      "aws_cloudwatch_log_metric_filter",
      "approval/alarms/throttled-calls/filter",
    );
    const decide = new DecideFunction();

    beforeAll(() => decide.start());
    afterAll(() => decide.stop());
    afterEach(() => jest.restoreAllMocks());

    /** What the public function logs when a read of a history fails, as Lambda's JSON format has it. */
    async function linesAfter(code: string): Promise<JsonValue[]> {
      const output = new ConsoleOutput();
      decide.reset();
      decide.aws.stepFunctions.historyScripts.push(() => {
        throw new AwsServiceError(code, "Rate exceeded");
      });
      await decide.post();
      return output.calls.map(({ level, values }) =>
        JSON.parse(JSON.stringify({ timestamp: new Date(), level: level.toUpperCase(), message: values[0] })),
      );
    }

    test("reads the public function's log", () => {
      expect(logGroup).toBe(stack.reference("aws_cloudwatch_log_group", `${DECIDE}/log-group`, "name"));
    });

    test.each([
      ["ThrottlingException", 1],
      ["KmsThrottlingException", 1],
      ["AccessDeniedException", 0],
    ])("after %s counts %i", async (code, count) => {
      const lines = await linesAfter(code);
      expect(lines).not.toHaveLength(0);
      expect(lines.filter((line) => fitsPattern(textOf(pattern), line))).toHaveLength(count);
    });
  });
});
