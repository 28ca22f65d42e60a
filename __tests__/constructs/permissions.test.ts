import type { PolicyStatement } from "../../constructs/policy-document";
import { simulate } from "../helpers/iam-simulate";
import { type Block, type SynthesizedStack, statementsOf, textOf } from "../helpers/synth";
import { approvalStack, BOUNDARY, DECIDE, KEY, OPTION_SETS, SEND_EMAIL } from "./fixtures";

/** A policy in the stack, by the block that it is in. */
interface Policy {
  readonly block: Block;
  /** The argument that holds it. */
  readonly argument: string;
  readonly statements: readonly PolicyStatement[];
}

/** The blocks that say who may do what, and how. */
const PERMITTING = [
  "aws_iam_role",
  "aws_iam_role_policy",
  "aws_kms_key",
  "aws_lambda_permission",
  "aws_sns_topic_policy",
];

/** The only actions that may have `*` as their resource: AWS knows no resource type for them. */
const WITHOUT_RESOURCE_TYPE: Readonly<Record<string, string>> = {
  "xray:PutTraceSegments": "a segment belongs to no resource",
  "xray:PutTelemetryRecords": "a record is about the tracing itself",
  "xray:GetSamplingRules": "the rules are the account's",
  "xray:GetSamplingTargets": "the targets are of the account's rules",
  "logs:CreateLogDelivery": "a delivery has no ARN; its log group is known when Step Functions makes it",
  "logs:GetLogDelivery": "a delivery has no ARN",
  "logs:UpdateLogDelivery": "a delivery has no ARN",
  "logs:DeleteLogDelivery": "a delivery has no ARN",
  "logs:ListLogDeliveries": "lists those of the account",
  "logs:PutResourcePolicy": "the policy is the account's; Step Functions adds its log group to it",
  "logs:DescribeResourcePolicies": "lists those of the account",
  "logs:DescribeLogGroups": "lists those of the account",
};

/** All texts in a stack that are policies, wherever they stand. */
function policiesIn(stack: SynthesizedStack): Policy[] {
  return stack.blocks.flatMap((block) =>
    Object.entries(block.arguments).flatMap(([argument, value]) =>
      typeof value === "string" && value.includes('"Statement"')
        ? { block, argument, statements: statementsOf(value) }
        : [],
    ),
  );
}

function actionsOf({ Action }: PolicyStatement): string[] {
  return [Action].flat();
}

function resourcesOf({ Resource = [] }: PolicyStatement): string[] {
  return [Resource].flat();
}

