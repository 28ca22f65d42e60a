import type { JsonObject, JsonValue } from "../../../local/json";
import { type Block, blocksOf } from "../../../tools/synth-diff/blocks";
import { compare, type Difference } from "../../../tools/synth-diff/compare";

/** A stack's JSON with one topic of these arguments. */
export function stackWithTopic(topic: JsonObject): JsonObject {
  return { resource: { aws_sns_topic: { topic_1: topic } } };
}

/** What CDKTF adds to a block. */
export function metadata(path: string): JsonObject {
  return { metadata: { path, uniqueId: path.replaceAll("/", "_") } };
}

/** A policy document in a string, as in synthesized JSON. */
export function policyJson(...statements: JsonValue[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** How two stacks' JSON differs. */
export function difference(before: JsonObject, after: JsonObject): Difference {
  return compare(blocksOf(before), blocksOf(after));
}

/** A block of a stack's JSON. */
export function block(stack: JsonObject, address: string): Block {
  const blocks = blocksOf(stack);
  const found = blocks.get(address);
  if (found === undefined) {
    throw new Error(`No ${address}, but ${[...blocks.keys()].join(", ")}`);
  }
  return found;
}
