import type { JsonValue } from "../../../local/json";
import { type Change, changesOf, isSame } from "../../../tools/synth-diff/compare";
import { meaningOf } from "../../../tools/synth-diff/meaning";
import { withoutProviderConstraints } from "../../../tools/synth-diff/provider-constraints";
import { difference, metadata, policyJson, stackWithTopic } from "./fixtures";

describe("changesOf", () => {
  test.each<[string, JsonValue, JsonValue, Change[]]>([
    ["nothing", { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, []],
    ["a value", { a: { b: 1 } }, { a: { b: 2 } }, [{ at: ["a", "b"], before: 1, after: 2 }]],
    ["a new member", {}, { a: null }, [{ at: ["a"], after: null }]],
    ["a member that is gone", { a: false }, {}, [{ at: ["a"], before: false }]],
    ["another type", { a: "1" }, { a: { b: 1 } }, [{ at: ["a"], before: "1", after: { b: 1 } }]],
    [
      "words of a list",
      { a: ["x", "y"] },
      { a: ["y", "z"] },
      [
        { at: ["a"], before: "x" },
        { at: ["a"], after: "z" },
      ],
    ],
    ["the order of words", ["x", "y"], ["y", "x"], [{ at: [], before: ["x", "y"], after: ["y", "x"] }]],
    ["a repeated word", ["x"], ["x", "x"], [{ at: [], before: ["x"], after: ["x", "x"] }]],
    ["a first object", [{ a: 1 }], [{ b: 1 }, { a: 1 }], [{ at: ["[0]"], after: { b: 1 } }]],
    ["a last object", [{ a: 1 }], [{ a: 1 }, { b: 1 }], [{ at: ["[1]"], after: { b: 1 } }]],
    ["an object that is gone", [{ a: 1 }, { b: 1 }], [{ b: 1 }], [{ at: ["[0]"], before: { a: 1 } }]],
    ["one of equal objects", [{ a: 1 }, { a: 1 }], [{ a: 1 }], [{ at: ["[1]"], before: { a: 1 } }]],
    [
      "inside an object",
      [{ a: 1 }, { b: 1 }],
      [{ a: 1 }, { b: 2 }],
      [{ at: ["[1]", "b"], before: 1, after: 2 }],
    ],
  ])("tells %s", (_, before, after, changes) => {
    expect(changesOf(before, after)).toEqual(changes);
  });

  test("finds an action in the statement that it belongs to", () => {
    const statement = { Sid: "Answer", Effect: "Allow", Action: ["states:SendTaskSuccess"], Resource: "*" };
    const other = { Sid: "Log", Effect: "Allow", Action: "logs:PutLogEvents", Resource: "*" };
    const before = meaningOf(policyJson(statement, other));
    const after = meaningOf(
      policyJson(other, { ...statement, Action: [...statement.Action, "states:SendTaskFailure"] }),
    );
    expect(changesOf(before, after)).toEqual([
      { at: ["Statement", "Answer", "Action"], after: "states:SendTaskFailure" },
    ]);
  });
});

describe("compare", () => {
  test("tells what is added, removed and changed, in the order of addresses", () => {
    const before = { resource: { t: { z: { a: 1 }, gone: {}, b: { a: 1 } } } };
    const after = { resource: { t: { z: { a: 2 }, added: {}, b: { a: 2 } } } };
    expect(difference(before, after)).toMatchObject({
      added: [{ address: "t.added" }],
      removed: [{ address: "t.gone" }],
      changed: [
        { address: "t.b", changes: [{ at: ["a"], before: 1, after: 2 }] },
        { address: "t.z", changes: [{ at: ["a"], before: 1, after: 2 }] },
      ],
      code: [],
    });
  });

  test("takes another address for another block, as Terraform does", () => {
    const { added, removed } = difference(
      { resource: { t: { old: { a: 1 } } } },
      { resource: { t: { new: { a: 1 } } } },
    );
    expect([...removed, ...added].map(({ address }) => address)).toEqual(["t.old", "t.new"]);
  });

  test("tells a bundle with other contents, and nothing of its hash", () => {
    const archive = (hash: string) =>
      stackWithTopic({ "//": metadata("s/decide/archive"), source_dir: `assets/decide/${hash.repeat(32)}` });
    expect(difference(archive("A"), archive("B"))).toEqual({
      added: [],
      removed: [],
      changed: [],
      code: [{ address: "aws_sns_topic.topic_1", path: "decide/archive" }],
    });
  });

  test("takes no notice of CDKTF's version and metadata", () => {
    const stack = (version: string, path: string) => ({
      "//": { metadata: { version } },
      ...stackWithTopic({ "//": metadata(path), name: "n" }),
    });
    expect(isSame(difference(stack("0.21.0", "stack/a"), stack("0.24.0", "stack/b")))).toBe(true);
  });

  test.each([
    ["added", stackWithTopic({}), { ...stackWithTopic({}), output: { a: {} } }],
    ["removed", stackWithTopic({}), {}],
    ["changed", stackWithTopic({ name: "a" }), stackWithTopic({ name: "b" })],
  ])("is not the same with something %s", (_, before, after) => {
    expect(isSame(difference(before, after))).toBe(false);
  });
});

describe("withoutProviderConstraints", () => {
  const terraform = (source: string, version: string, backend: string) => ({
    terraform: { backend: { [backend]: {} }, required_providers: { aws: { source, version } } },
  });

  test("leaves out versions and sources of providers", () => {
    const changed = difference(terraform("aws", "6.1.0", "s3"), terraform("hashicorp/aws", "6.2.0", "s3"));
    expect(changed.changed).toMatchObject([{ changes: [{}, {}] }]);
    expect(isSame(withoutProviderConstraints(changed))).toBe(true);
  });

  test.each([
    ["another backend", terraform("aws", "1", "local")],
    ["another provider", { terraform: { ...terraform("aws", "1", "s3").terraform, required_providers: {} } }],
    [
      "a resource that has a version",
      { ...terraform("aws", "1", "s3"), ...stackWithTopic({ version: "1" }) },
    ],
  ])("keeps %s", (_, after) => {
    expect(isSame(withoutProviderConstraints(difference(terraform("aws", "1", "s3"), after)))).toBe(false);
  });
});
