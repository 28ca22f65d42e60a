import { once } from "node:events";
import { SFNClient } from "@aws-sdk/client-sfn";
import * as fc from "fast-check";
import { findTask } from "../../lambdas/decide/task-history";
import { linkIn } from "../../local/approver";
import type { LocalRun } from "../../local/local-run";
import type { Mail } from "../../local/sns";
import { cleanUp, ended, mailOf, post, runWith, start } from "../helpers/local-run";

afterAll(cleanUp);

const APPROVERS = ["alice@example.com", "bob@example.com", "carol@example.com"];
const REMINDERS = [1000, 2000];
const SEQUENCES = 25;

type Step = "timeout" | { readonly who: string; readonly answer: "approve" | "reject" };
interface End {
  readonly decision: string;
  readonly votes: Readonly<Record<string, string>>;
}

/** The rules: two of three, two against, two reminders and then the deadline. */
function reference(steps: readonly Step[]): End {
  const votes: Record<string, string> = {};
  let waits = REMINDERS.length + 1;
  for (const step of steps) {
    if (step === "timeout") {
      waits -= 1;
      if (waits === 0) return { decision: "expire", votes };
      continue;
    }
    votes[step.who] = step.answer;
    const count = Object.values(votes).filter((answer) => answer === step.answer).length;
    if (count === 2) return { decision: step.answer, votes };
  }
  return { decision: "pending", votes };
}

const step = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Step>("timeout") },
  {
    weight: 4,
    arbitrary: fc.record({
      who: fc.constantFrom(...APPROVERS),
      answer: fc.constantFrom("approve", "reject"),
    }),
  },
);

test("any sequence of answers, repeated and late ones and timeouts ends as the rules say", async () => {
  const run = await runWith({
    approvers: APPROVERS,
    requiredApprovals: 2,
    requiredRejections: 2,
    remindAfterSeconds: REMINDERS,
  });
  const client = new SFNClient({
    endpoint: run.url,
    region: "us-east-1",
    credentials: { accessKeyId: "admin", secretAccessKey: "admin" },
  });
  const sequences = fc.sample(fc.array(step as fc.Arbitrary<Step>, { minLength: 1, maxLength: 9 }), {
    numRuns: SEQUENCES,
    seed: 42,
  });
  await Promise.all(
    sequences.map(async (steps) => {
      expect([steps, await carryOut(run, client, steps)]).toEqual([steps, reference(steps)]);
    }),
  );
  client.destroy();
});

async function carryOut(run: LocalRun, client: SFNClient, steps: readonly Step[]): Promise<End> {
  const execution = await start(run);
  const mails = new Map<string, Mail>();
  for (const to of APPROVERS) {
    mails.set(to, await mailOf(run, execution, to));
  }
  let votes: Record<string, string> = {};
  for (const each of steps) {
    if (each === "timeout") {
      await letTimePass(run, client, execution, mails.get(APPROVERS[0] ?? ""));
      continue;
    }
    const mail = mails.get(each.who);
    const response = mail && (await post(mail, each.answer));
    if (response?.status === 200) {
      votes = { ...votes, [each.who]: each.answer };
    }
  }
  const { status } = await run.stepFunctions.describeExecution({ executionArn: execution });
  const request = await openRequest(client, execution, mails.get(APPROVERS[0] ?? ""));
  if (status === "RUNNING" && request) {
    return { decision: "pending", votes };
  }
  const { output } = await ended(run, execution);
  const final: { decision: string; votes: { approver: string; decision: string }[] } = Object(output);
  const recorded = Object.fromEntries(final.votes.map(({ approver, decision }) => [approver, decision]));
  expect(recorded).toEqual(votes);
  return { decision: final.decision, votes: recorded };
}

/** The task that is open for the request, once it is; nothing if the request has ended. */
async function openRequest(
  client: SFNClient,
  execution: string,
  mail: Mail | undefined,
): Promise<string | undefined> {
  const req = mail && new URL(linkIn(mail, "approve")).searchParams.get("req");
  for (;;) {
    const fate = await findTask(client, execution, req ?? "");
    if (fate.kind !== "between") {
      return fate.kind === "open" ? fate.taskToken : undefined;
    }
    // Every look is a call of AWS's.
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function letTimePass(
  run: LocalRun,
  client: SFNClient,
  execution: string,
  mail: Mail | undefined,
): Promise<void> {
  const taskToken = await openRequest(client, execution, mail);
  if (taskToken !== undefined) {
    const timedOut = once(run.stepFunctions, "history");
    run.stepFunctions.expireTask(taskToken);
    await timedOut;
  }
}
