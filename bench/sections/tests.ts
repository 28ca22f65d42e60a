import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { figure, ratio, type Section } from "../figures";
import { inTurn, runCommand, timingsOf, type Variant } from "../timing";

const TARGET_SECONDS = 30;

/** The test suite, with and without Jest's cache of compiled files. */
export const tests: Section = {
  name: "tests",
  title: "npm test, cold and warm",
  run: async (progress) => {
    const cache = mkdtempSync(join(tmpdir(), "sfn-approval-jest-"));
    try {
      progress("the test suite, cold and warm in turn");
      const measured = await inTurn(
        {
          cold: suite("npm test, cold", cache, () => rmSync(cache, { recursive: true, force: true })),
          warm: suite("npm test, warm", cache),
        },
        { rounds: 3, budgetMs: 0, warmUp: false },
      );
      const { cold, warm } = measured;
      return {
        timings: timingsOf(measured),
        figures: [
          figure("npm test, cold", seconds(cold.medianMs), "s", { atMost: TARGET_SECONDS }),
          figure("npm test, warm", seconds(warm.medianMs), "s", { atMost: TARGET_SECONDS }),
          ratio("cold against warm", cold.samples, warm.samples),
        ],
        notes: [],
      };
    } finally {
      rmSync(cache, { recursive: true, force: true });
    }
  },
};

function suite(name: string, cache: string, prepare: () => void = () => {}): Variant {
  return {
    name,
    command: "npm test -- --cacheDirectory TEMPORARY",
    once: async () => {
      prepare();
      const args = ["test", "--silent", "--", "--cacheDirectory", cache];
      return (await runCommand({ program: "npm", args })).milliseconds;
    },
  };
}

function seconds(milliseconds: number): number {
  return Math.round(milliseconds / 100) / 10;
}
