import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../local/json";

const folders: string[] = [];

/** Removes the stacks that {@link editedStack} made: for `afterAll`. */
export function removeEditedStacks(): void {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true });
  }
}

/** A copy of a synthesized stack whose JSON was changed; the assets are the same. */
export function editedStack(stackFolder: string, edit: (json: JsonObject) => JsonObject): string {
  const folder = mkdtempSync(join(tmpdir(), "edited-stack-"));
  folders.push(folder);
  symlinkSync(join(stackFolder, "assets"), join(folder, "assets"));
  const json: JsonObject = JSON.parse(readFileSync(join(stackFolder, "cdk.tf.json"), "utf8"));
  writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(edit(json)));
  return folder;
}

/** Takes the statements of a Sid out of every policy; a `lambda_permission` is a statement, too. */
export function withoutStatement(sid: string): (json: JsonObject) => JsonObject {
  return (json) =>
    JSON.parse(JSON.stringify(json), (_key, value) => {
      if (typeof value === "string" && value.includes(`"Sid":"${sid}"`)) {
        const policy: { Statement: { Sid?: string }[] } = JSON.parse(value);
        return JSON.stringify({ ...policy, Statement: policy.Statement.filter(({ Sid }) => Sid !== sid) });
      }
      return isObject(value)
        ? Object.fromEntries(
            Object.entries(value).filter(([, member]) => !isObject(member) || member.statement_id !== sid),
          )
        : value;
    });
}

/** Takes the retries out of the definition, so that a call that is never allowed fails at once. */
export function withoutRetries(json: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(json), (key, value) =>
    key === "definition" && typeof value === "string"
      ? JSON.stringify(JSON.parse(value, (field, member) => (field === "Retry" ? undefined : member)))
      : value,
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
