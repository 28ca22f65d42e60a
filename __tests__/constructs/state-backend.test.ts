import { type App, TerraformStack } from "cdktf";
import { addStateBackend, type S3StateSettings } from "../../constructs/state-backend";
import type { JsonObject } from "../../local/json";
import { objectOf, synthesizeApp } from "../helpers/synth";

function backend(settings?: S3StateSettings): JsonObject {
  const stack = synthesizeApp((app: App) => {
    const made = new TerraformStack(app, "some-stack");
    addStateBackend(made, "release", settings);
    return made;
  });
  return objectOf(objectOf(stack.json.terraform).backend);
}

describe("addStateBackend", () => {
  const place = { bucket: "states", region: "eu-west-1" };

  test("keeps the state in the project's root unless told otherwise", () => {
    expect(backend()).toEqual({ local: { path: "../../../terraform.some-stack.tfstate" } });
  });

  test("keeps it in S3, encrypted, locked, and apart from that of other prefixes", () => {
    expect(backend(place)).toEqual({
      s3: { ...place, key: "release/terraform.tfstate", encrypt: true, use_lockfile: true },
    });
  });

  test("takes another key", () => {
    expect(backend({ ...place, key: "a/b.tfstate" })).toMatchObject({ s3: { key: "a/b.tfstate" } });
  });

  test.each<[Partial<S3StateSettings>, JsonObject]>([
    [{ dynamodbTable: "locks" }, { dynamodb_table: "locks" }],
    [
      { dynamodbTable: "locks", useLockfile: true },
      { dynamodb_table: "locks", use_lockfile: true },
    ],
    [{ useLockfile: false }, {}],
  ])("locks it as %j says", (locking, expected) => {
    expect(backend({ ...place, ...locking })).toEqual({
      s3: { ...place, key: "release/terraform.tfstate", encrypt: true, ...expected },
    });
  });
});
