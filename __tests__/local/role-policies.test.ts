import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { computedAttribute } from "../../local/computed-attributes";
import type { JsonObject } from "../../local/json";
import { rolePolicies } from "../../local/role-policies";
import { TerraformError, TerraformStackJson } from "../../local/terraform";

const folder = mkdtempSync(join(tmpdir(), "role-policies-"));
afterAll(() => rmSync(folder, { recursive: true }));

function stackOf(json: JsonObject): TerraformStackJson {
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(json));
  const stack: TerraformStackJson = new TerraformStackJson(folder, {}, (block, attribute) =>
    computedAttribute(stack, block, attribute),
  );
  return stack;
}

/** How Terraform's JSON refers to something. */
const ref = (expression: string): string => `\${${expression}}`;

const POLICY = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "a:b", Resource: "*" }] };
const TEXT = JSON.stringify(POLICY);

test.each<[string, JsonObject]>([
  [
    "an inline policy of its own",
    { aws_iam_role_policy: { p: { role: ref("aws_iam_role.r.name"), policy: TEXT } } },
  ],
  [
    "one that names the role by its id",
    { aws_iam_role_policy: { p: { role: ref("aws_iam_role.r.id"), policy: TEXT } } },
  ],
  ["a policy inside the role", { aws_iam_role: { r: { inline_policy: [{ name: "p", policy: TEXT }] } } }],
  [
    "an attached policy",
    {
      aws_iam_policy: { p: { policy: TEXT } },
      aws_iam_role_policy_attachment: {
        a: { role: ref("aws_iam_role.r.name"), policy_arn: ref("aws_iam_policy.p.arn") },
      },
    },
  ],
  [
    "a managed policy of the stack",
    {
      aws_iam_policy: { p: { name: "mine", policy: TEXT } },
      aws_iam_role: { r: { managed_policy_arns: [ref("aws_iam_policy.p.arn")] } },
    },
  ],
])("a role has %s", (_, resource) => {
  const stack = stackOf({ resource: { aws_iam_role: { r: {} }, ...resource } });
  expect(rolePolicies(stack)).toEqual([{ role: "r", policy: POLICY }]);
});

test("a managed policy of AWS's allows nothing", () => {
  const policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess";
  const stack = stackOf({ resource: { aws_iam_role_policy_attachment: { a: { role: "r", policy_arn } } } });
  expect(rolePolicies(stack)).toEqual([]);
});

describe("a policy document of Terraform's", () => {
  const document = (args: JsonObject): TerraformStackJson =>
    stackOf({
      resource: {
        aws_sqs_queue: { jobs: {} },
        aws_iam_role_policy: { p: { role: "r", policy: ref("data.aws_iam_policy_document.d.json") } },
      },
      data: { aws_iam_policy_document: { d: args } },
    });

  test("is the policy that it stands for", () => {
    const stack = document({
      statement: [
        {
          sid: "Send",
          actions: ["sqs:SendMessage"],
          resources: [ref("aws_sqs_queue.jobs.arn")],
          condition: [
            { test: "StringEquals", variable: "a", values: ["1"] },
            { test: "StringEquals", variable: "b", values: ["2"] },
          ],
        },
        {
          effect: "Deny",
          actions: ["sqs:*"],
          resources: ["*"],
          principals: [{ type: "Service", identifiers: ["states.amazonaws.com"] }],
        },
      ],
    });
    expect(rolePolicies(stack)[0]?.policy).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Send",
          Effect: "Allow",
          Action: ["sqs:SendMessage"],
          Resource: ["arn:aws:sqs:us-east-1:123456789012:jobs"],
          Condition: { StringEquals: { a: ["1"], b: ["2"] } },
        },
        {
          Effect: "Deny",
          Action: ["sqs:*"],
          Resource: ["*"],
          Principal: { Service: ["states.amazonaws.com"] },
        },
      ],
    });
  });

  test.each<[string, JsonObject]>([
    ["source_policy_documents", { source_policy_documents: [TEXT] }],
    ["not_actions", { statement: { not_actions: ["a:b"] } }],
  ])("fails with %s, which is not known here", (field, args) => {
    const read = () => rolePolicies(document(args));
    expect(read).toThrow(TerraformError);
    expect(read).toThrow(`The local run does not know ${field} of data.aws_iam_policy_document.d`);
  });
});
