import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../../constructs/bundle-cache";
import { combined, figure, ratio, type Section, type SectionResult } from "../figures";
import { makeIdiomaticApp } from "../idiomatic-app";
import { modulesLoadedBySynth } from "../loaded-modules";
import { type Command, CommandError, inTurn, PROJECT, runCommand, timingsOf, type Variant } from "../timing";

/** CDKTF's command line would look for a newer version of itself. */
const QUIET = { CHECKPOINT_DISABLE: "1" };

/** Running `main.ts` to JSON, against what one would use otherwise and against the least it could take. */
export const synth: Section = {
  name: "synth",
  title: "Synthesis: main.ts to Terraform JSON",
  run: async (progress) => {
    const outdir = mkdtempSync(join(tmpdir(), "sfn-approval-bench-"));
    try {
      return combined([
        await againstFloor(outdir, progress),
        await otherWays(outdir, progress),
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
  progress("main.ts, with and without kept bundles, and the floor in turn");
  const mainTs = tsxVariant("main.ts", "main.ts", outdir);
  const measured = await inTurn(
    {
      nothingKept: {
        name: "main.ts with no bundle kept, as after npm ci",
        command: "rm -r node_modules/.cache/sfn-approval; node --require tsx/cjs main.ts",
        once: () => {
          rmSync(cacheFolder(join(PROJECT, "node_modules")), { recursive: true, force: true });
          return mainTs.once();
        },
      },
      main: mainTs,
      floor: tsxVariant("the floor: bindings loaded, one resource", "bench/apps/floor.ts", outdir),
    },
    { rounds: 15, budgetMs: 60_000 },
  );
  const { main, nothingKept, floor } = measured;
  return {
    timings: timingsOf(measured),
    figures: [
      ratio("main.ts against the floor", main.samples, floor.samples, { atMost: 1.3 }),
      ratio("main.ts with no bundle kept against the floor", nothingKept.samples, floor.samples),
    ],
    notes: [],
  };
}

/** What the ways that were not taken would cost. */
async function otherWays(outdir: string, progress: (text: string) => void): Promise<SectionResult> {
  progress("main.ts, and other ways to the same JSON, in turn");
  const measured = await inTurn(
    {
      main: tsxVariant("main.ts, in turn with other ways", "main.ts", outdir),
      esmHooks: {
        name: "main.ts by tsx's ES module hooks",
        command: "node --import tsx main.ts",
        once: () => milliseconds({ args: ["--import", "tsx", "main.ts"] }, outdir),
      },
      npm: {
        name: "npm run synth",
        command: "npm run synth",
        once: () => milliseconds({ program: "npm", args: ["run", "--silent", "synth"] }, outdir),
      },
      cdktf: {
        name: "CDKTF's command line",
        command: "npx cdktf synth",
        once: () =>
          milliseconds({ program: "npx", args: ["cdktf", "synth", "--output", outdir], env: QUIET }, outdir),
      },
    },
    { rounds: 7, budgetMs: 60_000 },
  );
  const { main, esmHooks, npm, cdktf } = measured;
  return {
    timings: timingsOf(measured),
    figures: [
      ratio("tsx's ES module hooks against its require hook", esmHooks.samples, main.samples),
      ratio("CDKTF's command line against npm run synth", cdktf.samples, npm.samples),
    ],
    notes: [],
  };
}

async function manyApprovals(outdir: string, progress: (text: string) => void): Promise<SectionResult> {
  progress("stacks of 1 and of 100 approvals in turn");
  const stackOf = (approvals: string, name: string, env: Readonly<Record<string, string>> = {}): Variant =>
    tsxVariant(name, "bench/apps/many-approvals.ts", outdir, { APPROVALS: approvals, ...env });
  const mapped = { SOURCE_MAPS: "1" };
  const measured = await inTurn(
    {
      one: stackOf("1", "a stack of 1 HumanApproval"),
      hundred: stackOf("100", "a stack of 100 HumanApprovals"),
      oneMapped: stackOf("1", "a stack of 1, stack traces mapped to TypeScript", mapped),
      hundredMapped: stackOf("100", "a stack of 100, stack traces mapped to TypeScript", mapped),
    },
    { rounds: 15, budgetMs: 60_000 },
  );
  const { one, hundred, oneMapped, hundredMapped } = measured;
  return {
    timings: timingsOf(measured),
    figures: [
      ratio("100 approvals against 1", hundred.samples, one.samples, { atMost: 2.5 }),
      ratio("100 approvals against 1, stack traces mapped", hundredMapped.samples, oneMapped.samples),
      ratio("100 approvals, stack traces mapped, against not", hundredMapped.samples, hundred.samples),
    ],
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
