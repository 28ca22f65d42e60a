import assert from "node:assert/strict";
import type { ApprovalSettings } from "../../constructs/settings";
import type { Deployment } from "./deployment";
import type { SynthesizedConfig } from "./project";

/** Settings to deploy with, and what must follow from them. */
export interface Variation {
  readonly what: string;
  readonly settings: Partial<ApprovalSettings>;
  /** Throws if the deployment is not as the settings say. */
  readonly check: (deployment: Deployment, config: SynthesizedConfig) => void;
}

const APPROVERS = ["zoe@example.com", "alice@example.com", "bob+work@example.org"];

/** One for each setting. */
export const VARIATIONS: readonly Variation[] = [
  {
    what: "three approvers",
    settings: { approvers: APPROVERS },
    check: (deployment, config) => {
      assert.equal(config.variable, undefined, "there is still a variable");
      const topicArns = APPROVERS.map(
        (address) =>
          deployment.resources("aws_sns_topic_subscription").find(({ endpoint }) => endpoint === address)
            ?.topic_arn,
      );
      assert.equal(new Set(topicArns).size, APPROVERS.length);
      assert.deepEqual(deployment.outputs.TopicArns, topicArns);
      assert.equal(deployment.outputs.TopicArn, topicArns[0]);
      assert.deepEqual(
        deployment.task.Parameters.Payload.Approvers,
        APPROVERS.map((Address, i) => ({ Address, TopicArn: topicArns[i] })),
      );
    },
  },
  {
    what: "oneClick",
    settings: { oneClick: true },
    check: (deployment) => assert.deepEqual(valuesOf(deployment, "ONE_CLICK"), ["true", "true"]),
  },
  {
    what: "afterDecision console",
    settings: { afterDecision: "console" },
    check: (deployment) => assert.deepEqual(valuesOf(deployment, "AFTER_DECISION"), ["console"]),
  },
  {
    what: "locale es",
    settings: { locale: "es" },
    check: (deployment) => assert.deepEqual(valuesOf(deployment, "LOCALE"), ["es", "es"]),
  },
  {
    what: "timeoutSeconds 300",
    settings: { timeoutSeconds: 300 },
    check: ({ task }) => {
      assert.equal(task.TimeoutSeconds, 300);
      assert.equal(task.Parameters.Payload.TimeoutSeconds, 300);
    },
  },
  {
    what: "namePrefix team-b",
    settings: { namePrefix: "team-b" },
    check: ({ names }) =>
      assert.deepEqual(
        names.filter((name) => !/^(\/aws\/lambda\/|alias\/)?team-b-/.test(name)),
        [],
        "these names do not begin with it",
      ),
  },
];

/** A variable's values in the functions that have it. */
function valuesOf(deployment: Deployment, variable: string): string[] {
  return Object.values(deployment.environments).flatMap((environment) => environment[variable] ?? []);
}
