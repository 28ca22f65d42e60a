import assert from "node:assert/strict";
import { createPublicKey } from "node:crypto";
import { cpSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { ApprovalSettings } from "../../constructs/settings";
import { CommandError } from "./command";
import type { Deployment } from "./deployment";
import { APPROVER, CHECKOUT, type Project } from "./project";
import { VARIATIONS } from "./variations";

/** What is said about a step, and the step, which throws when it fails. */
export type Step = readonly [what: string, run: (project: Project) => void | Promise<void>];

/** Steps that build on each other, all with one project. */
export interface Scenario {
  /** The project's settings. @default those that `cdktf.json` is delivered with */
  readonly settings?: Partial<ApprovalSettings>;
  readonly steps: readonly Step[];
}

const SYNTHESIS: Scenario = {
  steps: [
    [
      "cdktf synth writes the same in two folders, and neither folder's path",
      async (project) => {
        const other = project.another();
        await Promise.all([project.cdktf("synth"), other.cdktf("synth")]);
        const files = filesOf(project);
        const othersFiles = filesOf(other);
        assert.deepEqual([...othersFiles.keys()], [...files.keys()]);
        for (const [name, content] of files) {
          assert(othersFiles.get(name) === content, `${name} differs`);
          for (const path of [project.root, join(CHECKOUT, "/"), join(tmpdir(), "sfn-approval")]) {
            assert(!content.includes(path), `${name} has the path ${path} in it`);
          }
        }
      },
    ],
  ],
};

const REFUSALS: Scenario = {
  steps: [
    ["terraform init", (project) => project.init()],
    ...["nobody", "a@b", "x y@example.com", ""].map(
      (email): Step => [
        `terraform plan refuses the e-mail address ${JSON.stringify(email)}`,
        (project) => project.assertRefusesEmail(email, "Must be a valid email address."),
      ],
    ),
  ],
};

const EMAIL = `--var=email=${APPROVER}`;

const DEPLOYMENT: Scenario = {
  steps: [
    [
      "cdktf deploy",
      async (project) => {
        await project.cdktf("deploy", "--auto-approve", "--skip-provider-lock", "--no-color", EMAIL);
      },
    ],
    [
      "its outputs, workflow and functions name what was deployed",
      async (project) => {
        const deployment = await project.deployment();
        assertOutputs(deployment);
        assertKeyReachesFunctions(deployment);
      },
    ],
    [
      "its state lies in the project's root, not in cdktf.out",
      (project) => {
        assert(readFileSync(project.stateFile, "utf8").includes("aws_sfn_state_machine"));
        const inside = readdirSync(project.stackFolder).filter((name) => name.includes("tfstate"));
        assert.deepEqual(inside, []);
      },
    ],
    ["terraform plan after it is empty", (project) => project.assertEmptyPlan()],
    [
      "cdktf diff after it says so, too",
      async (project) => {
        const { output } = await project.cdktf("diff", "--skip-provider-lock", "--no-color", EMAIL);
        if (!output.includes("No changes. Your infrastructure matches the configuration.")) {
          throw new CommandError("cdktf diff does not say that nothing changes", output);
        }
      },
    ],
    [
      "cdktf destroy leaves nothing",
      async (project) => {
        await project.cdktf("destroy", "--auto-approve", "--skip-provider-lock", "--no-color", EMAIL);
        project.assertNothingLeft();
      },
    ],
  ],
};

const HANDOVER: Scenario = {
  steps: [
    [
      "a plan applies from a copy of the stack's folder, without the original",
      async (project) => {
        await project.init();
        await project.terraform("plan", "-out=tfplan");
        const other = project.another();
        cpSync(project.stackFolder, other.stackFolder, {
          recursive: true,
          filter: (path) => basename(path) !== ".terraform",
        });
        rmSync(project.root, { recursive: true });
        await other.terraform("init", "-lockfile=readonly");
        await other.terraform("apply", "tfplan");
        await other.assertEmptyPlan();
        await other.destroy();
      },
    ],
  ],
};

const SIDE_BY_SIDE: Scenario = {
  steps: [
    [
      "two copies with different namePrefix share no name",
      async (project) => {
        const other = project.another({ namePrefix: "team-b" });
        await project.init();
        await other.init();
        await project.apply();
        await other.apply();
        const names = new Set((await project.deployment()).names);
        const shared = (await other.deployment()).names.filter((name) => names.has(name));
        await project.destroy();
        await other.destroy();
        assert(names.size > 0, "nothing has a name");
        assert.deepEqual(shared, [], "both deployments have these names");
      },
    ],
  ],
};

const CHANGE: Scenario = {
  steps: [
    [
      "new settings change the deployment in place: same key, same URL",
      async (project) => {
        await project.init();
        await project.apply();
        const { outputs } = await project.deployment();
        await project.synth({
          oneClick: true,
          afterDecision: "console",
          locale: "es",
          timeoutSeconds: 300,
        });
        await project.terraform("plan", "-out=tfplan");
        const plan: { resource_changes: { address: string; change: { actions: string[] } }[] } = JSON.parse(
          (await project.terraform("show", "-json", "tfplan")).stdout,
        );
        const changes = plan.resource_changes.filter(({ change }) => change.actions.join() !== "no-op");
        assert(changes.length > 0, "nothing changes");
        assert.deepEqual(
          changes.filter(({ change }) => change.actions.join() !== "update"),
          [],
        );
        await project.terraform("apply", "tfplan");
        await project.assertEmptyPlan();
        assert.deepEqual((await project.deployment()).outputs, outputs);
        await project.destroy();
      },
    ],
  ],
};

/** For the real provider: nothing is planned, as that takes an account. */
export const VALIDATED: readonly Scenario[] = [
  SYNTHESIS,
  ...[{ what: "no settings", settings: {} }, ...VARIATIONS].map(
    ({ what, settings }): Scenario => ({
      settings,
      steps: [
        [
          `${what}: terraform init, validate`,
          async (project) => {
            await project.init();
            await project.terraform("validate");
          },
        ],
      ],
    }),
  ),
];

/** For a stand-in or an emulator: everything. */
export const APPLIED: readonly Scenario[] = [
  SYNTHESIS,
  REFUSALS,
  DEPLOYMENT,
  HANDOVER,
  SIDE_BY_SIDE,
  CHANGE,
  ...VARIATIONS.map(
    ({ what, settings, check }): Scenario => ({
      settings,
      steps: [
        [
          `${what}: apply, empty plan, destroy`,
          async (project) => {
            await project.init();
            await project.apply();
            check(await project.deployment(), project.config);
            await project.assertEmptyPlan();
            await project.destroy();
          },
        ],
      ],
    }),
  ),
];

function assertOutputs(deployment: Deployment): void {
  const { FunctionURL, StateMachineArn, TopicArn, ...others } = deployment.outputs;
  assert.deepEqual(others, {});
  assert.equal(FunctionURL, deployment.resource("aws_lambda_function_url").function_url);
  assert.match(String(FunctionURL), /^https?:\/\/\S+\/$/);
  assert.equal(StateMachineArn, deployment.resource("aws_sfn_state_machine").arn);
  assert.match(String(StateMachineArn), /^arn:aws:states:us-east-1:\d{12}:stateMachine:sfn-approval-/);
  assert.equal(TopicArn, deployment.resource("aws_sns_topic").arn);
  assert.match(String(TopicArn), /^arn:aws:sns:us-east-1:\d{12}:sfn-approval-/);
  const { endpoint, topic_arn: topicArn } = deployment.resource("aws_sns_topic_subscription");
  assert.deepEqual({ endpoint, topicArn }, { endpoint: APPROVER, topicArn: TopicArn });
  const { Parameters } = deployment.task;
  assert.equal(Parameters.Payload.LambdaURL, FunctionURL);
  assert.deepEqual(Parameters.Payload.Approvers, [{ Address: APPROVER, TopicArn }]);
}

function assertKeyReachesFunctions(deployment: Deployment): void {
  const environments = Object.values(deployment.environments);
  const publicKeys = environments.flatMap(({ LINK_PUBLIC_KEY }) => LINK_PUBLIC_KEY ?? []);
  assert.equal(publicKeys.length, 1);
  const publicKey = createPublicKey({
    key: Buffer.from(publicKeys.join(), "base64"),
    format: "der",
    type: "spki",
  });
  assert.equal(publicKey.asymmetricKeyDetails?.namedCurve, "prime256v1");
  const keyArn = deployment.resource("aws_kms_key").arn;
  assert.deepEqual(
    environments.flatMap(({ LINK_SIGNING_KEY_ID }) => LINK_SIGNING_KEY_ID ?? []),
    [keyArn],
  );
}

/** The contents of all that is synthesized, by the files' paths. */
function filesOf(project: Project): Map<string, string> {
  const folder = join(project.root, "cdktf.out");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
  return new Map(files.map((name) => [name, readFileSync(join(folder, name), "latin1")]));
}
