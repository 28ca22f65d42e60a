import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type { JsonObject, JsonValue } from "../../local/json";
import { type Block, blocksOf } from "./blocks";
import { run } from "./command";
import { compare, type Difference } from "./compare";
import { CannotCompareError } from "./errors";
import { isObject } from "./meaning";

/** Synthesized stacks by name, each as its blocks by address. */
export type Stacks = ReadonlyMap<string, ReadonlyMap<string, Block>>;

const STACK_FILE = "cdk.tf.json";

/**
 * Synthesizes a project as `cdktf synth` does: runs the `app` of its `cdktf.json`.
 *
 * @param project a folder with `cdktf.json` and `node_modules`
 * @param outdir where to
 * @throws CannotCompareError with what the app said
 */
export function synthesize(project: string, outdir: string): Stacks {
  const { app } = readJsonObject(join(project, "cdktf.json"));
  if (typeof app !== "string") {
    throw new CannotCompareError(`${join(project, "cdktf.json")} has no app`);
  }
  run(app, [], { cwd: project, shell: true, env: { CDKTF_OUTDIR: outdir, CHECKPOINT_DISABLE: "1" } });
  return readStacks(outdir);
}

/**
 * Reads what was synthesized.
 *
 * @param path a folder like `cdktf.out`, the folder of one stack, or a file of Terraform JSON
 * @throws CannotCompareError if there is none
 */
export function readStacks(path: string): Stacks {
  if (!existsSync(path)) {
    throw new CannotCompareError(`${path} does not exist`);
  }
  const folders = existsSync(join(path, "stacks")) ? join(path, "stacks") : undefined;
  const files = folders
    ? readdirSync(folders)
        .map((name) => join(folders, name, STACK_FILE))
        .filter((file) => existsSync(file))
    : [statSync(path).isDirectory() ? join(path, STACK_FILE) : path];
  return new Map(files.map((file) => [nameOf(file), blocksOf(readJsonObject(file))]));
}

/** The differences of all stacks, by name. One stack is compared with the one other, whatever their names. */
export function compareStacks(before: Stacks, after: Stacks): Map<string, Difference> {
  const [[oldName, old] = [], ...moreOld] = before;
  const [[newName, now] = [], ...moreNew] = after;
  if (old && now && oldName && newName && moreOld.length + moreNew.length === 0) {
    return new Map([[newName, compare(old, now)]]);
  }
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return new Map(
    names.map((name) => [name, compare(before.get(name) ?? new Map(), after.get(name) ?? new Map())]),
  );
}

function nameOf(file: string): string {
  return basename(file) === STACK_FILE ? basename(resolve(file, "..")) : basename(file);
}

function readJsonObject(file: string): JsonObject {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new CannotCompareError(
      `${file} holds no JSON object${cause instanceof Error ? `: ${cause.message}` : ""}`,
      { cause },
    );
  }
}

function parse(json: string): JsonObject {
  const value: JsonValue = JSON.parse(json);
  if (!isObject(value)) {
    throw new TypeError(json.slice(0, 20));
  }
  return value;
}
