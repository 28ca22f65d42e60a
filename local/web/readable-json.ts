import { redact } from "../../lambdas/shared/redact";
import type { JsonValue } from "../json";

const SECRET_NAME = /^(task[-_]?)?token$|^sig(nature)?$/i;
const REMOVED = "[removed]";

/**
 * JSON laid out to be read, without the task tokens and signatures in it.
 *
 * Text that is no JSON comes back as it is, but for what could be a token or a signature.
 */
export function readableJson(text: string): string {
  return JSON.stringify(withoutSecrets(parsed(text)), undefined, 2) ?? "";
}

/** A JSON text's value, or the text itself if it is no JSON. */
export function parsed(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Removes members that are named like a secret, and texts that look like one. */
function withoutSecrets(value: JsonValue): JsonValue {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      redact(name),
      SECRET_NAME.test(name) ? REMOVED : withoutSecrets(member),
    ]),
  );
}
