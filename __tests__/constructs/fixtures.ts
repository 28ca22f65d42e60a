import { join } from "node:path";
import type { TerraformStack } from "cdktf";
import { ApprovalStack } from "../../constructs/approval-stack";
import { BundledFunction, type BundledFunctionProps } from "../../constructs/bundled-function";
import { type ApprovalSettings, readSettings } from "../../constructs/settings";
import { type SynthesizedStack, synthesizeApp } from "../helpers/synth";

/** Where the functions' source lies. */
export const LAMBDAS = join(__dirname, "..", "..", "lambdas");

/** The deployable stack, with the default settings but for these. */
export function approvalStack(settings: Partial<ApprovalSettings> = {}): SynthesizedStack {
  return synthesizeApp((app) => new ApprovalStack(app, "sfn-approval", readSettings(settings, undefined)));
}

/** ARNs of somebody's own topic and policy. */
export const ALARM_TOPIC = "arn:aws:sns:eu-west-1:123456789012:alarms";
export const BOUNDARY = "arn:aws:iam::123456789012:policy/boundary";

/** Settings that differ in what is deployed: for what has to hold with any. */
export const OPTION_SETS: readonly (readonly [what: string, settings: Partial<ApprovalSettings>])[] = [
  ["the default settings", {}],
  [
    "every option on",
    {
      approvers: ["alice@example.com", "bob@example.com"],
      requiredApprovals: 2,
      remindAfterSeconds: [3600],
      announceOutcome: true,
      oneClick: true,
      afterDecision: "console",
      tags: { Team: "release" },
      logRetentionDays: 365,
      alarmTopicArn: ALARM_TOPIC,
      reservedConcurrency: 10,
      permissionsBoundary: BOUNDARY,
      backend: { bucket: "states", region: "eu-west-1" },
    },
  ],
  ["every option off", { tracing: false, logExecutions: false }],
  ["alarms without logs of executions", { logExecutions: false, alarmTopicArn: ALARM_TOPIC }],
];

/** A function of its own for constructs that need one. */
export function someFunction(
  stack: TerraformStack,
  id = "fn",
  props: Partial<BundledFunctionProps> = {},
): BundledFunction {
  return new BundledFunction(stack, id, {
    functionName: `some-${id}`,
    description: "Does something",
    entry: join(LAMBDAS, "decide", "index.ts"),
    environment: { GREETING: "hello" },
    timeoutSeconds: 7,
    ...props,
  });
}

/** Construct paths in the deployable stack. */
export const DECIDE = "approval/decide";
export const SEND_EMAIL = "approval/send-approval-email";
export const KEY = "approval/link-signing-key/key";
export const MACHINE = "workflow/state-machine";
