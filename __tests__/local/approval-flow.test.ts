import { linkIn } from "../../local/approver";
import { cleanUp, ended, mailOf, post, runWith, sharedRun, start, statesOf } from "../helpers/local-run";

afterAll(cleanUp);

const ASKED = ["Lambda Callback", "ManualApprovalChoiceState"];

describe("the approval flow on this machine", () => {
  test.each([
    ["approve", "ApprovedPassState", "Approved! Task approved by approver@example.com"],
    ["reject", "RejectedPassState", "Rejected! Task rejected by approver@example.com"],
  ] as const)("ends as decided: %s", async (answer, state, status) => {
    const run = await sharedRun({});
    const execution = await start(run, { title: "Ship 2.0?" });
    const response = await post(await mailOf(run, execution), answer, "comment=because");
    expect(response.status).toBe(200);
    expect(await ended(run, execution)).toMatchObject({
      status: "SUCCEEDED",
      output: {
        Status: status,
        decision: answer,
        approver: "approver@example.com",
        comment: "because",
        evidence: { signed: expect.stringMatching(/^sfn-approval\/1\?/), signature: expect.any(String) },
      },
    });
    expect(await statesOf(run, execution)).toEqual([...ASKED, state]);
  });

  test("ends in ExpiredState when nobody answers", async () => {
    const run = await sharedRun({ timeoutSeconds: 1 });
    const execution = await start(run);
    expect(await ended(run, execution)).toMatchObject({
      status: "SUCCEEDED",
      output: { Status: "Expired! Nobody answered before the deadline", decision: "expire" },
    });
    expect(await statesOf(run, execution)).toEqual(["Lambda Callback", "ExpiredState"]);
  });

  test.each([null, false, 0, "text", [], [1], { deep: { er: 1 } }])("takes %j as input", async (input) => {
    const run = await sharedRun({});
    const execution = await start(run, input);
    await post(await mailOf(run, execution), "approve");
    expect(await ended(run, execution)).toMatchObject({ output: { decision: "approve" } });
  });

  test("opening a link decides nothing and calls nothing", async () => {
    const calls: string[] = [];
    const run = await runWith({}, { onCall: ({ action }) => calls.push(action) });
    const execution = await start(run);
    const mail = await mailOf(run, execution);
    await new Promise(setImmediate);
    calls.length = 0;
    for (const method of ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"]) {
      for (const answer of ["approve", "reject"] as const) {
        const response = await fetch(linkIn(mail, answer), { method });
        expect([200, 405]).toContain(response.status);
      }
    }
    expect(calls).toEqual([]);
    expect(await run.stepFunctions.describeExecution({ executionArn: execution })).toMatchObject({
      status: "RUNNING",
    });
  });

  test("an answer makes two calls: the history and SendTaskSuccess", async () => {
    const calls: string[] = [];
    const run = await runWith({}, { onCall: ({ action }) => calls.push(action) });
    const execution = await start(run);
    const mail = await mailOf(run, execution);
    await new Promise(setImmediate);
    calls.length = 0;
    await post(mail, "approve");
    expect(calls).toEqual(["states:GetExecutionHistory", "states:SendTaskSuccess"]);
  });

  test("a second click is told who answered what and when", async () => {
    const run = await sharedRun({});
    const execution = await start(run);
    const mail = await mailOf(run, execution);
    await post(mail, "reject");
    const second = await post(mail, "approve", "", { accept: "application/json" });
    expect(second.status).toBe(409);
    expect(await second.json()).toMatchObject({
      outcome: "answered",
      decision: { decision: "reject", approver: "approver@example.com", decidedAt: expect.any(String) },
    });
  });

  test("a click after the deadline is told that it is too late", async () => {
    const run = await sharedRun({ timeoutSeconds: 1 });
    const execution = await start(run);
    const mail = await mailOf(run, execution);
    await ended(run, execution);
    expect((await post(mail, "approve")).status).toBe(410);
  });

  test("a click on a stopped execution is told so", async () => {
    const run = await sharedRun({});
    const execution = await start(run);
    const mail = await mailOf(run, execution);
    await run.stepFunctions.stopExecution({ executionArn: execution });
    const response = await post(mail, "approve", "", { accept: "application/json" });
    expect(response.status).toBe(410);
    expect(await response.json()).toMatchObject({ outcome: "stopped" });
  });

  test("with oneClick, GET decides and HEAD does not", async () => {
    const run = await sharedRun({ oneClick: true });
    const execution = await start(run);
    const link = linkIn(await mailOf(run, execution), "approve");
    expect((await fetch(link, { method: "HEAD" })).status).toBe(200);
    expect((await fetch(link)).status).toBe(200);
    expect(await ended(run, execution)).toMatchObject({ output: { decision: "approve" } });
  });

  test("with afterDecision console, the answer leads to the execution in the AWS console", async () => {
    const run = await sharedRun({ afterDecision: "console" });
    const execution = await start(run);
    const response = await post(await mailOf(run, execution), "approve");
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe(
      `https://console.aws.amazon.com/states/home?region=us-east-1#/v2/executions/details/${execution}`,
    );
  });

  test("each approver gets a mail of their own, and the first answer wins", async () => {
    const approvers = ["alice@example.com", "bob@example.com"];
    const run = await sharedRun({ approvers });
    const execution = await start(run);
    const [alice, bob] = await Promise.all(approvers.map((to) => mailOf(run, execution, to)));
    if (!alice || !bob) throw new Error("two mails were expected");
    expect(linkIn(alice, "approve")).not.toBe(linkIn(bob, "approve"));
    await post(bob, "approve");
    expect((await post(alice, "reject")).status).toBe(409);
    expect(await ended(run, execution)).toMatchObject({ output: { approver: "bob@example.com" } });
  });

  test("fails when nobody has confirmed the subscription, and names them", async () => {
    const run = await runWith({}, { unconfirmed: ["approver@example.com"] });
    const execution = await start(run);
    expect(await ended(run, execution)).toMatchObject({
      status: "FAILED",
      error: "NoConfirmedApproverError",
      cause: expect.stringContaining("approver@example.com"),
    });
  });

  test("goes on when some have confirmed", async () => {
    const approvers = ["alice@example.com", "bob@example.com"];
    const run = await runWith({ approvers }, { unconfirmed: ["alice@example.com"] });
    const execution = await start(run);
    await post(await mailOf(run, execution, "bob@example.com"), "approve");
    expect(await ended(run, execution)).toMatchObject({ output: { approver: "bob@example.com" } });
    expect(run.sns.mails).toHaveLength(1);
  });

  test("of 200 answers at once exactly one wins", async () => {
    const approvers = ["alice@example.com", "bob@example.com"];
    const run = await sharedRun({ approvers });
    const execution = await start(run);
    const mails = await Promise.all(approvers.map((to) => mailOf(run, execution, to)));
    const statuses = await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const mail = mails[index % 2];
        if (!mail) throw new Error("no mail");
        const response = await post(mail, index % 4 < 2 ? "approve" : "reject", `comment=${index}`);
        return response.status;
      }),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(199);
    expect(await ended(run, execution)).toMatchObject({
      status: "SUCCEEDED",
      output: { comment: String(statuses.indexOf(200)) },
    });
  });
});
