import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command";
import { CannotCompareError } from "./errors";

/** The project that this tool belongs to. */
export const PROJECT = join(__dirname, "..", "..");

/** A commit to compare with. */
export interface Base {
  readonly commit: string;
  /** What it is, for a person, such as `the merge base with origin/main`. */
  readonly name: string;
}

/** Makes a temporary folder that goes with the process. */
export function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(143));
  return folder;
}

/**
 * The commit to compare the working tree with.
 *
 * @param given a branch, tag or commit. @default the merge base with origin/main, else with main, else HEAD~1
 * @throws CannotCompareError if there is no such commit
 */
export function baseOf(given: string | undefined): Base {
  if (given !== undefined) {
    const commit = commitOf(given);
    if (commit === undefined) {
      throw new CannotCompareError(
        `There is no commit ${JSON.stringify(given)}. Name a branch, a tag or a commit; ` +
          'in a shallow clone, get it first: "git fetch --unshallow"',
      );
    }
    return { commit, name: given };
  }
  for (const branch of ["origin/main", "main"]) {
    const commit = mergeBase(branch);
    if (commit !== undefined) {
      return { commit, name: `the merge base with ${branch}` };
    }
  }
  const parent = commitOf("HEAD~1");
  if (parent === undefined) {
    throw new CannotCompareError(
      "There is nothing to compare with: no origin/main, no main, and no commit before this one. " +
        'Name one: "npm run synth:diff -- BASE"',
    );
  }
  return { commit: parent, name: "HEAD~1" };
}

/** Checks a commit out into a folder that is not there yet, for as long as the process lives. */
export function checkOut(commit: string, folder: string): void {
  git("worktree", "add", "--detach", "--quiet", folder, commit);
  // Before the temporary folder around it goes.
  process.prependOnceListener("exit", () => gitOrNothing("worktree", "remove", "--force", folder));
}

/** Copies the working tree, with what is not committed and without what git ignores. */
export function copyWorkingTree(folder: string): void {
  const files = git("ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0");
  for (const file of new Set(files)) {
    const source = join(PROJECT, file);
    if (file !== "" && existsSync(source)) {
      cpSync(source, join(folder, file));
    }
  }
}

/** Gives a folder the packages that are installed here. */
export function linkPackages(folder: string): void {
  symlinkSync(join(PROJECT, "node_modules"), join(folder, "node_modules"), "dir");
}

function commitOf(revision: string): string | undefined {
  return gitOrNothing("rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`);
}

function mergeBase(branch: string): string | undefined {
  return commitOf(branch) && gitOrNothing("merge-base", "HEAD", branch);
}

function gitOrNothing(...args: string[]): string | undefined {
  try {
    return git(...args).trim() || undefined;
  } catch (error) {
    if (error instanceof CannotCompareError) {
      return undefined;
    }
    throw error;
  }
}

function git(...args: string[]): string {
  return run("git", args, { cwd: PROJECT });
}
