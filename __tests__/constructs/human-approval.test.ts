import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { type TerraformStack, TerraformVariable } from "cdktf";
import { ApprovalError } from "../../constructs/checks";
import {
  type ApprovalStatesProps,
  HumanApproval,
  type HumanApprovalProps,
} from "../../constructs/human-approval";
import { assumeRolePolicy } from "../../constructs/policy-document";
import { type SynthesizedStack, synthesize } from "../helpers/synth";
import { definitionErrors } from "./definition";
import { DependencyGraph } from "./dependency-graph";
import { DECIDE, KEY, SEND_EMAIL } from "./fixtures";

const ALICE = "alice@example.com";
const BOB = "bob@example.com";

/** Somebody else's state machine: the given steps, one after the other, then `Release`. */
function machineOfSteps(scope: TerraformStack, id: string, approval: HumanApproval, steps: Step[]): void {
  const fragments = steps.map(({ name, ...step }, index) =>
    approval.states({
      names: { request: `Ask ${name}`, choice: `${name} decided`, expired: `${name} was late` },
      onApprove: steps[index + 1] ? `Ask ${steps[index + 1]?.name}` : "Release",
      onReject: "GiveUp",
      ...step,
    }),
  );
  const role = new IamRole(scope, `${id}-role`, {
    name: `${id}-role`,
    assumeRolePolicy: assumeRolePolicy("states.amazonaws.com"),
  });
  const machine = new SfnStateMachine(scope, id, {
    name: id,
    roleArn: role.arn,
    definition: JSON.stringify({
      StartAt: fragments[0]?.StartAt,
      States: {
        ...Object.assign({}, ...fragments.map(({ States }) => States)),
        Release: { Type: "Succeed" },
        GiveUp: { Type: "Fail" },
      },
    }),
    dependsOn: [approval.grantRequest(role)],
  });
  approval.grantRespond(machine);
}

type Step = Partial<ApprovalStatesProps> & Pick<ApprovalStatesProps, "approvers"> & { readonly name: string };

describe("a HumanApproval", () => {
  let stack: SynthesizedStack;

  beforeAll(() => {
    stack = synthesize((scope) => {
      const approval = new HumanApproval(scope, "approval");
      machineOfSteps(scope, "release", approval, [{ name: "QA", approvers: [ALICE] }]);
    });
  });

  test("lets the e-mail function write logs and traces, sign, and write to approvers, nothing else", () => {
    expect(stack.statements("aws_iam_role_policy", `${SEND_EMAIL}/role-policy`)).toEqual([
      {
        Sid: "WriteLogs",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [`${stack.reference("aws_cloudwatch_log_group", `${SEND_EMAIL}/log-group`, "arn")}:*`],
      },
      {
        Sid: "WriteTraces",
        Effect: "Allow",
        Action: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
        Resource: ["*"],
      },
      {
        Sid: "SignLinks",
        Effect: "Allow",
        Action: ["kms:Sign"],
        Resource: [stack.reference("aws_kms_key", KEY, "arn")],
      },
      {
        Sid: "WriteToApprovers",
        Effect: "Allow",
        Action: ["sns:GetTopicAttributes", "sns:Publish"],
        Resource: stack.ofType("aws_sns_topic").map(({ address }) => `\${${address}.arn}`),
      },
    ]);
  });

  test("lets the public function write logs and traces, answer tasks and read histories, nothing else", () => {
    const partition = stack.reference("data.aws_partition", "aws-location/partition", "partition");
    const region = stack.reference("data.aws_region", "aws-location/region", "region");
    const account = stack.reference("data.aws_caller_identity", "aws-location/account", "account_id");
    const name = stack.reference("aws_sfn_state_machine", "release", "name");
    expect(stack.statements("aws_iam_role_policy", `${DECIDE}/role-policy`)).toEqual([
      {
        Sid: "WriteLogs",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [`${stack.reference("aws_cloudwatch_log_group", `${DECIDE}/log-group`, "arn")}:*`],
      },
      {
        Sid: "WriteTraces",
        Effect: "Allow",
        Action: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
        Resource: ["*"],
      },
      {
        Sid: "AnswerTasks",
        Effect: "Allow",
        Action: ["states:SendTaskSuccess"],
        Resource: [stack.reference("aws_sfn_state_machine", "release", "arn")],
      },
      {
        Sid: "ReadHistories",
        Effect: "Allow",
        Action: ["states:GetExecutionHistory"],
        Resource: [`arn:${partition}:states:${region}:${account}:execution:${name}:*`],
      },
    ]);
  });

  test("gives the public function no secret: the key's public half and three switches", () => {
    expect(stack.arguments("aws_lambda_function", `${DECIDE}/function`)).toMatchObject({
      timeout: 30,
      environment: {
        variables: {
          LINK_PUBLIC_KEY: stack.reference(
            "data.aws_kms_public_key",
            "approval/link-signing-key/public-key",
            "public_key",
          ),
          LOCALE: "en",
          ONE_CLICK: "false",
          AFTER_DECISION: "page",
        },
      },
    });
    expect(
      Object.keys(Object(stack.arguments("aws_lambda_function", `${DECIDE}/function`).environment).variables),
    ).toHaveLength(4);
  });

  test("tells the e-mail function which key signs", () => {
    expect(stack.arguments("aws_lambda_function", `${SEND_EMAIL}/function`)).toMatchObject({
      timeout: 60,
      environment: {
        variables: {
          LINK_SIGNING_KEY_ID: stack.reference("aws_kms_key", KEY, "arn"),
          LOCALE: "en",
          ONE_CLICK: "false",
        },
      },
    });
  });

  test("lets the e-mail function's role alone sign", () => {
    const signers = stack
      .statements("aws_kms_key", KEY)
      .filter(({ Action }) => [Action].flat().includes("kms:Sign"))
      .map(({ Principal }) => Principal);
    expect(signers).toEqual([{ AWS: [stack.reference("aws_iam_role", `${SEND_EMAIL}/role`, "arn")] }]);
  });

  test("opens the public function's URL, not the e-mail function's", () => {
    expect(stack.ofType("aws_lambda_function_url").map((url) => url.arguments.function_name)).toEqual([
      stack.reference("aws_lambda_function", `${DECIDE}/function`, "function_name"),
    ]);
  });

  test.each<[string, HumanApprovalProps, object]>([
    ["locale", { locale: "es" }, { LOCALE: "es" }],
    ["oneClick", { oneClick: true }, { ONE_CLICK: "true" }],
    ["afterDecision", { afterDecision: "console" }, { AFTER_DECISION: "console" }],
  ])("passes %s on", (_, props, variables) => {
    const other = synthesize((scope) => new HumanApproval(scope, "approval", props));
    expect(other.arguments("aws_lambda_function", `${DECIDE}/function`)).toMatchObject({
      environment: { variables },
    });
  });

  test("looks as it did", () => {
    expect(stack.forSnapshot()).toMatchSnapshot();
  });
});

