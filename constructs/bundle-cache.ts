import { createHash, type Hash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, relative, sep } from "node:path";

/** What decides, beside the sources, how these are read and what their imports lead to. */
const CONFIGURATION = ["package.json", "tsconfig.json"];

/** What npm has written down of all that it has installed. */
const NPM_RECORD = ".package-lock.json";

/** How far the clock of a file system may be behind. */
const CLOCK_MS = 50;

const BUNDLE = "bundle";
const INPUTS = "inputs";
const ABSENT = { throwIfNoEntry: false } as const;

/** How a function's bundle is made: see {@link cachedBundle}. */
export interface Bundling {
  /** Absolute path of the file that exports the handler: `PROJECT/lambdas/NAME/index.ts`. */
  readonly entry: string;
  /** What the bundle depends on beside files: esbuild's version and options. */
  readonly options: string;
  /** Writes the bundle into a folder and gives the absolute paths of the files that went into it. */
  build(outdir: string): readonly string[];
}

/**
 * The bundle that an earlier run made of the same files in the same way, or else a new one.
 *
 * It is for a function of this project, as all that esbuild can read for one is known: files in `lambdas/`, compared
 * by content and with any new one; the project's configuration and npm's record of what is installed; and the
 * packages' files that went into the bundle, compared by size and change time (ctime, which no tool can set), as
 * somebody may edit them in place. What is kept is not deleted: it goes with `node_modules`.
 *
 * @returns absolute path of a folder with the bundle and nothing else
 */
export function cachedBundle(bundling: Bundling): string {
  const cache = cacheFolder(foldersOf(bundling.entry).packages);
  const key = sourcesHash(bundling);
  const known = readdirSync(cache).find(
    (name) => name.startsWith(key) && name === keptName(cache, name, key),
  );
  return join(cache, known ?? newBundle(bundling, cache, key), BUNDLE);
}

/** @returns the name of its folder */
function newBundle(bundling: Bundling, cache: string, key: string): string {
  const started = Date.now() - CLOCK_MS;
  const folder = mkdtempSync(join(cache, "new-"));
  const name = basename(folder);
  try {
    const inputs = bundling.build(join(folder, BUNDLE));
    const { sources } = foldersOf(bundling.entry);
    // The sources are in the key, by content: wherever the project lies, they are the same.
    const ofPackages = inputs.filter((file) => !file.startsWith(sources + sep));
    writeFileSync(join(folder, INPUTS), ofPackages.join("\n"));
    const kept = keptName(cache, name, key);
    const isCertain = isSettled(inputs, bundling, started) && sourcesHash(bundling) === key;
    if (isCertain && moveTo(kept, name, cache, key)) {
      return kept;
    }
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    return name;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Whether it is known what went into a bundle, and will be seen when that changes. Otherwise the bundle serves this
 * process, and the next one builds again: when a file has changed since the build began, when one is neither the
 * project's nor installed in it, and when it was not npm that installed, as then nothing tells what else is found.
 */
function isSettled(inputs: readonly string[], { entry }: Bundling, started: number): boolean {
  const { sources, packages } = foldersOf(entry);
  const known = [sources + sep, realpathSync(packages) + sep];
  return (
    existsSync(join(packages, NPM_RECORD)) &&
    inputs.every(
      (file) =>
        known.some((folder) => file.startsWith(folder)) &&
        (statSync(file, ABSENT)?.ctimeMs ?? started) < started,
    )
  );
}

/** @returns whether it worked */
function moveTo(kept: string, name: string, cache: string, key: string): boolean {
  if (keptName(cache, kept, key) !== kept) {
    // Nothing, or what is left of a damaged one.
    rmSync(join(cache, kept), { recursive: true, force: true });
  }
  try {
    renameSync(join(cache, name), join(cache, kept));
    return true;
  } catch {
    // Another process was faster: this one's own bundle is as good.
    return false;
  }
}

/** The name by which a bundle's folder is kept: of what went in, and what came out, as far as it is there. */
function keptName(cache: string, name: string, key: string): string {
  const list = join(cache, name, INPUTS);
  const outputs = join(cache, name, BUNDLE);
  if (!existsSync(list) || !existsSync(outputs)) {
    return "";
  }
  const hash = createHash("sha256");
  for (const file of readFileSync(list, "utf8").split("\n")) {
    const stat = statSync(file, ABSENT);
    hash.update(`${file} ${stat?.size} ${stat?.ctimeMs}\n`);
  }
  for (const file of readdirSync(outputs)) {
    hash.update(`${file} ${statSync(join(outputs, file), ABSENT)?.size}\n`);
  }
  return `${key}-${hash.digest("hex").slice(0, 32)}`;
}

function sourcesHash({ entry, options }: Bundling): string {
  const { sources, project, packages } = foldersOf(entry);
  // The names of a bundle's chunks depend on the way to the packages.
  const wayToPackages = relative(project, realpathSync(packages));
  const hash = createHash("sha256").update(`${options}\n${relative(sources, entry)}\n${wayToPackages}\n`);
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" })
    .map((name) => join(sources, name))
    .filter((file) => statSync(file, ABSENT)?.isFile())
    .sort();
  for (const file of files) {
    addContent(hash, relative(project, file), file);
  }
  for (const file of [...CONFIGURATION.map((name) => join(project, name)), join(packages, NPM_RECORD)]) {
    addContent(hash, relative(project, file), file);
  }
  return hash.digest("hex").slice(0, 32);
}

function foldersOf(entry: string) {
  const sources = dirname(dirname(entry));
  const project = dirname(sources);
  return { sources, project, packages: join(project, "node_modules") };
}

function addContent(hash: Hash, name: string, file: string): void {
  const content = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  hash.update(`${name} ${content.length}\n`).update(content);
}

let folderOfProcess: string | undefined;

/**
 * Where bundles are kept: among the packages, so that they go with these. Where those are read-only, as in a
 * container, in a folder that goes with the process.
 *
 * @param packages the folder `node_modules`
 */
export function cacheFolder(packages: string): string {
  const folder = join(packages, ".cache", "sfn-approval");
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return folder;
  } catch {
    return temporaryFolder();
  }
}

/** A folder that goes with the process. */
export function temporaryFolder(): string {
  if (folderOfProcess === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "sfn-approval-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    folderOfProcess = folder;
  }
  return folderOfProcess;
}
