import type { LinkAction } from "../../lambdas/shared/approval-link";
import type { LocalRun } from "../../local/local-run";
import type { Mail } from "../../local/sns";
import { cleanUp, ended, mailOf, mailsOf, post, sharedRun, start, statesOf } from "../helpers/local-run";

afterAll(cleanUp);

const THREE = ["alice@example.com", "bob@example.com", "carol@example.com"];
const [ALICE = "", BOB = "", CAROL = ""] = THREE;
const JSON_ONLY = { accept: "application/json" };

interface Asked {
  readonly run: LocalRun;
  readonly execution: string;
  /** The first mail of each approver. */
  readonly mails: Readonly<Record<string, Mail>>;
  press(approver: string, answer: LinkAction, comment?: string): Promise<{ status: number; outcome: string }>;
}

async function ask(settings: Parameters<typeof sharedRun>[0]): Promise<Asked> {
  const run = await sharedRun({ approvers: THREE, ...settings });
  const execution = await start(run, { title: "Ship 2.0?" });
  const mails = Object.fromEntries(
    await Promise.all(THREE.map(async (to) => [to, await mailOf(run, execution, to)] as const)),
  );
  return {
    run,
    execution,
    mails,
    press: async (approver, answer, comment = "") => {
      const mail = mails[approver];
      if (!mail) throw new Error(`${approver} got no mail`);
      const response = await post(mail, answer, new URLSearchParams({ comment }).toString(), JSON_ONLY);
      const { outcome } = JSON.parse(await response.text());
      return { status: response.status, outcome };
    },
  };
}

function reminded(run: LocalRun, number: number): Promise<void> {
  return new Promise((resolve) => {
    run.sns.on("mail", ({ subject }) => subject.startsWith(`Reminder ${number}`) && resolve());
  });
}

describe("two of three must approve", () => {
  const rule = { requiredApprovals: 2, requiredRejections: 2 };

  test("the second approval ends it; the output names both and holds both votes", async () => {
    const { run, execution, mails, press } = await ask(rule);
    expect(mails[ALICE]?.body).toContain("How it is decided: 2 of 3 must approve; 2 saying no end it");
    expect(await press(ALICE, "approve", "fine")).toEqual({ status: 200, outcome: "counted" });
    expect(await press(CAROL, "approve")).toEqual({ status: 200, outcome: "recorded" });
    const { status, output } = await ended(run, execution);
    expect(status).toBe("SUCCEEDED");
    expect(output).toMatchObject({
      Status: `Approved! Task approved by ${ALICE}, ${CAROL}`,
      decision: "approve",
      approver: CAROL,
      votes: [
        { approver: ALICE, decision: "approve", comment: "fine", evidence: { signed: expect.any(String) } },
        { approver: CAROL, decision: "approve", comment: "" },
      ],
    });
    expect(Object.keys(output ?? {}).sort()).toEqual([
      "Status",
      "approver",
      "comment",
      "decidedAt",
      "decision",
      "evidence",
      "votes",
    ]);
    expect(mailsOf(run, execution)).toHaveLength(3);
  });

  test("the page says what is still needed", async () => {
    const { mails } = await ask(rule);
    const mail = mails[ALICE];
    if (!mail) throw new Error("no mail");
    const page = await (await post(mail, "approve")).text();
    expect(page).toContain("Your approval counts");
    expect(page).toContain("Approvals: 1 of the 2 that approve it. Rejections: 0 of the 2 that reject it.");
  });

  test("a later answer replaces an earlier one, and the same one again changes nothing", async () => {
    const { run, execution, press } = await ask(rule);
    await press(ALICE, "approve");
    expect(await press(ALICE, "approve")).toEqual({ status: 200, outcome: "unchanged" });
    expect(await press(ALICE, "reject")).toEqual({ status: 200, outcome: "counted" });
    expect(await press(BOB, "approve")).toEqual({ status: 200, outcome: "counted" });
    expect(await press(ALICE, "approve")).toEqual({ status: 200, outcome: "recorded" });
    expect(await ended(run, execution)).toMatchObject({ output: { decision: "approve" } });
    expect(await press(CAROL, "approve")).toEqual({ status: 409, outcome: "answered" });
    const asked = (await statesOf(run, execution)).filter((name) => name === "Lambda Callback");
    expect(asked).toHaveLength(4);
  });

  test("it is rejected as soon as approval has become impossible", async () => {
    const { run, execution, press } = await ask({ requiredApprovals: 3, requiredRejections: 1 });
    await press(ALICE, "approve");
    expect(await press(BOB, "reject")).toEqual({ status: 200, outcome: "recorded" });
    expect(await ended(run, execution)).toMatchObject({
      output: { Status: `Rejected! Task rejected by ${BOB}`, decision: "reject" },
    });
  });

  test("an approver can change their mind ten times", async () => {
    const { press } = await ask(rule);
    for (let answers = 0; answers < 10; answers += 1) {
      expect(await press(ALICE, answers % 2 ? "approve" : "reject")).toMatchObject({ outcome: "counted" });
    }
    expect(await press(ALICE, "reject")).toEqual({ status: 429, outcome: "tooManyAnswers" });
  });
});

