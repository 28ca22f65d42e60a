import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

/** What decides, in a file's folder and in those above, how the file is read and what its imports lead to. */
const CONFIGURATION = ["package.json", "tsconfig.json"];

/** How long a bundle that nobody asks for is kept. */
const KEPT_MS = 24 * 3_600_000;

/** How far the clock of file systems may be behind. */
const CLOCK_MS = 50;

const BUNDLE = "bundle";
const INPUTS = "inputs.json";

/**
 * The bundle of an earlier run, if all that it was made of is as it was; otherwise a new one.
 *
 * Compared are size and change time (ctime, which no tool can set) of the files that went into it, of their folders,
 * as an import could lead to a new file instead, and of the configuration in these and above.
 *
 * @param key what the bundle depends on beside files: how it is built
 * @param build writes the bundle into a folder and gives the absolute paths of the files that went into it
 * @param cache where bundles are kept. @default {@link cacheFolder}
 * @returns absolute path of a folder with the bundle and nothing else
 */
export function cachedBundle(
  key: string,
  build: (folder: string) => readonly string[],
  cache = cacheFolder(),
): string {
  const prefix = join(cache, sha256(key));
  return join(earlierBundle(prefix) ?? newBundle(prefix, build), BUNDLE);
}

function earlierBundle(prefix: string): string | undefined {
  const cache = dirname(prefix);
  const names = readdirSync(cache).filter((name) => name.startsWith(basename(prefix)));
  const folder = names.map((name) => join(cache, name)).find((folder) => isUpToDate(folder, prefix));
  if (folder !== undefined) {
    utimesSync(folder, new Date(), new Date());
  }
  return folder;
}

function isUpToDate(folder: string, prefix: string): boolean {
  const inputs = join(folder, INPUTS);
  return (
    existsSync(inputs) && folder === `${prefix}-${fingerprint(JSON.parse(readFileSync(inputs, "utf8")))}`
  );
}

function newBundle(prefix: string, build: (folder: string) => readonly string[]): string {
  removeUnused(dirname(prefix));
  const started = Date.now() - CLOCK_MS;
  const folder = mkdtempSync(join(dirname(prefix), "new-"));
  const inputs = build(join(folder, BUNDLE));
  if (inputs.some((file) => statSync(file).ctimeMs >= started)) {
    // Nobody knows whether the old or the new content went in: it serves this process, and the next one builds.
    return folder;
  }
  writeFileSync(join(folder, INPUTS), JSON.stringify(inputs));
  const kept = `${prefix}-${fingerprint(inputs)}`;
  try {
    renameSync(folder, kept);
  } catch (error) {
    // Another process may have been faster, with the same bundle.
    if (!existsSync(kept)) {
      throw error;
    }
    rmSync(folder, { recursive: true });
  }
  return kept;
}

function removeUnused(cache: string): void {
  for (const name of readdirSync(cache)) {
    const folder = join(cache, name);
    const used = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (used < Date.now() - KEPT_MS) {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/**
 * Where bundles are kept: among the packages, so that they go with these. Where those are read-only, as in a
 * container, in a folder that goes with the process.
 *
 * @param packages the folder `node_modules`. @default that of esbuild
 */
export function cacheFolder(packages = join(dirname(require.resolve("esbuild/package.json")), "..")): string {
  const folder = join(packages, ".cache", "sfn-approval");
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    const temporary = mkdtempSync(join(tmpdir(), "sfn-approval-"));
    process.once("exit", () => rmSync(temporary, { recursive: true, force: true }));
    return temporary;
  }
}

function fingerprint(files: readonly string[]): string {
  const folders = new Set(files.map((file) => dirname(file)));
  const paths = [...files, ...folders];
  // Those above come in while the set is gone through.
  for (const folder of folders) {
    paths.push(...CONFIGURATION.map((name) => join(folder, name)));
    folders.add(dirname(folder));
  }
  return sha256(paths.map(stamp).join("\n"));
}

/** Changes with a file's content, and with the names in a folder. */
function stamp(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return `${path} ${stat?.size} ${stat?.ctimeMs}`;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
