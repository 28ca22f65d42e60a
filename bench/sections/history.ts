import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linkIn } from "../../local/approver";
import { type LocalRun, startLocalRun } from "../../local/local-run";
import type { Mail } from "../../local/sns";
import { type Figure, figure, type Section } from "../figures";
import { runCommand } from "../timing";
import { mailOf, startWorkflow } from "../waiting-workflow";

const READ = "states:GetExecutionHistory";

/** After how many rounds of a request a decision is counted. */
const ROUNDS = [1, 10, 100];

/** Eleven who may each answer ten times, and one who never does, so that the request stays open. */
const APPROVERS = Array.from({ length: 12 }, (_, index) => `approver-${index + 1}@example.com`);

/** How many iterations of an inline Map run at once. */
const MAP_ITERATIONS = 40;

/** How much of an execution's history a decision reads. */
export const history: Section = {
  name: "history",
  title: "Pages of history read for a decision",
  run: async (progress) => {
    progress(`a request of ${ROUNDS.at(-1)} rounds`);
    const afterRounds = await readsAfterRounds();
    progress(`${MAP_ITERATIONS} requests open in one execution`);
    const amongOthers = await readsAmongOthers();
    return {
      timings: [],
      figures: [
        ...afterRounds,
        figure(`pages read with ${MAP_ITERATIONS - 1} other requests open`, amongOthers, "pages", {
          atMost: 1,
        }),
      ],
      notes: [
        "A page is asked for with 1,000 events; the local run fills it, AWS may put fewer in one. A round takes " +
          "eight or nine events, and reading begins with the newest: rounds that are over are not read.",
      ],
    };
  },
};

async function readsAfterRounds(): Promise<Figure[]> {
  const workflow = await startWorkflow({ approvers: APPROVERS, requiredApprovals: APPROVERS.length });
  try {
    const { run, calls } = workflow;
    const { executionArn } = await workflow.ask();
    const figures: Figure[] = [];
    for (let round = 0; round <= Math.max(...ROUNDS); round += 1) {
      const approver = APPROVERS[round % (APPROVERS.length - 1)];
      const mail = await mailOf(run, executionArn, approver);
      await taskOpen(run, executionArn);
      const before = calls.length;
      await press(mail, `answer ${round}`);
      if (ROUNDS.includes(round)) {
        const reads = calls.slice(before).filter((action) => action === READ).length;
        figures.push(
          figure(`pages read after ${round} ${round === 1 ? "round" : "rounds"}`, reads, "pages", {
            atMost: 1,
          }),
        );
      }
    }
    return figures;
  } finally {
    await workflow.close();
  }
}

async function readsAmongOthers(): Promise<number> {
  const outdir = mkdtempSync(join(tmpdir(), "sfn-approval-bench-"));
  try {
    await runCommand({
      args: ["--require", "tsx/cjs", "bench/apps/map-of-approvals.ts"],
      env: { CDKTF_OUTDIR: outdir },
    });
    const calls: string[] = [];
    const run = await startLocalRun({
      stackFolder: join(outdir, "stacks", "map-of-approvals"),
      onCall: ({ action }) => calls.push(action),
    });
    try {
      await run.stepFunctions.startExecution({
        stateMachineArn: run.stateMachineArns[0],
        input: JSON.stringify(Array.from({ length: MAP_ITERATIONS }, (_, item) => ({ item }))),
      });
      while (run.sns.mails.length < MAP_ITERATIONS) {
        await once(run.sns, "mail");
      }
      const [first] = run.sns.mails;
      const before = calls.length;
      if (first) {
        await press(first, "the request that was opened first");
      }
      return calls.slice(before).filter((action) => action === READ).length;
    } finally {
      await run.close();
    }
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Between an answer and the next task no task is open for a moment, and a decision would read again. */
async function taskOpen(run: LocalRun, executionArn: string): Promise<void> {
  for (;;) {
    const { events = [] } = await run.stepFunctions.getExecutionHistory({ executionArn, reverseOrder: true });
    if (events[0]?.type === "TaskSubmitted") {
      return;
    }
    await once(run.stepFunctions, "history");
  }
}

async function press(mail: Mail, comment: string): Promise<void> {
  const response = await fetch(linkIn(mail, "approve"), {
    method: "POST",
    body: new URLSearchParams({ comment }),
    headers: { accept: "application/json" },
  });
  if (!response.ok) {
    throw new Error(`The function answered ${response.status}: ${await response.text()}`);
  }
}