describe("in somebody else's stack, a HumanApproval", () => {
  test("serves two machines and several steps with one key, one URL, and a topic an approver", () => {
    const stack = synthesize((scope) => {
      const approval = new HumanApproval(scope, "approval");
      machineOfSteps(scope, "release", approval, [
        { name: "QA", approvers: [ALICE] },
        { name: "Ops", approvers: [BOB, ALICE], timeoutSeconds: 600 },
      ]);
      machineOfSteps(scope, "purchase", approval, [{ name: "CFO", approvers: [BOB], onExpire: "GiveUp" }]);
    });
    const [alice, bob] = stack.ofType("aws_sns_topic").map(({ address }) => `\${${address}.arn}`);
    expect(stack.ofType("aws_sns_topic")).toHaveLength(2);
    expect(stack.ofType("aws_kms_key")).toHaveLength(1);
    expect(stack.ofType("aws_lambda_function_url")).toHaveLength(1);

    const release = stack.definition("release");
    expect(definitionErrors(release)).toBe("");
    expect(release.States).toMatchObject({
      "Ask QA": { Parameters: { Payload: { Approvers: [{ Address: ALICE, TopicArn: alice }] } } },
      "QA decided": { Choices: [{ Next: "Ask Ops" }], Default: "GiveUp" },
      "Ask Ops": {
        TimeoutSeconds: 600,
        Parameters: {
          Payload: {
            Approvers: [
              { Address: BOB, TopicArn: bob },
              { Address: ALICE, TopicArn: alice },
            ],
          },
        },
      },
      "Ops decided": { Choices: [{ Next: "Release" }] },
    });
    const purchase = stack.definition("purchase");
    expect(definitionErrors(purchase)).toBe("");
    expect(purchase.States).toMatchObject({ "CFO was late": { Type: "Pass", Next: "GiveUp" } });

    const responses = stack.statements("aws_iam_role_policy", `${DECIDE}/role-policy`);
    expect(responses.find(({ Sid }) => Sid === "AnswerTasks")?.Resource).toEqual([
      stack.reference("aws_sfn_state_machine", "release", "arn"),
      stack.reference("aws_sfn_state_machine", "purchase", "arn"),
    ]);
    expect(responses.find(({ Sid }) => Sid === "ReadHistories")?.Resource).toHaveLength(2);
    expect(new DependencyGraph(stack.blocks).cycles()).toEqual([]);
  });

  test("writes to an address that Terraform knows later", () => {
    const stack = synthesize((scope) => {
      const address = new TerraformVariable(scope, "cfo_email", { type: "string" }).stringValue;
      const approval = new HumanApproval(scope, "approval");
      machineOfSteps(scope, "purchase", approval, [{ name: "CFO", approvers: [address] }]);
    });
    const path = "approval/approver-var-cfo-email";
    expect(stack.arguments("aws_sns_topic_subscription", `${path}/subscription`).endpoint).toBe(
      `\${${"var.cfo_email"}}`,
    );
    expect(stack.arguments("aws_sns_topic", `${path}/topic`).name).toBe("sfn-approval-var-cfo-email");
    expect(stack.definition("purchase").States["Ask CFO"]).toMatchObject({
      Parameters: { Payload: { Approvers: [{ Address: `\${${"var.cfo_email"}}` }] } },
    });
  });

  test("names an approver's topic so that like addresses do not collide, and within SNS's limit", () => {
    const longest = `${"a".repeat(242)}@example.com`;
    const stack = synthesize((scope) => {
      const approval = new HumanApproval(scope, "approval", { namePrefix: "p".repeat(32) });
      approval.topicsOf(["a.b@example.com", "a-b@example.com", longest]);
    });
    const names = stack.ofType("aws_sns_topic").map(({ arguments: { name } }) => String(name));
    expect(new Set(names).size).toBe(3);
    for (const name of names) {
      expect(name).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
    }
  });

  test.each([
    ["twice", [ALICE, ALICE]],
    ["in another spelling", [ALICE, ALICE.toUpperCase()]],
  ])("fails when an approver is named %s, as one mailbox has one vote", (_, approvers) => {
    expect(() =>
      synthesize((scope) => {
        const approval = new HumanApproval(scope, "approval");
        machineOfSteps(scope, "release", approval, [{ name: "QA", approvers }]);
      }),
    ).toThrow("is named twice: one mailbox has one vote");
  });

  test("lives beside another one with another prefix", () => {
    const stack = synthesize((scope) => {
      for (const namePrefix of ["red", "blue"]) {
        const approval = new HumanApproval(scope, namePrefix, { namePrefix });
        machineOfSteps(scope, `${namePrefix}-machine`, approval, [{ name: "QA", approvers: [ALICE] }]);
      }
    });
    for (const type of ["aws_sns_topic", "aws_kms_alias", "aws_iam_role", "aws_cloudwatch_log_group"]) {
      const names = stack.ofType(type).map(({ arguments: { name } }) => name);
      expect(new Set(names).size).toBe(names.length);
    }
    const answering = stack
      .statements("aws_iam_role_policy", "blue/decide/role-policy")
      .find(({ Sid }) => Sid === "AnswerTasks");
    expect(answering?.Resource).toEqual([stack.reference("aws_sfn_state_machine", "blue-machine", "arn")]);
    expect(stack.json.provider).toEqual({ aws: [{}], archive: [{}] });
  });
});

