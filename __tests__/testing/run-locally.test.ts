import type { TerraformStack } from "cdktf";
import { mergeStates } from "../../constructs";
import {
  ApproverError,
  type RunLocallyOptions,
  runLocally,
  StandInError,
  type WorkflowRun,
  WorkflowRunError,
} from "../../testing";
import { embeddedStack, type Workflow } from "../helpers/embedded-stack";

const ALICE = "alice@example.com";
const BOB = "bob@example.com";
const END = { Type: "Pass", End: true } as const;

const runs: WorkflowRun[] = [];

afterEach(() => Promise.all(runs.splice(0).map((run) => run.close())));

async function started(stack: TerraformStack, options: RunLocallyOptions = {}): Promise<WorkflowRun> {
  const run = await runLocally(stack, options);
  runs.push(run);
  return run;
}

/** Asks Alice, then goes to `Ship` or `Stop`. */
const askAlice: Workflow = (approval) => {
  const step = approval.states({ approvers: [ALICE], onApprove: "Ship", onReject: "Stop" });
  return { StartAt: step.StartAt, States: mergeStates(step.States, { Ship: END, Stop: END }) };
};

describe("several steps in one execution", () => {
  const twoSteps: Workflow = (approval) => {
    const first = approval.states({
      stepName: "First",
      approvers: [ALICE],
      title: { path: "$.pr.title" },
      resultPath: "$.first",
      onApprove: "Second OpenRequestState",
      onReject: "Stop",
    });
    const second = approval.states({
      stepName: "Second",
      approvers: [ALICE, BOB],
      requiredApprovals: 2,
      remindAfterSeconds: [3600, 7200],
      announceOutcome: true,
      title: { path: "States.Format('{}, again', $.pr.title)" },
      details: { path: "$.pr.files" },
      resultPath: "$.second",
      onApprove: "Ship",
      onReject: "Stop",
      onExpire: "Stop",
    });
    return {
      StartAt: first.StartAt,
      States: mergeStates(first.States, second.States, { Ship: END, Stop: END }),
    };
  };
  const input = { pr: { title: "Ship 2.0", files: ["a.ts"] } };

  test("each mail asks what its step does, and each link answers its own", async () => {
    const run = await started(embeddedStack(twoSteps), { input });
    const [first] = run.mails;
    await run.approve(ALICE, { comment: "one" });
    expect(run.mails.slice(1).map(({ subject }) => subject)).toEqual([
      expect.stringContaining("Ship 2.0, again"),
      expect.stringContaining("Ship 2.0, again"),
    ]);
    expect(run.mails[1]?.body).toContain("a.ts");
    const late = await fetch(first?.links?.reject ?? "", { method: "POST" });
    expect(await late.text()).toContain("one");
    await run.approve(BOB);
    expect(run.status).toBe("RUNNING");
    await run.approve(ALICE);
    expect(run.output).toMatchObject({
      ...input,
      first: { decision: "approve", comment: "one" },
      second: { decision: "approve", votes: [{ approver: BOB }, { approver: ALICE }] },
    });
    expect(run.mails.at(-1)?.subject).toContain("Ship 2.0, again");
    expect(run.mails.at(-1)?.links).toBeUndefined();
  });

  test("reminders and the outcome say the same", async () => {
    const run = await started(embeddedStack(twoSteps), { input });
    await run.approve(ALICE);
    await run.approve(BOB);
    await run.remind();
    expect(run.mails.at(-1)).toMatchObject({
      to: ALICE,
      subject: expect.stringMatching(/^Reminder 1.*again/),
    });
    expect(run.mails.at(-1)?.body).toContain("a.ts");
    await run.remind();
    await expect(run.remind()).rejects.toThrow("No open request has a reminder left");
    await run.expire();
    expect(run.states.slice(-3)).toEqual(["Second Announce Expired", "Second ExpiredState", "Stop"]);
    expect(run.output).toMatchObject({
      ...input,
      second: { decision: "expire", votes: [{ approver: BOB }] },
    });
    expect(run.mails.at(-1)?.body).toContain("a.ts");
  });
});

test.each([1, 2])(
  "inside an inline Map, each of the open requests takes its own answers: %i of them",
  async (requiredApprovals) => {
    const stack = embeddedStack((approval) => {
      const step = approval.states({
        requiredApprovals,
        approvers: [ALICE, BOB],
        title: { path: "$.name" },
        resultPath: "$.approval",
        onApprove: "Done",
        onReject: "Done",
      });
      const ItemProcessor = { StartAt: step.StartAt, States: mergeStates(step.States, { Done: END }) };
      return { StartAt: "Each", States: { Each: { Type: "Map", ItemProcessor, End: true } } };
    });
    const names = ["red", "green", "blue"];
    const run = await started(stack, { input: names.map((name) => ({ name })) });
    expect(run.mails).toHaveLength(6);
    await run.reject(ALICE, { subject: "green" });
    for (const subject of ["blue", "red"]) {
      await run.approve(ALICE, { subject });
      if (requiredApprovals === 2) {
        await run.approve(BOB, { subject });
      }
    }
    expect(run.output).toMatchObject([
      { name: "red", approval: { decision: "approve" } },
      { name: "green", approval: { decision: "reject", approver: ALICE } },
      { name: "blue", approval: { decision: "approve" } },
    ]);
  },
);

