import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Figure, figure, type Section } from "../figures";
import { modulesLoadedBySynth } from "../loaded-modules";
import { CommandError, PROJECT, runCommand } from "../timing";

const FIRST_MAIL_TARGET_SECONDS = 60;

/** What deploys; synthesis and the local run do without it. */
const CLI = "cdktf-cli";

/** What the lock file says of a package that it needs others for. */
interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** How many of the largest packages are listed. */
const LARGEST = 8;

/** What `npm ci` puts on the disk, how much of it is needed, and how long it takes to the first mail. */
export const install: Section = {
  name: "install",
  title: "Install: what is on the disk, and from a fresh clone to the first mail",
  run: async (progress) => {
    progress("adding up node_modules");
    const figures = [...(await installedSizes())];
    const notes: string[] = [];
    progress("git clone, npm ci, npm start -- --decide approve");
    try {
      const taken = await fromCloneToMail();
      figures.push(
        figure("from a fresh clone to the first mail, warm npm cache", taken, "s", {
          atMost: FIRST_MAIL_TARGET_SECONDS,
        }),
      );
    } catch (error) {
      if (!(error instanceof CommandError)) {
        throw error;
      }
      notes.push(`Not measured from clone to mail: ${error.message}`);
    }
    return { timings: [], figures, notes };
  },
};

async function installedSizes(): Promise<Figure[]> {
  const packages = installedPackages();
  const paths = [...packages.keys()].filter((path) => path !== "");
  const sizes = new Map(paths.map((path) => [path, bytesIn(join(PROJECT, path))]));
  const sum = (some: Iterable<string>): number =>
    [...some].reduce((total, path) => total + (sizes.get(path) ?? 0), 0);
  const largest = [...sizes].sort(([, a], [, b]) => b - a).slice(0, LARGEST);
  const withoutCli = neededBy(packages, (name) => name !== CLI);
  const onlyForCli = paths.filter((path) => !withoutCli.has(path));
  const outdir = mkdtempSync(join(tmpdir(), "sfn-approval-bench-"));
  const loaded = await modulesLoadedBySynth(outdir);
  rmSync(outdir, { recursive: true, force: true });
  const loadedBytes = loaded.reduce((total, file) => total + lstatSync(join(PROJECT, file)).size, 0);
  return [
    figure("installed in all", megabytes(sum(sizes.keys())), "MB"),
    ...largest.map(([path, bytes]) => figure(`of it ${path}`, megabytes(bytes), "MB")),
    figure(`of it what only ${CLI} needs`, megabytes(sum(onlyForCli)), "MB"),
    figure("of it the modules that a synthesis loads", megabytes(loadedBytes), "MB"),
  ];
}

async function fromCloneToMail(): Promise<number> {
  const clone = mkdtempSync(join(tmpdir(), "sfn-approval-clone-"));
  try {
    const started = performance.now();
    await runCommand({ program: "git", args: ["clone", "--quiet", PROJECT, clone] });
    await runCommand({
      program: "npm",
      args: ["ci", "--prefer-offline", "--no-audit", "--no-fund"],
      cwd: clone,
    });
    await runCommand({
      program: "npm",
      args: ["start", "--silent", "--", "--decide", "approve"],
      cwd: clone,
    });
    return Math.round((performance.now() - started) / 100) / 10;
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
}

/** Those of the lock file's packages that are on the disk, by their paths. */
function installedPackages(): Map<string, LockedPackage> {
  const { packages }: { packages: Record<string, LockedPackage> } = JSON.parse(
    readFileSync(join(PROJECT, "package-lock.json"), "utf8"),
  );
  return new Map(Object.entries(packages).filter(([path]) => existsSync(join(PROJECT, path))));
}

/** The packages that some of the project's own dependencies lead to, found as Node finds them. */
function neededBy(
  packages: ReadonlyMap<string, LockedPackage>,
  isWanted: (name: string) => boolean,
): Set<string> {
  const needed = new Set([""]);
  for (const path of needed) {
    const { dependencies, optionalDependencies, peerDependencies, devDependencies } =
      packages.get(path) ?? {};
    const names = Object.keys({
      ...dependencies,
      ...optionalDependencies,
      ...peerDependencies,
      ...devDependencies,
    });
    for (const name of path === "" ? names.filter(isWanted) : names) {
      const found = resolved(path, name, packages);
      if (found !== undefined) {
        needed.add(found);
      }
    }
  }
  return needed;
}

function resolved(
  from: string,
  name: string,
  packages: ReadonlyMap<string, LockedPackage>,
): string | undefined {
  const path = join(from, "node_modules", name);
  if (packages.has(path) || from === "") {
    return packages.has(path) ? path : undefined;
  }
  return resolved(from.slice(0, Math.max(0, from.lastIndexOf("node_modules/") - 1)), name, packages);
}

/** Of a package itself, without packages inside it. */
function bytesIn(path: string): number {
  const stat = lstatSync(path);
  return stat.isDirectory()
    ? readdirSync(path)
        .filter((name) => name !== "node_modules")
        .reduce((sum, name) => sum + bytesIn(join(path, name)), 0)
    : stat.size;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 100_000) / 10;
}
