import { once } from "node:events";
import { linkIn } from "../local/approver";
import type { Mail } from "../local/sns";
import { startWorkflow, type Workflow } from "./waiting-workflow";

/** How many approvers press their button at the same time. */
const AT_ONCE = 16;

/** What a run of many executions took; printed as one line of JSON. */
export interface ManyExecutions {
  /** From the first start to the last end. */
  readonly milliseconds: number;
  /** Of the whole process, with its workers. */
  readonly peakMemoryMb: number;
}

/**
 * Has so many executions wait at once, decides them in random order, and sees that each ended as decided.
 *
 * usage: node --require tsx/cjs bench/waiting-executions.ts COUNT
 */
async function main(count: number): Promise<ManyExecutions> {
  const workflow = await startWorkflow();
  try {
    const started = performance.now();
    const mails = await askMany(workflow, count);
    await decideAll(shuffled(mails));
    await allEnded(workflow);
    const milliseconds = performance.now() - started;
    return { milliseconds, peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024) };
  } finally {
    await workflow.close();
  }
}

async function askMany({ run }: Workflow, count: number): Promise<readonly Mail[]> {
  const [stateMachineArn] = run.stateMachineArns;
  for (let index = 0; index < count; index += 1) {
    await run.stepFunctions.startExecution({ stateMachineArn, name: `execution-${index}` });
  }
  while (run.sns.mails.length < count) {
    await once(run.sns, "mail");
  }
  return run.sns.mails;
}

/** Every second one is rejected. */
async function decideAll(mails: readonly Mail[]): Promise<void> {
  const waiting = [...mails];
  const decideNext = async (): Promise<void> => {
    for (let mail = waiting.pop(); mail !== undefined; mail = waiting.pop()) {
      const { status } = await fetch(linkIn(mail, decisionFor(mail)), { method: "POST" });
      if (status !== 200) {
        throw new Error(`A decision was answered with ${status}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, decideNext));
}

async function allEnded({ run }: Workflow): Promise<void> {
  for (const mail of run.sns.mails) {
    const executionArn = `${run.stateMachineArns[0]?.replace(":stateMachine:", ":execution:")}:${nameIn(mail)}`;
    let { status, output } = await run.stepFunctions.describeExecution({ executionArn });
    while (status === "RUNNING") {
      await once(run.stepFunctions, "execution");
      ({ status, output } = await run.stepFunctions.describeExecution({ executionArn }));
    }
    if (status !== "SUCCEEDED" || JSON.parse(output ?? "{}").decision !== decisionFor(mail)) {
      throw new Error(`${executionArn} ended wrongly: ${status}, ${output}`);
    }
  }
}

function decisionFor(mail: Mail): "approve" | "reject" {
  return Number(nameIn(mail).split("-")[1]) % 2 === 0 ? "approve" : "reject";
}

function nameIn(mail: Mail): string {
  return new URL(linkIn(mail, "approve")).searchParams.get("ex") ?? "";
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

main(Number(process.argv[2])).then((result) => {
  process.stdout.write(`${JSON.stringify(result)}\n`);
});
