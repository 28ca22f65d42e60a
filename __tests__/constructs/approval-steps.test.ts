import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import type { TerraformStack } from "cdktf";
import type { AslFragment } from "../../constructs/asl";
import { ApprovalError } from "../../constructs/checks";
import { type ApprovalStatesProps, HumanApproval } from "../../constructs/human-approval";
import { mergeStates, StateNameError } from "../../constructs/merge-states";
import { assumeRolePolicy } from "../../constructs/policy-document";
import { synthesize } from "../helpers/synth";
import { definitionErrors } from "./definition";

const STEP = { approvers: ["alice@example.com"], onApprove: "Ship", onReject: "Stop" };
const END = { Type: "Pass", End: true } as const;

/** The states of one step, with the tokens of what Terraform knows later. */
function statesOf(props: Partial<ApprovalStatesProps>): AslFragment {
  const fragments: AslFragment[] = [];
  synthesize((scope) => fragments.push(new HumanApproval(scope, "approval").states({ ...STEP, ...props })));
  const [fragment] = fragments;
  if (!fragment) throw new Error("no fragment");
  return fragment;
}

function payloadOf(state: AslFragment["States"][string] | undefined): object {
  return Object(Object(state?.Parameters).Payload);
}

describe("title and details", () => {
  test("are fixed, or found in the step's input", () => {
    const { States } = statesOf({ title: "Ship it?", details: { path: "$.pr" } });
    expect(payloadOf(States["Lambda Callback"])).toMatchObject({ Title: "Ship it?", "Details.$": "$.pr" });
  });

  test("are left to the execution's input", () => {
    const payload = payloadOf(statesOf({}).States["Lambda Callback"]);
    expect(Object.keys(payload).filter((name) => /title|details/i.test(name))).toEqual([]);
  });

  test("are evaluated once where a request outlives its task, and travel in it", () => {
    const { States } = statesOf({
      title: { path: "$.pr.title" },
      details: "All of it",
      remindAfterSeconds: [60],
    });
    expect(States.OpenRequestState?.Parameters).toMatchObject({
      "title.$": "$.pr.title",
      details: "All of it",
    });
    expect(States.NextReminderState?.Parameters).toMatchObject({
      "title.$": "$.title",
      "details.$": "$.details",
    });
    expect(payloadOf(States["Lambda Callback"])).not.toHaveProperty("Title.$");
  });

  test("reach the mail about the outcome", () => {
    const { States } = statesOf({
      title: { path: "$.pr.title" },
      resultPath: "$.approval",
      announceOutcome: true,
    });
    expect(payloadOf(States["Announce Approved"])).toMatchObject({
      "Title.$": "$.pr.title",
      "Outcome.$": "$.approval",
    });
  });
});

describe("a resultPath", () => {
  test("keeps the input beside the decision", () => {
    const { States } = statesOf({ resultPath: "$.a.b" });
    expect(States["Lambda Callback"]).toMatchObject({
      ResultPath: "$.a.b",
      Catch: [{ ResultPath: "$.a.b", Next: "ExpiredState" }],
    });
    expect(States.ManualApprovalChoiceState?.Choices).toMatchObject([{ Variable: "$.a.b.decision" }]);
    expect(States.ExpiredState).toMatchObject({ ResultPath: "$.a.b" });
  });

  test("is where an open request is", () => {
    const { States } = statesOf({ resultPath: "$.a", remindAfterSeconds: [60] });
    expect(States).toMatchObject({
      OpenRequestState: { ResultPath: "$.a" },
      "Lambda Callback": {
        Parameters: { Payload: { "Request.$": "$.a" } },
        TimeoutSecondsPath: "$.a.waitSeconds",
        ResultPath: "$.a",
        Catch: [{ ResultPath: "$.a.timeout" }],
      },
      NextReminderState: {
        Parameters: { "waitSeconds.$": "States.ArrayGetItem($.a.waits, States.MathAdd($.a.reminder, 1))" },
        ResultPath: "$.a",
      },
      ReminderChoiceState: { Choices: [{ Variable: "$.a.waitSeconds" }] },
      ExpiredState: { Parameters: { "votes.$": "$.a.votes" }, ResultPath: "$.a" },
    });
  });
});

