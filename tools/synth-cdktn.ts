import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { run } from "./synth-diff/command";
import { isSame } from "./synth-diff/compare";
import { CannotCompareError } from "./synth-diff/errors";
import { markdownOf } from "./synth-diff/markdown";
import { withoutProviderConstraints } from "./synth-diff/provider-constraints";
import { compareStacks, type Stacks, synthesize } from "./synth-diff/stacks";
import { copyWorkingTree, linkPackages, PROJECT, temporaryFolder } from "./synth-diff/working-tree";

const HELP = `Synthesizes the same source with CDKTF and with its successor, CDK Terrain, and compares the outputs.

usage: npm run synth:cdktn

Installs CDK Terrain and its bindings into a temporary folder, under the names that the source imports. Not compared:
versions and sources of the providers, which come with the bindings, and CDKTF's own metadata.

Exit codes: 0 the same; 1 something differs; 2 wrong usage, or it could not be installed or synthesized.
`;

/** CDK Terrain, by the names that CDKTF has. */
const ALIASES = {
  cdktf: "npm:cdktn@0.24.0",
  "@cdktf/provider-aws": "npm:@cdktn/provider-aws@25.7.0",
  "@cdktf/provider-archive": "npm:@cdktn/provider-archive@14.0.1",
};

function main(args: readonly string[]): number {
  if (wantsHelp(args)) {
    process.stdout.write(HELP);
    return 0;
  }
  const folder = temporaryFolder("synth-cdktn-");
  const cdktf = join(folder, "cdktf");
  const cdktn = join(folder, "cdktn");
  copyWorkingTree(cdktf);
  linkPackages(cdktf);
  copyWorkingTree(cdktn);
  installAliases(cdktn);

  const before = synthesize(cdktf, join(folder, "cdktf.out"));
  const after = synthesize(cdktn, join(folder, "cdktn.out"));
  const differences = new Map(
    [...compareStacks(before, after)].map(([name, difference]) => [
      name,
      withoutProviderConstraints(difference),
    ]),
  );
  const aliases = Object.entries(ALIASES).map(
    ([name, alias]) => `\`${name}\` is \`${alias.slice("npm:".length)}\``,
  );
  process.stdout.write(
    markdownOf(differences, `CDKTF compared with CDK Terrain: ${aliases.join(", ")}. ${compared(after)}.`),
  );
  return [...differences.values()].every(isSame) ? 0 : 1;
}

/**
 * Installs CDK Terrain, and links everything else that is installed here beside it.
 *
 * @throws CannotCompareError if npm fails, or if `constructs` would be there twice: then nothing that one copy
 * made would be a construct to the other
 */
function installAliases(folder: string): void {
  const { dependencies } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
  rmSync(join(folder, "package-lock.json"), { force: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ private: true, dependencies: { ...ALIASES, constructs: dependencies.constructs } }),
  );
  run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"], {
    cwd: folder,
  });

  const packages = join(folder, "node_modules");
  const second = ["cdktn", ...Object.keys(ALIASES)]
    .map((name) => join(packages, name, "node_modules", "constructs"))
    .filter((copy) => existsSync(copy));
  if (second.length > 0) {
    throw new CannotCompareError(`There is more than one copy of constructs: ${second.join(", ")}`);
  }
  for (const name of readdirSync(join(PROJECT, "node_modules"))) {
    if (!existsSync(join(packages, name))) {
      symlinkSync(join(PROJECT, "node_modules", name), join(packages, name));
    }
  }
}

function compared(stacks: Stacks): string {
  const addresses = [...stacks.values()].flatMap((blocks) => [...blocks.keys()]);
  const data = addresses.filter((address) => address.startsWith("data.")).length;
  const resources = addresses.filter((address) => address.startsWith("aws_")).length;
  return `${resources} resources, ${data} data sources and ${addresses.length - resources - data} other blocks`;
}

function wantsHelp(args: readonly string[]): boolean {
  try {
    const { values } = parseArgs({ args: [...args], options: { help: { type: "boolean", short: "h" } } });
    return values.help === true;
  } catch (cause) {
    throw new CannotCompareError(`${cause instanceof Error ? cause.message : ""}; see --help`, { cause });
  }
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CannotCompareError)) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = 2;
}
