import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type AccessQuestion, evaluate, type PolicyDocument } from "../../local/iam";
import type { JsonObject } from "../../local/json";
import { type SynthesizedApp, synthesize } from "../../local/synthesize";
import { type TerraformBlock, TerraformStackJson } from "../../local/terraform";
import { simulate } from "../helpers/iam-simulate";
import {
  ADMINISTRATOR,
  ARN_PREFIXES,
  CALLS,
  type Call,
  DECIDE,
  HTTPS,
  KEY,
  LOGGING,
  NEVER,
  PLAIN_HTTP,
  ROLE,
  SEND,
  STRANGER,
  TOPIC,
  TRACING,
  WORKFLOW,
} from "./stack-calls";

const LOCATION: Readonly<Record<string, string>> = {
  "data.aws_partition.partition": "aws",
  "data.aws_region.region": "us-east-1",
  "data.aws_caller_identity.account_id": "123456789012",
};

/** A policy, and the ARN of the role or resource that it is attached to. */
interface Attached {
  arn: string;
  policy: PolicyDocument;
}

const OPTION_SETS: readonly (readonly [what: string, settings: JsonObject, calls: readonly Call[]])[] = [
  ["the default settings", {}, [...CALLS, ...TRACING, ...LOGGING]],
  [
    "every option on",
    {
      announceOutcome: true,
      alarmTopicArn: "arn:aws:sns:us-east-1:123456789012:alarms",
      permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary",
      remindAfterSeconds: [60],
      requiredApprovals: 2,
      reservedConcurrency: 10,
    },
    [...CALLS, ...TRACING, ...LOGGING],
  ],
  ["every option off", { tracing: false, logExecutions: false }, CALLS],
];

