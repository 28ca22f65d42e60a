import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { combined, figure, ratio, type Section, type SectionResult } from "../figures";
import { makeIdiomaticApp } from "../idiomatic-app";
import { modulesLoadedBySynth } from "../loaded-modules";
import { type Command, CommandError, inTurn, runCommand, timingsOf, type Variant } from "../timing";

/** Running `main.ts` to JSON, against what one would use otherwise and against the least it could take. */
export const synth: Section = {
  name: "synth",
  title: "Synthesis: main.ts to Terraform JSON",
  run: async (progress) => {
    const outdir = mkdtempSync(join(tmpdir(), "sfn-approval-bench-"));
    try {
      return combined([
        await againstFloor(outdir, progress),
        await manyApprovals(outdir, progress),
        await againstIdiomaticApp(outdir, progress),
        await loadedModules(outdir),
      ]);
    } finally {
      rmSync(outdir, { recursive: true, force: true });
    }
  },
};

async function againstFloor(outdir: string, progress: (text: string) => void): Promise<SectionResult> {
  progress("main.ts and the floor in turn");
  const measured = await inTurn(
    {
      main: tsxVariant("main.ts", "main.ts", outdir),
      floor: tsxVariant("the floor: bindings loaded, one resource", "bench/apps/floor.ts", outdir),
    },
    { rounds: 15, budgetMs: 45_000 },
  );
  const { main, floor } = measured;
  return {
    timings: timingsOf(measured),
    figures: [ratio("main.ts against the floor", main.samples, floor.samples, { atMost: 1.3 })],
    notes: [],
  };
}

async function manyApprovals(outdir: string, progress: (text: string) => void): Promise<SectionResult> {
  progress("stacks of 1 and of 100 approvals in turn");
  const app = "bench/apps/many-approvals.ts";
  const measured = await inTurn(
    {
      one: tsxVariant("a stack of 1 HumanApproval", app, outdir, { APPROVALS: "1" }),
      hundred: tsxVariant("a stack of 100 HumanApprovals", app, outdir, { APPROVALS: "100" }),
    },
    { rounds: 9, budgetMs: 45_000 },
  );
  const { one, hundred } = measured;
  return {
    timings: timingsOf(measured),
    figures: [ratio("100 approvals against 1", hundred.samples, one.samples, { atMost: 2.5 })],
    notes: [],
  };
}

async function againstIdiomaticApp(outdir: string, progress: (text: string) => void): Promise<SectionResult> {
  progress("installing ts-node and TypeScript 5 in a temporary folder");
  try {
    const app = await makeIdiomaticApp();
    try {
      progress("the idiomatic app and main.ts in turn");
      const measured = await inTurn(
        {
          idiomatic: {
            name: "the idiomatic app: the provider's index, ts-node",
            command: "npx ts-node main.ts (in a temporary folder)",
            once: () =>
              milliseconds({ program: "npx", args: ["ts-node", "main.ts"], cwd: app.folder }, outdir),
          },
          main: tsxVariant("main.ts, in turn with it", "main.ts", outdir),
        },
        { rounds: 3, budgetMs: 0, warmUp: false },
      );
      const { idiomatic, main } = measured;
      return {
        timings: timingsOf(measured),
        figures: [
          ratio("the idiomatic app against main.ts", idiomatic.samples, main.samples, { atLeast: 10 }),
        ],
        notes: [],
      };
    } finally {
      app.remove();
    }
  } catch (error) {
    if (!(error instanceof CommandError)) {
      throw error;
    }
    const reason = error.message.split("\n").find((line) => line.includes("npm error")) ?? error.message;
    return {
      timings: [],
      figures: [],
      notes: [`Not compared with the idiomatic app, which needs npm's registry for ts-node: ${reason}`],
    };
  }
}

async function loadedModules(outdir: string): Promise<SectionResult> {
  return {
    timings: [],
    figures: [figure("modules that main.ts loads", (await modulesLoadedBySynth(outdir)).length, "modules")],
    notes: [],
  };
}

function tsxVariant(
  name: string,
  file: string,
  outdir: string,
  env: Readonly<Record<string, string>> = {},
): Variant {
  const assignments = Object.entries(env).map(([key, value]) => `${key}=${value} `);
  return {
    name,
    command: `${assignments.join("")}node --require tsx/cjs ${file}`,
    once: () => milliseconds({ args: ["--require", "tsx/cjs", file], env }, outdir),
  };
}

async function milliseconds(command: Command, outdir: string): Promise<number> {
  const env = { ...command.env, CDKTF_OUTDIR: outdir, SFN_APPROVAL_SETTINGS: "{}" };
  return (await runCommand({ ...command, env })).milliseconds;
}
