import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { TerraformVariable } from "cdktf";
import { ApprovalError } from "../../constructs/checks";
import { HumanApproval } from "../../constructs/human-approval";
import { checkOperations } from "../../constructs/operations";
import { synthesize } from "../helpers/synth";
import { ALARM_TOPIC, BOUNDARY } from "./fixtures";

type Props = Parameters<typeof checkOperations>[1];

function check(props: Props): void {
  synthesize((scope) => checkOperations(scope, props));
}

describe("checkOperations", () => {
  test.each<[Props]>([
    [{}],
    [{ logRetentionDays: 1, reservedConcurrency: 1, tracing: false }],
    [{ logRetentionDays: 3653, permissionsBoundary: BOUNDARY, alarmTopicArn: ALARM_TOPIC }],
    [{ permissionsBoundary: "arn:aws-cn:iam::aws:policy/job-function/ViewOnlyAccess" }],
  ])("takes %j", (props) => {
    expect(() => check(props)).not.toThrow();
  });

  test("leaves what is not known before Terraform plans to Terraform", () => {
    expect(() =>
      synthesize((scope) =>
        checkOperations(scope, {
          alarmTopicArn: new SnsTopic(scope, "alarms").arn,
          logRetentionDays: new TerraformVariable(scope, "days", { type: "number" }).numberValue,
        }),
      ),
    ).not.toThrow();
  });

  test.each<[Props, string]>([
    [{ logRetentionDays: 31 }, "logRetentionDays is 31; it must be one of 1, 3, 5, "],
    [{ reservedConcurrency: 0 }, "reservedConcurrency is 0; it must be a whole number, 1 or more"],
    [{ reservedConcurrency: 1.5 }, "reservedConcurrency is 1.5; it must be a whole number, 1 or more"],
    [
      { permissionsBoundary: "boundary" },
      'permissionsBoundary is "boundary"; it must be the ARN of an IAM policy',
    ],
    [{ alarmTopicArn: "alarms" }, 'alarmTopicArn is "alarms"; it must be the ARN of a standard SNS topic'],
  ])("fails when given %j, with what is allowed", (props, message) => {
    expect(() => check(props)).toThrow(ApprovalError);
    expect(() => check(props)).toThrow(message);
  });

  test("is asked by the constructs, who say where", () => {
    expect(() =>
      synthesize((scope) => {
        new HumanApproval(scope, "approval", { logRetentionDays: 31 });
      }),
    ).toThrow(/logRetentionDays is 31; .* \(in stack\/approval\)/);
  });
});