describe("HumanApproval fails", () => {
  const step = { onApprove: "Ship", onReject: "Stop" };
  const rule = "it must be a whole number from 1 to 31536000 (a year)";

  test.each<[string, (scope: TerraformStack) => void, string]>([
    [
      "when there is no approver",
      (scope) => new HumanApproval(scope, "approval").states({ ...step, approvers: [] }),
      "There is no approver: give at least one e-mail address",
    ],
    [
      "when an address is none",
      (scope) => new HumanApproval(scope, "approval").states({ ...step, approvers: [ALICE, "bob@"] }),
      '"bob@" is no e-mail address: it must match ^[a-zA-Z0-9_.+-]+@',
    ],
    ...[0, 1.5, Number.NaN, 31_536_001].map(
      (timeoutSeconds): [string, (scope: TerraformStack) => void, string] => [
        `when the deadline is ${timeoutSeconds}`,
        (scope) =>
          new HumanApproval(scope, "approval").states({ ...step, approvers: [ALICE], timeoutSeconds }),
        `timeoutSeconds is ${timeoutSeconds}; ${rule}`,
      ],
    ),
    [
      "when the prefix is none",
      (scope) => new HumanApproval(scope, "approval", { namePrefix: "2nd" }),
      'namePrefix is "2nd"; it must be a letter, then at most 31 letters, digits and hyphens',
    ],
  ])("%s, with value, rule and construct path", (_, build, message) => {
    synthesize((scope) => {
      expect(() => build(scope)).toThrow(ApprovalError);
    });
    synthesize((scope) => {
      expect(() => build(scope)).toThrow(message);
    });
    synthesize((scope) => {
      expect(() => build(scope)).toThrow("(in stack/approval)");
    });
  });
});
