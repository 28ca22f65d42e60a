import { randomBytes, randomInt } from "node:crypto";

/** Two blobs of 3n + 1 bytes each, so that both end in `==`. */
const FIRST_BLOB_BYTES = 127;
const SECOND_BLOB_BYTES = { shortest: 373, longest: 403 };

/**
 * A task token of the shape that AWS gives out: 668 to 712 characters, two base64 texts joined, so that `==`
 * stands in the middle too. Whoever handles it as one base64 text, or forgets to escape it in a URL, fails.
 */
export function newTaskToken(): string {
  const { shortest, longest } = SECOND_BLOB_BYTES;
  const secondBlobBytes = shortest + 3 * randomInt((longest - shortest) / 3 + 1);
  let token: string;
  do {
    token =
      randomBytes(FIRST_BLOB_BYTES).toString("base64") + randomBytes(secondBlobBytes).toString("base64");
  } while (!token.includes("+") || !token.includes("/"));
  return token;
}

/** Whether a text could be a task token: AWS takes 1 to 2,048 characters. */
export function isTaskToken(text: string): boolean {
  return /^[A-Za-z0-9+/=]{1,2048}$/.test(text);
}