describe.each(OPTION_SETS)("the stack with %s", (_, settings, calls) => {
  const attachedToRoles: Attached[] = [
    {
      arn: ADMINISTRATOR,
      policy: { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } },
    },
  ];
  const attachedToResources: Attached[] = [];
  const arns = new Map<string, string>();
  let app: SynthesizedApp | undefined;

  beforeAll(async () => {
    app = await synthesize({
      namePrefix: "demo",
      approvers: ["alice@example.com", "bob@example.com"],
      ...settings,
    });
    const stack = new TerraformStackJson(app.stackFolder, {}, (block, attribute) =>
      attribute === "arn" ? arnOf(block) : LOCATION[`${block.type}.${attribute}`],
    );
    const policyOf = (block: TerraformBlock): PolicyDocument => JSON.parse(stack.text(block, "policy"));
    for (const block of stack.resources("aws_iam_role_policy")) {
      attachedToRoles.push({ arn: ROLE + stack.text(block, "role"), policy: policyOf(block) });
    }
    for (const block of stack.resources("aws_kms_key")) {
      attachedToResources.push({ arn: arnOf(block), policy: policyOf(block) });
      arns.set(KEY, arnOf(block));
    }
    for (const block of stack.resources("aws_sns_topic_policy")) {
      attachedToResources.push({ arn: stack.text(block, "arn"), policy: policyOf(block) });
      arns.set(TOPIC, stack.text(block, "arn"));
    }
  }, 60_000);

  afterAll(() => app?.remove());

  /** Each statement's actions, on its own resources and on their likes elsewhere. */
  function requests(): Pick<AccessQuestion, "action" | "resource">[] {
    const ofStack = [...attachedToRoles, ...attachedToResources].filter(({ arn }) => arn !== ADMINISTRATOR);
    return ofStack.flatMap(({ arn, policy }) =>
      [policy.Statement].flat().flatMap(({ Action, Resource }) =>
        [Resource].flat().flatMap((pattern) => {
          const own = pattern === "*" ? (arn.startsWith(ROLE) ? "*" : arn) : exampleOf(pattern);
          const resources = [own, own.replace("us-east-1", "eu-west-1"), own.replace("demo-", "other-")];
          return resources.flatMap((resource) => [Action].flat().map((action) => ({ action, resource })));
        }),
      ),
    );
  }

  function question(
    role: string,
    action: string,
    named: string,
    context: AccessQuestion["context"],
  ): AccessQuestion {
    const resource = arns.get(named) ?? named;
    return {
      action,
      resource,
      principal: { arn: role },
      context,
      identityPolicies: policiesOf(role, attachedToRoles),
      resourcePolicies: policiesOf(resource, attachedToResources),
    };
  }

  function questionsOf(role: string, context: AccessQuestion["context"]): AccessQuestion[] {
    return requests().map(({ action, resource }) => question(role, action, resource, context));
  }

  test.each([DECIDE, SEND, WORKFLOW, ADMINISTRATOR, STRANGER])(
    "the evaluator and iam-simulate agree on what %s may do",
    async (role) => {
      const questions = [HTTPS, PLAIN_HTTP].flatMap((context) => questionsOf(role, context));
      const ours = questions.map((one) => ({ question: one, decision: evaluate(one).decision }));
      const theirs = questions.map(async (one) => ({ question: one, decision: await simulate(one) }));

      expect(ours.length).toBeGreaterThan(100);
      expect(ours).toEqual(await Promise.all(theirs));
    },
  );

  test.each([DECIDE, SEND, WORKFLOW])("%s may do what is called, on the stack's own resources", (role) => {
    const allowed = questionsOf(role, HTTPS).filter((one) => evaluate(one).decision === "allowed");
    const called = calls.filter(([caller]) => caller === role).map(([, action]) => action);
    // Called by Step Functions itself, when it makes or changes the state machine.
    const configuring = /^(xray:GetSampling|logs:(Get|Update|Delete|List|Describe))/;

    const actions = new Set(allowed.map(({ action }) => action));
    expect([...actions].filter((action) => !configuring.test(action)).sort()).toEqual(
      [...new Set(called)].filter((action) => !configuring.test(action)).sort(),
    );
    expect(allowed.filter(({ resource }) => /eu-west-1|other-/.test(resource))).toEqual([]);
  });

  test.each(calls)("%s may call %s on %s", async (...call) => {
    const asked = question(...call, HTTPS);

    expect([evaluate(asked).decision, await simulate(asked)]).toEqual(["allowed", "allowed"]);
  });

  test.each([...NEVER, ...[...TRACING, ...LOGGING].filter((call) => !calls.includes(call))])(
    "%s may not call %s on %s",
    async (...call) => {
      const asked = question(...call, HTTPS);

      expect([evaluate(asked).decision, await simulate(asked)]).toEqual(["implicitDeny", "implicitDeny"]);
    },
  );

  test.each([SEND, ADMINISTRATOR, STRANGER])(
    "%s may not write to an approver by plain HTTP",
    async (role) => {
      const asked = question(role, "sns:Publish", TOPIC, PLAIN_HTTP);

      expect([evaluate(asked).decision, await simulate(asked)]).toEqual(["explicitDeny", "explicitDeny"]);
    },
  );

  test("an administrator may administer the key, and not sign with it", () => {
    const allowed = questionsOf(ADMINISTRATOR, HTTPS).filter((one) => evaluate(one).decision === "allowed");
    const actions = allowed.map(({ action }) => action);

    expect(actions).toEqual(expect.arrayContaining(["kms:GetPublicKey", "kms:PutKeyPolicy", "sns:Publish"]));
    expect(actions).not.toContain("kms:Sign");
  });
});

test.each([
  [DECIDE, "decide"],
  [SEND, "send-approval-email"],
])("the table of calls has every command that %s sends", (role, folder) => {
  const source = join(__dirname, "..", "..", "lambdas", folder);
  const commands = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => [...readFileSync(join(source, file), "utf8").matchAll(/new (\w+)Command\(/g)])
    .map(([, command]) => command);
  const called = CALLS.filter(([caller]) => caller === role).map(([, action]) => action);
  const byCode = called.filter((action) => !action.startsWith("logs:")).map((action) => action.split(":")[1]);

  expect(commands.sort()).toEqual(byCode.sort());
});

/** A key has no name of its own. */
function arnOf({ type, name, arguments: given }: TerraformBlock): string {
  const prefix = Object.entries(ARN_PREFIXES).find(([known]) => known === type)?.[1];
  return `${prefix}${given.name ?? given.function_name ?? `demo-${name}`}`;
}

/** An ARN that fits a pattern. */
function exampleOf(pattern: string): string {
  return pattern.replaceAll("*", pattern.includes(":log-group:") ? "log-stream:some" : "some");
}

function policiesOf(arn: string, attached: readonly Attached[]): PolicyDocument[] {
  return attached.filter((one) => one.arn === arn).map(({ policy }) => policy);
}