describe("reminders", () => {
  test("go to those who have not answered; then it expires, and everybody is told", async () => {
    const { run, execution, press } = await ask({
      requiredApprovals: 3,
      remindAfterSeconds: [1, 4],
      timeoutSeconds: 5,
      announceOutcome: true,
    });
    await reminded(run, 1);
    await press(ALICE, "approve");
    const { output } = await ended(run, execution);
    expect(output).toMatchObject({
      Status: "Expired! There were not enough answers before the deadline",
      decision: "expire",
      votes: [{ approver: ALICE, decision: "approve" }],
    });
    const subjects = (to: string) =>
      run.sns.mails.filter((mail) => mail.to === to).map(({ subject }) => subject);
    const first = ["Approval required: Ship 2.0?", "Reminder 1: approval required: Ship 2.0?"];
    const outcome = "Expired without enough answers: Ship 2.0?";
    expect(subjects(ALICE)).toEqual([...first, outcome]);
    expect(subjects(BOB)).toEqual([...first, "Reminder 2: approval required: Ship 2.0?", outcome]);
    const second = run.sns.mails.find(({ subject }) => subject.startsWith("Reminder 2"));
    expect(second?.body).toMatch(
      /^Reminder 2 of 2: .* Time left: \d+ seconds?\.\n\nAnswers so far:\nalice@example.com: approved\n/,
    );
    expect(await press(BOB, "approve")).toEqual({ status: 410, outcome: "expired" });
  });

  test("the first mail's link answers the task that a reminder opened", async () => {
    const { run, execution, press } = await ask({ remindAfterSeconds: [1], timeoutSeconds: 60 });
    await reminded(run, 1);
    expect(await press(CAROL, "reject")).toEqual({ status: 200, outcome: "recorded" });
    expect(await ended(run, execution)).toMatchObject({ output: { decision: "reject", approver: CAROL } });
  });
});

test("of five approvers of many executions, all answering at once, no answer is lost or counted twice", async () => {
  const approvers = [...THREE, "dave@example.com", "erin@example.com"];
  const run = await sharedRun({ approvers, requiredApprovals: 5 });
  const executions = await Promise.all(Array.from({ length: 50 }, (_, index) => start(run, { index })));
  await Promise.all(
    executions.flatMap((execution) =>
      approvers.map(async (to) => {
        const response = await post(await mailOf(run, execution, to), "approve");
        expect(response.status).toBe(200);
      }),
    ),
  );
  for (const execution of executions) {
    const { output } = await ended(run, execution);
    expect(output).toMatchObject({ decision: "approve" });
    const votes: { approver: string }[] = Object(output).votes;
    expect(votes.map(({ approver }) => approver).sort()).toEqual(approvers);
  }
});
