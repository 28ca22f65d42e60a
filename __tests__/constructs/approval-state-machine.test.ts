import {
  ApprovalStateMachine,
  type ApprovalStateMachineProps,
} from "../../constructs/approval-state-machine";
import { HumanApproval } from "../../constructs/human-approval";
import { type SynthesizedStack, synthesize } from "../helpers/synth";
import { definitionErrors } from "./definition";
import { BOUNDARY, DECIDE, MACHINE, SEND_EMAIL } from "./fixtures";

function workflow(props: Partial<ApprovalStateMachineProps> = {}): SynthesizedStack {
  return synthesize((scope) => {
    const approval = new HumanApproval(scope, "approval");
    new ApprovalStateMachine(scope, "workflow", { approval, approvers: ["alice@example.com"], ...props });
  });
}

describe("ApprovalStateMachine", () => {
  let stack: SynthesizedStack;

  beforeAll(() => {
    stack = workflow();
  });

  test("has the article's states, and one for the deadline", () => {
    const { StartAt, States } = stack.definition(MACHINE);
    expect(StartAt).toBe("Lambda Callback");
    expect(Object.entries(States).map(([name, { Type }]) => `${name}: ${Type}`)).toEqual([
      "Lambda Callback: Task",
      "ManualApprovalChoiceState: Choice",
      "ExpiredState: Pass",
      "ApprovedPassState: Pass",
      "RejectedPassState: Pass",
    ]);
    expect(States.ManualApprovalChoiceState).toMatchObject({
      Choices: [{ Variable: "$.decision", StringEquals: "approve", Next: "ApprovedPassState" }],
      Default: "RejectedPassState",
    });
  });

  test.each<[string, Partial<ApprovalStateMachineProps>]>([
    ["one approver", {}],
    ["several approvers", { approvers: ["alice@example.com", "bob@example.com"] }],
    ["the article's deadline", { timeoutSeconds: 300 }],
  ])("has a valid definition with %s", (_, props) => {
    expect(definitionErrors(workflow(props).definition(MACHINE))).toBe("");
  });

  test("waits a day unless told otherwise", () => {
    expect(stack.definition(MACHINE).States["Lambda Callback"]).toMatchObject({ TimeoutSeconds: 86_400 });
    expect(workflow({ timeoutSeconds: 300 }).definition(MACHINE).States["Lambda Callback"]).toMatchObject({
      TimeoutSeconds: 300,
      Parameters: { Payload: { TimeoutSeconds: 300 } },
    });
  });

  test("is traced, and logs the states that executions go through, without their data", () => {
    expect(stack.arguments("aws_sfn_state_machine", MACHINE)).toMatchObject({
      tracing_configuration: { enabled: true },
      logging_configuration: {
        level: "ALL",
        include_execution_data: false,
        log_destination: `${stack.reference("aws_cloudwatch_log_group", "workflow/log-group", "arn")}:*`,
      },
    });
    expect(stack.arguments("aws_cloudwatch_log_group", "workflow/log-group")).toEqual({
      name: "/aws/vendedlogs/states/sfn-approval-HumanApprovalLambdaStateMachine",
      retention_in_days: 30,
    });
  });

  test.each<[Partial<ApprovalStateMachineProps>, string[]]>([
    [{}, ["DeliverLogs", "WriteTraces"]],
    [{ tracing: false }, ["DeliverLogs"]],
    [{ logExecutions: false }, ["WriteTraces"]],
  ])("may observe itself no more than it needs with %j", (props, sids) => {
    const statements = workflow(props).statements("aws_iam_role_policy", "workflow/role-policy");
    expect(statements.map(({ Sid }) => Sid)).toEqual(sids);
  });

  test("says that it neither traces nor logs when told so, for Terraform to see a change", () => {
    const quiet = workflow({ tracing: false, logExecutions: false });
    expect(quiet.arguments("aws_sfn_state_machine", MACHINE)).toMatchObject({
      tracing_configuration: { enabled: false },
      logging_configuration: { level: "OFF" },
    });
    expect(quiet.ofType("aws_iam_role_policy").map(({ path }) => path)).not.toContain("workflow/role-policy");
    expect(quiet.text).not.toContain("/aws/vendedlogs");
  });

  test("keeps its log and its role within the bounds that it is given", () => {
    const bounded = workflow({ logRetentionDays: 7, permissionsBoundary: BOUNDARY });
    expect(bounded.arguments("aws_cloudwatch_log_group", "workflow/log-group").retention_in_days).toBe(7);
    expect(bounded.arguments("aws_iam_role", "workflow/role").permissions_boundary).toBe(BOUNDARY);
  });

  test("may invoke the e-mail function and its versions, nothing else", () => {
    const fn = stack.reference("aws_lambda_function", `${SEND_EMAIL}/function`, "arn");
    expect(stack.statements("aws_iam_role_policy", "workflow/role/request-approval")).toEqual([
      {
        Sid: "RequestApproval",
        Effect: "Allow",
        Action: "lambda:InvokeFunction",
        Resource: [fn, `${fn}:*`],
      },
    ]);
    const role = stack.reference("aws_iam_role", "workflow/role", "name");
    const itsPolicies = stack
      .ofType("aws_iam_role_policy")
      .filter((policy) => policy.arguments.role === role);
    expect(itsPolicies.map(({ path }) => path).sort()).toEqual([
      "workflow/role-policy",
      "workflow/role/request-approval",
    ]);
  });

  test("is made when its role may ask, deliver logs and write traces, as Step Functions asks then", () => {
    expect(stack.arguments("aws_sfn_state_machine", MACHINE)).toMatchObject({
      role_arn: stack.reference("aws_iam_role", "workflow/role", "arn"),
      depends_on: [
        stack.block("aws_iam_role_policy", "workflow/role/request-approval").address,
        stack.block("aws_iam_role_policy", "workflow/role-policy").address,
      ],
    });
  });

  test("has a role that Step Functions alone assumes", () => {
    expect(stack.statements("aws_iam_role", "workflow/role", "assume_role_policy")).toMatchObject([
      { Principal: { Service: "states.amazonaws.com" }, Action: "sts:AssumeRole" },
    ]);
  });

  test("can be answered by the public function", () => {
    expect(stack.statements("aws_iam_role_policy", `${DECIDE}/role-policy`)).toContainEqual({
      Sid: "AnswerTasks",
      Effect: "Allow",
      Action: ["states:SendTaskSuccess"],
      Resource: [stack.reference("aws_sfn_state_machine", MACHINE, "arn")],
    });
  });

  test("puts the prefix before its names", () => {
    const named = workflow({ namePrefix: "release" });
    expect(named.arguments("aws_sfn_state_machine", MACHINE).name).toBe(
      "release-HumanApprovalLambdaStateMachine",
    );
    expect(named.arguments("aws_iam_role", "workflow/role").name).toBe("release-state-machine");
  });

  test("looks as it did", () => {
    const { resource } = Object(stack.forSnapshot());
    expect([
      resource.aws_sfn_state_machine,
      resource.aws_iam_role,
      resource.aws_iam_role_policy,
    ]).toMatchSnapshot();
  });
});