describe("stand-ins", () => {
  const ARN = "arn:aws:lambda:us-east-1:123456789012:function:ship";
  const MAY_CALL = { Sid: "Call", Effect: "Allow", Action: "lambda:InvokeFunction", Resource: ARN } as const;
  const calls: Workflow = () => ({
    StartAt: "Ship",
    States: {
      Ship: {
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Parameters: { FunctionName: ARN, "Payload.$": "$" },
        OutputPath: "$.Payload",
        Next: "Tell",
      },
      Tell: {
        Type: "Task",
        Resource: "arn:aws:states:::sns:publish",
        Parameters: { "Message.$": "$.version" },
        End: true,
      },
    },
  });
  const Ship = (payload: unknown) => ({ version: Object(payload).version, shipped: true });
  const Tell = (parameters: unknown) => ({ told: Object(parameters).Message });

  test("play functions by their payload and services by their parameters", async () => {
    const stack = embeddedStack(calls, { allowed: [MAY_CALL] });
    const run = await started(stack, { input: { version: "2.0" }, standIns: { Ship, Tell } });
    expect(run.output).toEqual({ told: "2.0" });
  });

  test("do not do what the role may not", async () => {
    const run = await started(embeddedStack(calls), { standIns: { Ship, Tell } });
    expect(await run.end()).toMatchObject({
      status: "FAILED",
      error: "Lambda.AWSLambdaException",
      cause: expect.stringContaining("is not authorized to perform: lambda:InvokeFunction"),
    });
  });

  test.each([
    ["a function", { Tell }, 'The state "Ship" calls the function ship, which is not on this machine'],
    [
      "a service",
      { Ship },
      'The state "Tell" calls arn:aws:states:::sns:publish, which is not on this machine',
    ],
    [
      "no state",
      { Ship, Tell, Shop: Ship },
      'There is a stand-in for "Shop", but no such Task state; there are Ship, Tell',
    ],
  ])("fail before the start when one is missing, or is for nothing: %s", async (_, standIns, message) => {
    const attempt = runLocally(embeddedStack(calls), { standIns });
    await expect(attempt).rejects.toThrow(StandInError);
    await expect(attempt).rejects.toThrow(message);
  });
});

describe("a run fails", () => {
  test("when somebody answers whom nobody asked", async () => {
    const run = await started(embeddedStack(askAlice));
    await expect(run.approve(BOB)).rejects.toThrow(WorkflowRunError);
    await expect(run.approve(BOB)).rejects.toThrow(
      "No open request has asked bob@example.com; the execution is RUNNING; it went through Lambda Callback; " +
        '"Lambda Callback" asks alice@example.com',
    );
  });

  test("when its end is waited for, and it waits for an answer", async () => {
    const run = await started(embeddedStack(askAlice));
    await expect(run.end()).rejects.toThrow("The execution does not end");
  });

  test("when time shall pass, and no request is open", async () => {
    const run = await started(embeddedStack(() => ({ StartAt: "Only", States: { Only: END } })));
    await expect(run.expire()).rejects.toThrow("No request is open; the execution is SUCCEEDED");
  });

  test("when the answers were not granted their way", async () => {
    const run = await started(embeddedStack(askAlice, { grants: ["request"] }));
    await expect(run.approve(ALICE)).rejects.toThrow(ApproverError);
  });

  test("when asking was not granted, without trying again for minutes", async () => {
    const attempt = runLocally(embeddedStack(askAlice, { grants: ["respond"] }));
    await expect(attempt).rejects.toThrow(
      /is not authorized to perform: lambda:InvokeFunction.*; it went through Lambda Callback$/,
    );
  });

  test("when the state machine to start is not there", async () => {
    await expect(runLocally(embeddedStack(askAlice), { stateMachine: "other" })).rejects.toThrow(
      "Name the state machine to start by stateMachine; the stack has machine",
    );
  });
});

test("an answer waits for a Wait state before the question", async () => {
  const stack = embeddedStack((approval, scope) => {
    const { StartAt, States } = askAlice(approval, scope);
    return {
      StartAt: "Soon",
      States: mergeStates(States, { Soon: { Type: "Wait", Seconds: 1, Next: StartAt } }),
    };
  });
  const run = await started(stack);
  expect(run.states).toEqual(["Soon"]);
  await run.approve(ALICE);
  expect(run.states.at(-1)).toBe("Ship");
});

test("an approver can think again while the request is open", async () => {
  const stack = embeddedStack((approval) => {
    const step = approval.states({
      approvers: [ALICE, BOB],
      requiredApprovals: 2,
      onApprove: "Ship",
      onReject: "Stop",
    });
    return { StartAt: step.StartAt, States: mergeStates(step.States, { Ship: END, Stop: END }) };
  });
  const run = await started(stack);
  await run.approve(ALICE);
  await run.reject(ALICE);
  expect(run.states.at(-1)).toBe("Stop");
});