describe.each(OPTION_SETS)("the policies of the deployable stack with %s", (_, settings) => {
  const stack = approvalStack(settings);
  const policies = policiesIn(stack);
  const statements = policies.flatMap((policy) => policy.statements);

  function at(path: string, argument = "policy"): readonly PolicyStatement[] {
    return policies.find((one) => one.block.path === path && one.argument === argument)?.statements ?? [];
  }

  test("are all that there are: no managed policy, no other way to a permission", () => {
    const kinds = stack.blocks.map(({ type }) => type).filter((type) => /iam|policy|permission/.test(type));
    expect(kinds.filter((type) => !PERMITTING.includes(type))).toEqual([]);
    expect(policies.map(({ block }) => block.type).filter((type) => !PERMITTING.includes(type))).toEqual([]);
    const documents = ["aws_iam_role", "aws_iam_role_policy", "aws_kms_key", "aws_sns_topic_policy"];
    expect(policies).toHaveLength(documents.flatMap((type) => stack.ofType(type)).length);
    for (const { arguments: args } of stack.ofType("aws_iam_role")) {
      const { permissions_boundary: boundary, ...others } = args;
      expect(Object.keys(others).sort()).toEqual(["assume_role_policy", "description", "name"]);
      expect(boundary).toBe(settings.permissionsBoundary === undefined ? undefined : BOUNDARY);
    }
  });

  test("name single actions, each by its name", () => {
    const actions = [
      ...statements.flatMap(actionsOf),
      ...stack.ofType("aws_lambda_permission").map(({ arguments: { action } }) => textOf(action)),
    ];
    expect(actions).not.toHaveLength(0);
    expect(actions.filter((action) => !/^[a-z]+:[A-Za-z]+$/.test(action))).toEqual([]);
  });

  test("leave out nothing: neither NotAction, NotResource nor NotPrincipal", () => {
    const elements = new Set(statements.flatMap((statement) => Object.keys(statement)));
    expect([...elements].filter((element) => element.startsWith("Not"))).toEqual([]);
  });

  test("say any resource only of actions without a resource type, and in the key's policy, where it means the key", () => {
    const anywhere = policies
      .filter(({ block }) => block.type !== "aws_kms_key")
      .flatMap((policy) => policy.statements)
      .filter((statement) => resourcesOf(statement).includes("*"));
    const actions = anywhere.flatMap(actionsOf);
    expect(actions.filter((action) => !Object.hasOwn(WITHOUT_RESOURCE_TYPE, action))).toEqual([]);
    expect(actions.length > 0).toBe(settings.tracing !== false || settings.logExecutions !== false);
    expect(at(KEY).map(resourcesOf)).toEqual([["*"], ["*"]]);
  });

  test("say any part of a name only below what the stack names: executions, log streams, versions", () => {
    const patterns = policies
      .flatMap((policy) => policy.statements.flatMap(resourcesOf))
      .filter((resource) => resource.includes("*") && resource !== "*");
    expect(patterns).not.toHaveLength(0);
    // What stands before the last part is a reference to a resource of the stack, or ends in one to its name.
    expect(
      patterns.filter(
        (pattern) => !/^(\$\{\w[^}]*\.arn\}|arn:.+:execution:\$\{\w[^}]*\.name\}):\*$/.test(pattern),
      ),
    ).toEqual([]);
  });

  test("say any principal in the URL's two permissions, and where it is refused", () => {
    const allowing = statements.filter(({ Effect }) => Effect === "Allow");
    const principals = allowing.map(({ Principal }) => JSON.stringify(Principal ?? null));
    expect(principals.filter((principal) => principal.includes("*"))).toEqual([]);
    expect(stack.ofType("aws_lambda_permission").map(({ arguments: args }) => args.principal)).toEqual([
      "*",
      "*",
    ]);
  });

  test("let nobody create a log group", () => {
    expect(stack.text).not.toContain("CreateLogGroup");
  });

  test("let the e-mail function sign, and no other role", () => {
    const signing = policies.filter((policy) =>
      policy.statements.flatMap(actionsOf).some((action) => /^kms:Sign/.test(action)),
    );
    expect(signing.map(({ block }) => block.path)).toEqual([`${SEND_EMAIL}/role-policy`, KEY]);
  });

  test("keep each role to its services", () => {
    const services = (...paths: string[]): string[] => {
      const actions = paths.flatMap((path) => at(path).flatMap(actionsOf));
      return [...new Set(actions.map((action) => action.replace(/:.*/, "")))].sort();
    };
    const tracing = settings.tracing === false ? [] : ["xray"];
    const logging = settings.logExecutions === false ? [] : ["logs"];
    expect(services(`${DECIDE}/role-policy`)).toEqual(["logs", "states", ...tracing]);
    expect(services(`${SEND_EMAIL}/role-policy`)).toEqual(["kms", "logs", "sns", ...tracing]);
    expect(services("workflow/role/request-approval", "workflow/role-policy")).toEqual([
      "lambda",
      ...logging,
      ...tracing,
    ]);
  });

  test("let the e-mail function write to every approver's topic", () => {
    const writing = at(`${SEND_EMAIL}/role-policy`).find(({ Sid }) => Sid === "WriteToApprovers");
    expect(writing?.Resource).toEqual(
      stack.ofType("aws_sns_topic").map(({ address }) => `\${${address}.arn}`),
    );
    expect(writing?.Resource).toHaveLength(settings.approvers?.length ?? 1);
  });

  test("refuse plain HTTP at every topic", () => {
    const refusing = stack.ofType("aws_sns_topic_policy").map(({ arguments: args }) => args.arn);
    expect(refusing).toEqual(stack.ofType("aws_sns_topic").map(({ address }) => `\${${address}.arn}`));
  });
});

test.each(Object.entries(WITHOUT_RESOURCE_TYPE))("IAM knows no resource type for %s: %s", async (action) => {
  const question = {
    action,
    principal: { arn: "arn:aws:iam::123456789012:role/some" },
    context: {},
    identityPolicies: [
      { Version: "2012-10-17", Statement: { Effect: "Allow", Action: action, Resource: "*" } },
    ],
    resourcePolicies: [],
  };
  await expect(simulate({ ...question, resource: "*" })).resolves.toBe("allowed");
  const ofService = action.startsWith("logs:")
    ? "logs:us-east-1:123456789012:log-group:some"
    : "xray:us-east-1:123456789012:group/some/1";
  await expect(simulate({ ...question, resource: `arn:aws:${ofService}` })).rejects.toThrow(
    "must.use.wildcard",
  );
});

test("the list of actions without a resource type has none that no policy has", () => {
  const used = OPTION_SETS.flatMap(([, settings]) => policiesIn(approvalStack(settings)))
    .flatMap((policy) => policy.statements)
    .filter((statement) => resourcesOf(statement).includes("*"))
    .flatMap(actionsOf);
  expect(Object.keys(WITHOUT_RESOURCE_TYPE).filter((action) => !used.includes(action))).toEqual([]);
});
