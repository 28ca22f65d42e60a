import { readdirSync, readFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { isAbsolute, join, normalize } from "node:path";
import { objectOf, textOf } from "../helpers/synth";
import { definitionErrors } from "./definition";
import { ALARM_TOPIC, approvalStack, BOUNDARY, DECIDE, MACHINE, SEND_EMAIL } from "./fixtures";

const PROJECT = join(__dirname, "..", "..");
const ALICE = "alice@example.com";
const BOB = "bob@example.com";

describe("ApprovalStack", () => {
  const stack = approvalStack();

  test("asks Terraform for the approver's address, by the article's rule", () => {
    expect(stack.json.variable).toEqual({
      email: {
        type: "string",
        description: "E-mail address of the approver",
        nullable: false,
        validation: [
          {
            condition: `\${can(regex("^[a-zA-Z0-9_.+-]+@[a-zA-Z0-9-]+\\\\.[a-zA-Z0-9-.]+$", var.email))}`,
            error_message: "Must be a valid email address.",
          },
        ],
      },
    });
    expect(
      stack.arguments("aws_sns_topic_subscription", "approval/approver-var-email/subscription"),
    ).toMatchObject({
      protocol: "email",
      endpoint: `\${${"var.email"}}`,
    });
  });

  test("puts out the function URL, the state machine and the topic", () => {
    expect(stack.json.output).toEqual({
      FunctionURL: {
        description: expect.any(String),
        value: stack.reference("aws_lambda_function_url", "approval/url/url", "function_url"),
      },
      StateMachineArn: {
        description: expect.any(String),
        value: stack.reference("aws_sfn_state_machine", MACHINE, "arn"),
      },
      TopicArn: {
        description: expect.any(String),
        value: stack.reference("aws_sns_topic", "approval/approver-var-email/topic", "arn"),
      },
    });
  });

  test("has the functions on Node 24 and arm64, with their time limits", () => {
    const functions = stack.ofType("aws_lambda_function").map(({ path, arguments: args }) => [path, args]);
    const common = { runtime: "nodejs24.x", architectures: ["arm64"], handler: "index.handler" };
    expect(functions).toMatchObject([
      [`${DECIDE}/function`, { ...common, timeout: 30 }],
      [`${SEND_EMAIL}/function`, { ...common, timeout: 60 }],
    ]);
  });

  test("keeps the state outside of cdktf.out, which is thrown away", () => {
    const path = "../../../terraform.sfn-approval.tfstate";
    expect(objectOf(stack.json.terraform).backend).toEqual({ local: { path } });
    expect(normalize(join("cdktf.out", "stacks", "sfn-approval", path))).toBe(
      "terraform.sfn-approval.tfstate",
    );
  });

  test("asks for the providers that know all arguments", () => {
    expect(objectOf(stack.json.terraform).required_providers).toEqual({
      archive: { source: "hashicorp/archive", version: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
      aws: { source: "aws", version: ">= 6.28.0, < 7.0.0" },
    });
  });

  test("describes all that can be described", () => {
    const everything = approvalStack({ alarmTopicArn: ALARM_TOPIC });
    const described = [
      ...["aws_iam_role", "aws_kms_key", "aws_lambda_function"].flatMap((type) =>
        everything.ofType(type).map(({ address, arguments: args }) => [address, args.description]),
      ),
      ...everything
        .ofType("aws_cloudwatch_metric_alarm")
        .map(({ address, arguments: args }) => [address, args.alarm_description]),
      ...[everything.json.variable, everything.json.output].flatMap((section) =>
        Object.entries(objectOf(section)).map(([name, value]) => [name, objectOf(value).description]),
      ),
    ];
    expect(described.length).toBeGreaterThan(12);
    expect(described.filter(([, description]) => !/^[A-Z].+/.test(String(description)))).toEqual([]);
  });

  test("says nothing about the machine that it was synthesized on", () => {
    const files = readdirSync(stack.folder, { recursive: true, withFileTypes: true }).filter((file) =>
      file.isFile(),
    );
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      const content = readFileSync(join(file.parentPath, file.name), "utf8");
      for (const folder of [stack.folder, PROJECT, tmpdir(), homedir()]) {
        expect(content).not.toContain(`${folder}/`);
      }
    }
    for (const { arguments: args } of stack.ofType("data.archive_file")) {
      expect([textOf(args.source_dir), textOf(args.output_path)].filter(isAbsolute)).toEqual([]);
    }
  });

  test("looks as it did", () => {
    expect(stack.forSnapshot()).toMatchSnapshot();
  });
});

describe("the setting", () => {
  test("approvers takes the variable's place: a topic and a subscription each, put out in their order", () => {
    const stack = approvalStack({ approvers: [BOB, ALICE] });
    expect(stack.json).not.toHaveProperty("variable");
    const subscriptions = stack.ofType("aws_sns_topic_subscription").map(({ arguments: args }) => args);
    expect(subscriptions).toHaveLength(2);
    const topicOf = (address: string): unknown =>
      subscriptions.find(({ endpoint, protocol }) => endpoint === address && protocol === "email")?.topic_arn;
    expect(topicOf(BOB)).not.toBe(topicOf(ALICE));
    expect(stack.json.output).toMatchObject({
      TopicArn: { value: topicOf(BOB) },
      TopicArns: { value: [topicOf(BOB), topicOf(ALICE)] },
    });
    expect(stack.definition(MACHINE).States["Lambda Callback"]).toMatchObject({
      Parameters: {
        Payload: {
          Approvers: [
            { Address: BOB, TopicArn: topicOf(BOB) },
            { Address: ALICE, TopicArn: topicOf(ALICE) },
          ],
        },
      },
    });
    expect(definitionErrors(stack.definition(MACHINE))).toBe("");
  });

  test("timeoutSeconds becomes the task's deadline", () => {
    const { States } = approvalStack({ timeoutSeconds: 300 }).definition(MACHINE);
    expect(States["Lambda Callback"]).toMatchObject({ TimeoutSeconds: 300 });
  });

  test("oneClick, afterDecision and locale reach the functions", () => {
    const stack = approvalStack({ oneClick: true, afterDecision: "console", locale: "es" });
    expect(stack.arguments("aws_lambda_function", `${DECIDE}/function`)).toMatchObject({
      environment: { variables: { ONE_CLICK: "true", AFTER_DECISION: "console", LOCALE: "es" } },
    });
    expect(stack.arguments("aws_lambda_function", `${SEND_EMAIL}/function`)).toMatchObject({
      environment: { variables: { ONE_CLICK: "true", LOCALE: "es" } },
    });
  });

  test("tags goes to every resource, as the provider's default", () => {
    const { provider } = approvalStack({ tags: { Team: "release" } }).json;
    expect(objectOf(provider).aws).toEqual([
      { default_tags: [{ tags: { Project: "sfn-approval", ManagedBy: "terraform", Team: "release" } }] },
    ]);
  });

  test("tracing false and logExecutions false reach functions and workflow", () => {
    const stack = approvalStack({ tracing: false, logExecutions: false });
    const modes = stack.ofType("aws_lambda_function").map(({ arguments: args }) => args.tracing_config);
    expect(modes).toEqual([{ mode: "PassThrough" }, { mode: "PassThrough" }]);
    expect(stack.arguments("aws_sfn_state_machine", MACHINE)).toMatchObject({
      tracing_configuration: { enabled: false },
      logging_configuration: { level: "OFF" },
    });
  });

  test("logRetentionDays reaches every log group", () => {
    const groups = approvalStack({ logRetentionDays: 7 }).ofType("aws_cloudwatch_log_group");
    expect(groups.map(({ arguments: args }) => args.retention_in_days)).toEqual([7, 7, 7]);
  });

  test("reservedConcurrency is kept for the public function alone", () => {
    const functions = approvalStack({ reservedConcurrency: 10 }).ofType("aws_lambda_function");
    expect(functions.map(({ path, arguments: args }) => [path, args.reserved_concurrent_executions])).toEqual(
      [
        [`${DECIDE}/function`, 10],
        [`${SEND_EMAIL}/function`, undefined],
      ],
    );
  });

  test("permissionsBoundary bounds every role", () => {
    const roles = approvalStack({ permissionsBoundary: BOUNDARY }).ofType("aws_iam_role");
    expect(roles.map(({ arguments: args }) => args.permissions_boundary)).toEqual([
      BOUNDARY,
      BOUNDARY,
      BOUNDARY,
    ]);
  });

  test("alarmTopicArn makes six alarms, which all go there", () => {
    const alarms = approvalStack({ alarmTopicArn: ALARM_TOPIC }).ofType("aws_cloudwatch_metric_alarm");
    expect(alarms.map(({ arguments: args }) => args.alarm_actions)).toEqual(
      new Array<string[]>(6).fill([ALARM_TOPIC]),
    );
  });

  test("backend keeps the state in S3", () => {
    const { json } = approvalStack({ backend: { bucket: "states", region: "eu-west-1" } });
    expect(objectOf(json.terraform).backend).toMatchObject({
      s3: { bucket: "states", key: "sfn-approval/terraform.tfstate" },
    });
  });

  test("namePrefix begins every name, so that two deployments fit into an account", () => {
    const stack = approvalStack({ namePrefix: "team2", alarmTopicArn: ALARM_TOPIC });
    const names = stack.blocks
      .filter(({ type }) => !type.startsWith("data."))
      .flatMap(({ arguments: args }) => [args.name, args.function_name, args.alarm_name])
      .filter((name) => typeof name === "string" && !name.startsWith("$"));
    expect(names.length).toBeGreaterThan(8);
    expect(
      names.filter(
        (name) => !/^(\/aws\/lambda\/|\/aws\/vendedlogs\/states\/|alias\/)?team2-/.test(String(name)),
      ),
    ).toEqual([]);
    expect(stack.text).not.toContain('"sfn-approval-');
  });
});
