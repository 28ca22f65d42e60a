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
        names.filter((name) => !/^(\/aws\/lambda\/|\/aws\/vendedlogs\/states\/|alias\/)?team-b-/.test(name)),
        [],
        "these names do not begin with it",
      ),
  },
  {
    what: "tracing and logExecutions false",
    settings: { tracing: false, logExecutions: false },
    check: (deployment) => {
      assert.deepEqual(modesOf(deployment), ["PassThrough", "PassThrough"]);
      const { tracing_configuration: tracing, logging_configuration: logging } =
        deployment.resource("aws_sfn_state_machine");
      assert.equal(tracing?.[0]?.enabled, false);
      assert.equal(logging?.[0]?.level, "OFF");
      assert.equal(deployment.resources("aws_cloudwatch_log_group").length, 2);
    },
  },
  {
    what: "logRetentionDays 365, reservedConcurrency 5, permissionsBoundary and tags",
    settings: {
      logRetentionDays: 365,
      reservedConcurrency: 5,
      permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary",
      tags: { Team: "release" },
    },
    check: (deployment) => {
      const all = (type: string, attribute: "retention_in_days" | "permissions_boundary"): unknown[] =>
        deployment.resources(type).map((resource) => resource[attribute]);
      assert.deepEqual(all("aws_cloudwatch_log_group", "retention_in_days"), [365, 365, 365]);
      assert.deepEqual(
        new Set(all("aws_iam_role", "permissions_boundary")),
        new Set(["arn:aws:iam::123456789012:policy/boundary"]),
      );
      assert.deepEqual(
        deployment
          .resources("aws_lambda_function")
          .map(({ reserved_concurrent_executions: reserved }) => reserved),
        [5, -1],
      );
      const { tags_all: tags } = deployment.resource("aws_sns_topic");
      assert.deepEqual(tags, { ManagedBy: "terraform", Project: "sfn-approval", Team: "release" });
    },
  },
  {
    what: "alarmTopicArn",
    settings: { alarmTopicArn: "arn:aws:sns:us-east-1:123456789012:alarms" },
    check: (deployment) => {
      assert.equal(deployment.resources("aws_cloudwatch_metric_alarm").length, 6);
      assert.equal(deployment.resources("aws_cloudwatch_log_metric_filter").length, 2);
    },
  },
  {
    what: "alarmTopicArn without logs of executions",
    settings: { alarmTopicArn: "arn:aws:sns:us-east-1:123456789012:alarms", logExecutions: false },
    check: (deployment) => assert.equal(deployment.resources("aws_cloudwatch_metric_alarm").length, 5),
  },
];

/** How the functions are traced. */
function modesOf(deployment: Deployment): (string | undefined)[] {
  return deployment.resources("aws_lambda_function").map(({ tracing_config: tracing }) => tracing?.[0]?.mode);
}

/** A variable's values in the functions that have it. */
function valuesOf(deployment: Deployment, variable: string): string[] {
  return Object.values(deployment.environments).flatMap((environment) => environment[variable] ?? []);
}
