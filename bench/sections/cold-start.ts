import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { type Bundles, buildBundles } from "../bundles";
import { combined, ratio, type Section, type SectionResult } from "../figures";
import { functionUrlEvent } from "../function-url-event";
import { CommandError, inTurn, PROJECT, timingsOf, type Variant } from "../timing";
import { startWorkflow, type Workflow } from "../waiting-workflow";

const ROUNDS = { rounds: 25, budgetMs: 45_000 };

/** Makes the event of one start; not timed. */
type NextEvent = () => Promise<unknown>;

/** From the start of a process to its first answer, AWS being an endpoint on this machine. */
export const coldStart: Section = {
  name: "cold-start",
  title: "Cold start: new process, load, first event to answer",
  run: async (progress) => {
    const bundles = buildBundles();
    const workflow = await startWorkflow();
    try {
      progress("the page, the decision and the mail, each in turn with what it is compared with");
      return combined([
        await page(bundles, workflow),
        await decision(bundles, workflow),
        await mail(bundles, workflow),
      ]);
    } finally {
      await workflow.close();
      bundles.remove();
    }
  },
};

async function page({ ours, eager, empty }: Bundles, workflow: Workflow): Promise<SectionResult> {
  const event = functionUrlEvent("GET", (await workflow.ask()).query);
  const get: NextEvent = async () => event;
  const measured = await inTurn(
    {
      empty: start("an empty handler", empty, get, workflow),
      ours: start("decide, GET", ours.decide, get, workflow),
      eager: start("decide, GET, one eager bundle", eager.decide, get, workflow),
    },
    ROUNDS,
  );
  return {
    timings: timingsOf(measured),
    figures: [
      ratio("the page (GET) against an empty handler", measured.ours.samples, measured.empty.samples, {
        atMost: 1.3,
      }),
      ratio("the page (GET) against the eager bundle", measured.ours.samples, measured.eager.samples),
    ],
    notes: [],
  };
}

async function decision({ ours, eager }: Bundles, workflow: Workflow): Promise<SectionResult> {
  const post: NextEvent = async () => functionUrlEvent("POST", (await workflow.ask()).query);
  const measured = await inTurn(
    {
      ours: start("decide, POST", ours.decide, post, workflow),
      eager: start("decide, POST, one eager bundle", eager.decide, post, workflow),
    },
    ROUNDS,
  );
  return {
    timings: timingsOf(measured),
    figures: [
      ratio("the decision (POST) against the eager bundle", measured.ours.samples, measured.eager.samples, {
        atMost: 1,
      }),
    ],
    notes: [],
  };
}

async function mail({ ours, eager }: Bundles, workflow: Workflow): Promise<SectionResult> {
  const { payload } = await workflow.ask();
  const ask: NextEvent = async () => payload;
  const name = "send-approval-email" as const;
  const measured = await inTurn(
    {
      ours: start(name, ours[name], ask, workflow),
      eager: start(`${name}, one eager bundle`, eager[name], ask, workflow),
    },
    ROUNDS,
  );
  return {
    timings: timingsOf(measured),
    figures: [
      ratio("the mail against the eager bundle", measured.ours.samples, measured.eager.samples, {
        atMost: 1,
      }),
    ],
    notes: [],
  };
}

function start(name: string, folder: string, nextEvent: NextEvent, { environment }: Workflow): Variant {
  return {
    name,
    command: "node bench/cold-start.mjs BUNDLE/index.mjs < EVENT.json",
    once: async () => {
      const event = JSON.stringify(await nextEvent());
      const started = performance.now();
      const child = spawn(process.execPath, ["bench/cold-start.mjs", `${folder}/index.mjs`], {
        cwd: PROJECT,
        env: { ...environment },
        timeout: 30_000,
      });
      child.stdin.end(event);
      const output = Promise.all([text(child.stdout), text(child.stderr)]);
      const [code] = await once(child, "exit");
      const milliseconds = performance.now() - started;
      const [stdout, stderr] = await output;
      const { statusCode = 200 } = JSON.parse(stdout.trimEnd().split("\n").at(-1) || "null") ?? {};
      if (code !== 0 || statusCode !== 200) {
        throw new CommandError(`${name} ended with ${code}, status ${statusCode}:\n${stderr}`);
      }
      return milliseconds;
    },
  };
}
