import { AwsServiceError } from "../errors";

/** Writes a place in a list into a page token; `list` says which list and in which order. */
export function pageToken(list: string, position: number): string {
  return Buffer.from(JSON.stringify([list, position])).toString("base64");
}

/**
 * Reads a page token.
 *
 * @throws AwsServiceError `InvalidToken` for a token of another list, or none of ours
 */
export function positionOf(token: string, list: string): number {
  const [tokenList, position] = parse(token);
  if (tokenList !== list || typeof position !== "number" || !Number.isInteger(position) || position < 0) {
    throw invalidToken();
  }
  return position;
}

function parse(token: string): unknown[] {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, "base64").toString());
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    throw invalidToken();
  }
}

function invalidToken(): AwsServiceError {
  return new AwsServiceError("InvalidToken", "Invalid Token: 'Invalid token'");
}
