import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Difference, isSame } from "./synth-diff/compare";
import { CannotCompareError } from "./synth-diff/errors";
import { markdownOf } from "./synth-diff/markdown";
import { compareStacks, readStacks, synthesize } from "./synth-diff/stacks";
import { baseOf, checkOut, copyWorkingTree, linkPackages, temporaryFolder } from "./synth-diff/working-tree";

const HELP = `Shows what a change does to the synthesized Terraform, in Markdown.

usage: npm run synth:diff [-- BASE]                 the working tree, compared with a commit
       npm run synth:diff -- --from A --to B        two outputs that are there already

  BASE           a branch, tag or commit; without it the merge base with origin/main, else with main, else HEAD~1
  --from, --to   each a folder like cdktf.out, the folder of one stack, or a file of Terraform JSON
  --json         one JSON document instead
  --exit-code    exit with 1 if there is a difference, as "git diff --exit-code" does
  --help         this page

Policies and state machine definitions are compared by what they say: the order of keys, statements and actions makes
no difference. CDKTF's own version and the hashes in the paths of bundles are left out; a function whose code has
changed is named. Both sides are synthesized with the packages that are installed here.

Exit codes: 0 compared; 1 different, with --exit-code; 2 wrong usage, or a side could not be synthesized.
`;

interface Arguments {
  readonly base: string | undefined;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly json: boolean;
  readonly exitCode: boolean;
  readonly help: boolean;
}

interface Comparison {
  readonly subject: string;
  readonly stacks: ReadonlyMap<string, Difference>;
}

function main(args: readonly string[]): void {
  const { base, from, to, json, exitCode, help } = argumentsOf(args);
  if (help) {
    process.stdout.write(HELP);
    return;
  }
  const { subject, stacks } =
    from !== undefined && to !== undefined ? compareOutputs(from, to) : compareWithCommit(base);
  process.stdout.write(
    json
      ? `${JSON.stringify({ subject, stacks: Object.fromEntries(stacks) }, null, 2)}\n`
      : markdownOf(stacks, subject),
  );
  if (exitCode && ![...stacks.values()].every(isSame)) {
    process.exitCode = 1;
  }
}

function compareOutputs(from: string, to: string): Comparison {
  return { subject: "Two outputs compared.", stacks: compareStacks(readStacks(from), readStacks(to)) };
}

/**
 * Both sides are synthesized in folders side by side: the names of a bundle's chunks depend on the way from the
 * source to `node_modules`.
 */
function compareWithCommit(given: string | undefined): Comparison {
  const { commit, name } = baseOf(given);
  const folder = temporaryFolder("synth-diff-");
  const before = join(folder, "before");
  const after = join(folder, "after");
  checkOut(commit, before);
  copyWorkingTree(after);
  for (const side of [before, after]) {
    linkPackages(side);
  }
  const [oldLock, newLock] = [before, after].map((side) =>
    readFileSync(join(side, "package-lock.json"), "utf8"),
  );
  const packages =
    oldLock === newLock ? "" : " `package-lock.json` differs: both sides have the packages installed here.";
  return {
    subject: `Compared with ${name === commit ? "" : `${name}, `}${commit.slice(0, 12)}.${packages}`,
    stacks: compareStacks(
      synthesize(before, join(folder, "before.out")),
      synthesize(after, join(folder, "after.out")),
    ),
  };
}

function argumentsOf(args: readonly string[]): Arguments {
  const { values, positionals } = parse(args);
  const { from, to, json = false, help = false } = values;
  const [base, ...more] = positionals;
  if (more.length > 0) {
    throw new CannotCompareError(`One BASE is enough, not ${positionals.join(" ")}; see --help`);
  }
  if ((from === undefined) !== (to === undefined)) {
    throw new CannotCompareError("--from and --to go together; see --help");
  }
  if (base !== undefined && from !== undefined) {
    throw new CannotCompareError("Either BASE, or --from and --to; see --help");
  }
  return { base, from, to, json, help, exitCode: values["exit-code"] ?? false };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        from: { type: "string" },
        to: { type: "string" },
        json: { type: "boolean" },
        "exit-code": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
      allowPositionals: true,
    });
  } catch (cause) {
    throw new CannotCompareError(`${cause instanceof Error ? cause.message : ""}; see --help`, { cause });
  }
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CannotCompareError)) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = 2;
}
