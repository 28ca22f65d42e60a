import { Testing } from "cdktf";
import { type RunLocallyOptions, runLocally, type WorkflowRun } from "sfn-approval/testing";
import { ReleasePipeline } from "../../examples/release-pipeline/release-pipeline";

const LEAD = "lead@example.com";
const PRODUCT = "product@example.com";
const OPERATIONS = "operations@example.com";

let run: WorkflowRun;

afterEach(() => run.close());

// Jest's process never exits, so tell the example's own bundles to go.
afterAll(() => process.emit("exit", 0));

async function release(options: RunLocallyOptions = {}): Promise<void> {
  const stack = new ReleasePipeline(Testing.app(), "release-pipeline");
  run = await runLocally(stack, { input: { version: "2.0.0", commit: "4f2a9c1" }, ...options });
}

test("releases what the lead and two of three agree to", async () => {
  await release();
  expect(run.mails.map(({ to, subject }) => [to, subject])).toEqual([
    [LEAD, expect.stringContaining("Deploy 2.0.0 to staging")],
  ]);
  await run.approve(LEAD, { comment: "go" });
  expect(run.states.slice(-3)).toEqual([
    "Deploy To Staging",
    "Production OpenRequestState",
    "Production Lambda Callback",
  ]);
  expect(run.mails.at(-1)?.subject).toContain("Deploy 2.0.0 to production");
  await run.approve(PRODUCT);
  expect(run.status).toBe("RUNNING");
  await run.approve(OPERATIONS);
  expect(run.states.slice(-2)).toEqual(["Deploy To Production", "Released"]);
  expect(run.output).toMatchObject({
    version: "2.0.0",
    commit: "4f2a9c1",
    artifact: expect.stringMatching(/^releases\/2\.0\.0-[0-9a-f]{12}\.zip$/),
    staging: { decision: "approve", approver: LEAD, comment: "go" },
    production: {
      decision: "approve",
      votes: [{ approver: PRODUCT }, { approver: OPERATIONS }],
    },
  });
});

test("deploys nothing that the lead rejects", async () => {
  await release();
  await run.reject(LEAD);
  expect(run.states).toEqual([
    "Build",
    "Staging Lambda Callback",
    "Staging ManualApprovalChoiceState",
    "Cancelled",
  ]);
});

test.each<[string, () => Promise<void>]>([
  ["one rejects production", () => run.reject(OPERATIONS)],
  ["production's approvers stay silent", () => run.expire()],
])("rolls staging back when %s", async (_, answer) => {
  await release();
  await run.approve(LEAD);
  await answer();
  expect(run.states.slice(-2)).toEqual(["Roll Back Staging", "Rolled Back"]);
  expect(run.status).toBe("SUCCEEDED");
});

test("rolls staging back when production cannot be deployed to", async () => {
  await release({
    standIns: {
      "Deploy To Production": () => {
        throw new Error("the cluster is full");
      },
    },
  });
  await run.approve(LEAD);
  await run.approve(PRODUCT);
  await run.approve(OPERATIONS);
  expect(run.output).toMatchObject({ failure: { Error: "Error", Cause: "the cluster is full" } });
  expect(run.states.slice(-2)).toEqual(["Roll Back Staging", "Rolled Back"]);
});
