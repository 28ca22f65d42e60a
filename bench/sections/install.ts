import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Figure, figure, type Section } from "../figures";
import { modulesLoadedBySynth } from "../loaded-modules";
import { CommandError, PROJECT, runCommand } from "../timing";

const FIRST_MAIL_TARGET_SECONDS = 60;

/** How many of the largest packages are listed. */
const LARGEST = 8;

/** What `npm ci` puts on the disk, how much of it is needed, and how long it takes to the first mail. */
export const install: Section = {
  name: "install",
  title: "Install: what is on the disk, and from a fresh clone to the first mail",
  onRequest: true,
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
  const modules = join(PROJECT, "node_modules");
  const packages = packagesIn(modules).map((name) => ({ name, bytes: bytesIn(join(modules, name)) }));
  const total = packages.reduce((sum, { bytes }) => sum + bytes, 0);
  const largest = packages.toSorted((a, b) => b.bytes - a.bytes).slice(0, LARGEST);
  const outdir = mkdtempSync(join(tmpdir(), "sfn-approval-bench-"));
  const loaded = await modulesLoadedBySynth(outdir);
  rmSync(outdir, { recursive: true, force: true });
  const loadedBytes = loaded.reduce((sum, file) => sum + lstatSync(join(PROJECT, file)).size, 0);
  return [
    figure("installed in all", megabytes(total), "MB"),
    ...largest.map(({ name, bytes }) => figure(name, megabytes(bytes), "MB")),
    figure("of packages that only tests and checks need", megabytes(developmentBytes(modules)), "MB"),
    figure("of modules that a synthesis loads", megabytes(loadedBytes), "MB"),
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

/** Of the packages that the lock file marks as wanted for development only. */
function developmentBytes(modules: string): number {
  const { packages }: { packages: Record<string, { dev?: boolean }> } = JSON.parse(
    readFileSync(join(PROJECT, "package-lock.json"), "utf8"),
  );
  return packagesIn(modules)
    .filter((name) => packages[`node_modules/${name}`]?.dev === true)
    .reduce((sum, name) => sum + bytesIn(join(modules, name)), 0);
}

function packagesIn(modules: string): string[] {
  return readdirSync(modules).flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(modules, name)).map((inner) => `${name}/${inner}`) : [name],
  );
}

function bytesIn(path: string): number {
  const stat = lstatSync(path);
  return stat.isDirectory()
    ? readdirSync(path).reduce((sum, name) => sum + bytesIn(join(path, name)), 0)
    : stat.size;
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 100_000) / 10;
}