test("several steps fit into one state machine, each with the name that it was given", () => {
  const all = { remindAfterSeconds: [60], announceOutcome: true };
  const onApprove = "Production OpenRequestState";
  const first = statesOf({ ...all, stepName: "Staging", onApprove, onExpire: "Stop" });
  const second = statesOf({ ...all, stepName: "Production", names: { expired: "Too late" } });
  const States = mergeStates(first.States, second.States, { Ship: END, Stop: END });
  expect(Object.keys(States)).toHaveLength(20);
  expect(States).toHaveProperty("Staging ExpiredState");
  expect(States).toHaveProperty("Too late");
  const text = JSON.stringify({ StartAt: first.StartAt, States });
  expect(definitionErrors(JSON.parse(text.replace(/\$\{TfToken\[.*?\]\}/g, "aws")))).toBe("");
});

test("a role that asks twice is allowed to once", () => {
  const stack = synthesize((scope) => {
    const approval = new HumanApproval(scope, "approval");
    const role = new IamRole(scope, "role", { assumeRolePolicy: assumeRolePolicy("states.amazonaws.com") });
    expect(approval.grantRequest(role)).toBe(approval.grantRequest(role));
  });
  expect(stack.block("aws_iam_role_policy", "role/request-approval")).toBeDefined();
});

test("mergeStates fails when a name is there twice", () => {
  expect(() => mergeStates(statesOf({}).States, { ExpiredState: END })).toThrow(StateNameError);
  expect(() => mergeStates({ A: END }, { B: END }, { A: END })).toThrow(
    'There are two states named "A": rename yours, or give the approval step a stepName',
  );
});

describe("a step fails", () => {
  test.each<[string, Partial<ApprovalStatesProps>, string]>([
    [
      "when two of its states have one name",
      { names: { request: "Ask", choice: "Ask" } },
      'Two states of the step are named "Ask"',
    ],
    [
      "when a name gets too long",
      { stepName: "x".repeat(60) },
      `"${"x".repeat(60)} ManualApprovalChoiceState" is no name for a state: it must have 1 to 80 characters`,
    ],
    [
      "when the result path is no field",
      { resultPath: "$" },
      'resultPath is "$"; it must lead to a field, such as "$.approval"',
    ],
    [
      "when a path is none",
      { title: { path: "pr.title" } },
      'title.path is "pr.title"; it must be a JSONPath, such as "$.pr.title", or an intrinsic function',
    ],
    [
      "when a text looks like a path",
      { details: "$.pr" },
      'details is "$.pr"; for a JSONPath write { path: "$.pr" }',
    ],
    [
      "when the outcome is announced, and the decision replaces what was asked",
      { announceOutcome: true, title: { path: "$.pr.title" } },
      "announceOutcome cannot say what was asked: title is at $.pr.title of the step's input",
    ],
  ])("%s", (_, props, message) => {
    const attempt = (): AslFragment => statesOf(props);
    expect(attempt).toThrow(ApprovalError);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow("(in stack/approval)");
  });

  test("when its state machine is an EXPRESS one", () => {
    const build = (scope: TerraformStack): void => {
      const machine = new SfnStateMachine(scope, "machine", {
        roleArn: "",
        definition: "{}",
        type: "EXPRESS",
      });
      new HumanApproval(scope, "approval").grantRespond(machine);
    };
    expect(() => synthesize(build)).toThrow(
      'The state machine\'s type is "EXPRESS", which cannot wait for an answer; it must be "STANDARD" (in stack/machine)',
    );
  });
});
