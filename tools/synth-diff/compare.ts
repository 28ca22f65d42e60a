import type { JsonValue } from "../../local/json";
import type { Block } from "./blocks";
import { canonicalJson, isObject } from "./meaning";

/** One place where a block says something else: `before` is missing for what is new, `after` for what is gone. */
export interface Change {
  /** The way to it through the arguments, such as `["policy", "Statement", "WriteLogs", "Action"]`. */
  readonly at: readonly string[];
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

/** A block that both sides have, and that says something else. */
export interface ChangedBlock {
  readonly address: string;
  readonly path: string;
  readonly changes: readonly Change[];
}

/** What became of a stack. */
export interface Difference {
  readonly added: readonly Block[];
  readonly removed: readonly Block[];
  readonly changed: readonly ChangedBlock[];
  /** Blocks that refer to a bundle with other contents. */
  readonly code: readonly Pick<Block, "address" | "path">[];
}

/** Compares the blocks of a stack before and after, each list in the order of addresses. */
export function compare(before: ReadonlyMap<string, Block>, after: ReadonlyMap<string, Block>): Difference {
  const both = ordered(before).flatMap((old) => {
    const now = after.get(old.address);
    return now === undefined ? [] : [{ old, now }];
  });
  return {
    added: ordered(after).filter(({ address }) => !before.has(address)),
    removed: ordered(before).filter(({ address }) => !after.has(address)),
    changed: both
      .map(({ old, now: { address, path, value } }) => ({
        address,
        path,
        changes: changesOf(old.value, value),
      }))
      .filter(({ changes }) => changes.length > 0),
    code: both
      .filter(({ old, now }) => canonicalJson([...old.assetHashes]) !== canonicalJson([...now.assetHashes]))
      .map(({ now: { address, path } }) => ({ address, path })),
  };
}

/** Whether nothing differs. */
export function isSame({ added, removed, changed, code }: Difference): boolean {
  return [added, removed, changed, code].every((list) => list.length === 0);
}

/** Where two values differ, as deep inside as can be said. */
export function changesOf(before: JsonValue, after: JsonValue, at: readonly string[] = []): Change[] {
  if (canonicalJson(before) === canonicalJson(after)) {
    return [];
  }
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap((key) => memberChanges(before[key], after[key], [...at, key]));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    return before.every(isScalar) && after.every(isScalar)
      ? scalarListChanges(before, after, at)
      : listChanges(before, after, at);
  }
  return [{ at, before, after }];
}

function memberChanges(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  at: readonly string[],
): Change[] {
  if (before !== undefined && after !== undefined) {
    return changesOf(before, after, at);
  }
  return [{ at, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
}

/** Of a list of words the ones that are new or gone; all of it, where only their order or number differs. */
function scalarListChanges(before: JsonValue[], after: JsonValue[], at: readonly string[]): Change[] {
  const gone = before.filter((item) => !after.includes(item));
  const added = after.filter((item) => !before.includes(item));
  if (gone.length + added.length === 0) {
    return [{ at, before, after }];
  }
  return [
    ...gone.map((item): Change => ({ at, before: item })),
    ...added.map((item): Change => ({ at, after: item })),
  ];
}

/** What is left when both lists begin or end with the same, one by one. */
function listChanges(before: JsonValue[], after: JsonValue[], at: readonly string[]): Change[] {
  const old = before.map(canonicalJson);
  const now = after.map(canonicalJson);
  const shorter = Math.min(old.length, now.length);
  let start = 0;
  while (start < shorter && old[start] === now[start]) {
    start += 1;
  }
  let end = 0;
  while (end < shorter - start && old.at(-1 - end) === now.at(-1 - end)) {
    end += 1;
  }
  const changes: Change[] = [];
  for (let index = start; index < Math.max(old.length, now.length) - end; index += 1) {
    const one = index < old.length - end ? before[index] : undefined;
    const other = index < now.length - end ? after[index] : undefined;
    changes.push(...memberChanges(one, other, [...at, `[${index}]`]));
  }
  return changes;
}

function ordered(blocks: ReadonlyMap<string, Block>): Block[] {
  return [...blocks.values()].sort((a, b) => (a.address < b.address ? -1 : 1));
}

function isScalar(value: JsonValue): boolean {
  return typeof value !== "object" || value === null;
}
