import { type AccessQuestion, evaluate, type PolicyDocument } from "../../local/iam";
import { type SynthesizedApp, synthesize } from "../../local/synthesize";
import { type TerraformBlock, TerraformStackJson } from "../../local/terraform";
import { simulate } from "../helpers/iam-simulate";

/** What stands before a resource's name in its ARN. */
const ARN_PREFIXES = {
  aws_cloudwatch_log_group: "arn:aws:logs:us-east-1:123456789012:log-group:",
  aws_iam_role: "arn:aws:iam::123456789012:role/",
  aws_kms_key: "arn:aws:kms:us-east-1:123456789012:key/",
  aws_lambda_function: "arn:aws:lambda:us-east-1:123456789012:function:",
  aws_sfn_state_machine: "arn:aws:states:us-east-1:123456789012:stateMachine:",
  aws_sns_topic: "arn:aws:sns:us-east-1:123456789012:",
};
const LOCATION: Readonly<Record<string, string>> = {
  "data.aws_partition.partition": "aws",
  "data.aws_region.region": "us-east-1",
  "data.aws_caller_identity.account_id": "123456789012",
};

const ROLE = ARN_PREFIXES.aws_iam_role;
const DECIDE = `${ROLE}demo-decide`;
const SEND = `${ROLE}demo-send-approval-email`;
const WORKFLOW = `${ROLE}demo-state-machine`;
/** May do all that a role's policy can give; not the stack's. */
const ADMINISTRATOR = `${ROLE}administrator`;
/** Has no policy; not the stack's either. */
const STRANGER = `${ROLE}stranger`;

/** A policy, and the ARN of the role or resource that it is attached to. */
interface Attached {
  arn: string;
  policy: PolicyDocument;
}

const attachedToRoles: Attached[] = [
  {
    arn: ADMINISTRATOR,
    policy: { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } },
  },
];
const attachedToKeys: Attached[] = [];
let app: SynthesizedApp | undefined;

beforeAll(async () => {
  app = await synthesize({ namePrefix: "demo", approvers: ["alice@example.com", "bob@example.com"] });
  const stack = new TerraformStackJson(app.stackFolder, {}, (block, attribute) =>
    attribute === "arn" ? arnOf(block) : LOCATION[`${block.type}.${attribute}`],
  );
  const policyOf = (block: TerraformBlock): PolicyDocument => JSON.parse(stack.text(block, "policy"));
  for (const block of stack.resources("aws_iam_role_policy")) {
    attachedToRoles.push({ arn: ROLE + stack.text(block, "role"), policy: policyOf(block) });
  }
  for (const block of stack.resources("aws_kms_key")) {
    attachedToKeys.push({ arn: arnOf(block), policy: policyOf(block) });
  }
}, 60_000);

afterAll(() => app?.remove());

/** A key has no name of its own. */
function arnOf({ type, name, arguments: given }: TerraformBlock): string {
  const prefix = Object.entries(ARN_PREFIXES).find(([known]) => known === type)?.[1];
  return `${prefix}${given.name ?? given.function_name ?? `demo-${name}`}`;
}

/** Each statement's actions, on its own resources and on their likes elsewhere. */
function requests(): Pick<AccessQuestion, "action" | "resource">[] {
  const ofStack = [...attachedToRoles, ...attachedToKeys].filter(({ arn }) => arn !== ADMINISTRATOR);
  return ofStack.flatMap(({ arn, policy }) =>
    [policy.Statement].flat().flatMap(({ Action, Resource }) =>
      [Resource].flat().flatMap((pattern) => {
        const own = pattern === "*" ? arn : exampleOf(pattern);
        const resources = [own, own.replace("us-east-1", "eu-west-1"), own.replace("demo-", "other-")];
        return resources.flatMap((resource) => [Action].flat().map((action) => ({ action, resource })));
      }),
    ),
  );
}

/** An ARN that fits a pattern. */
function exampleOf(pattern: string): string {
  return pattern.replaceAll("*", pattern.includes(":log-group:") ? "log-stream:some" : "some");
}

function questionsOf(role: string): AccessQuestion[] {
  return requests().map(({ action, resource }) => ({
    action,
    resource,
    principal: { arn: role },
    context: {},
    identityPolicies: policiesOf(role, attachedToRoles),
    resourcePolicies: policiesOf(resource, attachedToKeys),
  }));
}

function policiesOf(arn: string, attached: Attached[]): PolicyDocument[] {
  return attached.filter((one) => one.arn === arn).map(({ policy }) => policy);
}

test.each([DECIDE, SEND, WORKFLOW, ADMINISTRATOR, STRANGER])(
  "the evaluator and iam-simulate agree on what %s may do",
  async (role) => {
    const questions = questionsOf(role);
    const ours = questions.map((question) => ({ question, decision: evaluate(question).decision }));
    const theirs = questions.map(async (question) => ({ question, decision: await simulate(question) }));

    expect(ours.length).toBeGreaterThan(50);
    expect(ours).toEqual(await Promise.all(theirs));
  },
);

function allowedTo(role: string): AccessQuestion[] {
  return questionsOf(role).filter((question) => evaluate(question).decision === "allowed");
}

test.each([
  [
    DECIDE,
    ["logs:CreateLogStream", "logs:PutLogEvents", "states:GetExecutionHistory", "states:SendTaskSuccess"],
  ],
  [SEND, ["kms:Sign", "logs:CreateLogStream", "logs:PutLogEvents", "sns:GetTopicAttributes", "sns:Publish"]],
  [WORKFLOW, ["lambda:InvokeFunction"]],
  [STRANGER, []],
])("%s may do %j, on the stack's own resources", (role, actions) => {
  const allowed = allowedTo(role);

  expect([...new Set(allowed.map(({ action }) => action))].sort()).toEqual(actions);
  expect(allowed.filter(({ resource }) => /eu-west-1|other-/.test(resource))).toEqual([]);
});

test("an administrator may administer the key, and not sign with it", () => {
  const actions = allowedTo(ADMINISTRATOR).map(({ action }) => action);

  expect(actions).toEqual(expect.arrayContaining(["kms:GetPublicKey", "kms:PutKeyPolicy", "sns:Publish"]));
  expect(actions).not.toContain("kms:Sign");
});
