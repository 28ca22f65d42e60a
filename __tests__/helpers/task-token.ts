import { createHash } from "node:crypto";

/**
 * A task token as Step Functions gives them out: two base64 texts joined, some 700 characters, with `+`, `/`
 * and `==` also in the middle.
 */
export function taskToken(seed: string): string {
  return `AQCo+/${base64(`${seed} 1`, 376)}${base64(`${seed} 2`, 136)}`;
}

/** The token of the task that the tests' links answer. */
export const TASK_TOKEN = taskToken("the task");

/** Base64 of so many bytes; where that is no multiple of three, it ends in `=` signs. */
function base64(seed: string, length: number): string {
  const blocks = Array.from({ length: Math.ceil(length / 64) }, (_, block) =>
    createHash("sha512").update(`${seed} ${block}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, length).toString("base64");
}
