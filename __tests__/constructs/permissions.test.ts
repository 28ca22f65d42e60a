import type { PolicyStatement } from "../../constructs/policy-document";
import { textOf } from "../helpers/synth";
import { approvalStack, DECIDE, KEY, SEND_EMAIL } from "./fixtures";

/** A statement of any policy in the stack, and where it stands. */
interface Found extends PolicyStatement {
  readonly in: string;
}

describe("the policies of the deployable stack", () => {
  const stack = approvalStack({ approvers: ["alice@example.com", "bob@example.com"] });

  const statements: Found[] = [
    ...stack
      .ofType("aws_iam_role_policy")
      .map(({ path }) => ({ path, list: statementsAt("aws_iam_role_policy", path) })),
    ...stack.ofType("aws_kms_key").map(({ path }) => ({ path, list: statementsAt("aws_kms_key", path) })),
  ].flatMap(({ path, list }) => list.map((statement) => ({ ...statement, in: path })));

  function statementsAt(type: string, path: string): PolicyStatement[] {
    return stack.statements(type, path);
  }

  function actionsOf({ Action }: PolicyStatement): string[] {
    return [Action].flat();
  }

  test("are all that there are: no managed policy, no other way to a permission", () => {
    const kinds = stack.blocks.map(({ type }) => type).filter((type) => /iam|policy|permission/.test(type));
    expect(new Set(kinds)).toEqual(new Set(["aws_iam_role", "aws_iam_role_policy", "aws_lambda_permission"]));
    for (const { arguments: args } of stack.ofType("aws_iam_role")) {
      expect(Object.keys(args).sort()).toEqual(["assume_role_policy", "description", "name"]);
    }
  });

  test("allow single actions, each by its name", () => {
    const actions = [
      ...statements.flatMap(actionsOf),
      ...stack.ofType("aws_lambda_permission").map(({ arguments: { action } }) => textOf(action)),
    ];
    expect(actions).not.toHaveLength(0);
    expect(actions.filter((action) => !/^[a-z]+:[A-Za-z]+$/.test(action))).toEqual([]);
  });

  test("say any resource in the key's policy alone, where it means the key", () => {
    const anywhere = statements.filter(({ Resource = "*" }) => [Resource].flat().includes("*"));
    expect(new Set(anywhere.map((statement) => statement.in))).toEqual(new Set([KEY]));
  });

  test("say any principal in the two permissions of the URL alone", () => {
    const trusts = stack
      .ofType("aws_iam_role")
      .flatMap(({ path }) => stack.statements("aws_iam_role", path, "assume_role_policy"));
    const principals = [...trusts, ...statements].map(({ Principal }) => JSON.stringify(Principal ?? null));
    expect(principals.filter((principal) => principal.includes("*"))).toEqual([]);
  });

  test("let nobody create a log group", () => {
    expect(stack.text).not.toContain("CreateLogGroup");
  });

  test("let the e-mail function sign, and no other role", () => {
    const signing = statements.filter((statement) =>
      actionsOf(statement).some((action) => /^kms:Sign/.test(action)),
    );
    expect(signing.map((statement) => statement.in)).toEqual([`${SEND_EMAIL}/role-policy`, KEY]);
  });

  test("let the public function do nothing with KMS or SNS, and the e-mail function nothing with Step Functions", () => {
    const services = (path: string): Set<string | undefined> =>
      new Set(
        statements
          .filter((statement) => statement.in === path)
          .flatMap(actionsOf)
          .map((action) => action.split(":")[0]),
      );
    expect(services(`${DECIDE}/role-policy`)).toEqual(new Set(["logs", "states"]));
    expect(services(`${SEND_EMAIL}/role-policy`)).toEqual(new Set(["logs", "kms", "sns"]));
    expect(services("workflow/role/request-approval")).toEqual(new Set(["lambda"]));
  });

  test("let the e-mail function write to every approver's topic", () => {
    const writing = statements.find(({ Sid }) => Sid === "WriteToApprovers");
    expect(writing?.Resource).toEqual(
      stack.ofType("aws_sns_topic").map(({ address }) => `\${${address}.arn}`),
    );
    expect(writing?.Resource).toHaveLength(2);
  });
});
