import type { JsonValue } from "../../../local/json";
import { evaluatePath, evaluateTemplate } from "../../../local/step-functions/expressions";

const CONTEXT = { Execution: { Input: null, Name: "run-1" }, Task: { Token: "token" } };

async function value(expression: string, input: JsonValue = {}): Promise<JsonValue> {
  return evaluateTemplate({ "it.$": expression }, { input, context: CONTEXT }).then(
    (result) => (result as { it: JsonValue }).it,
  );
}

describe("a path", () => {
  test.each<[JsonValue]>([[null], [false], [0], [""], ["text"], [[]], [{ a: null }]])(
    "leads to the root when that is %j",
    async (input) => {
      expect(await value("$", input)).toEqual(input);
      expect(await evaluatePath("$", { input, context: CONTEXT })).toEqual(input);
    },
  );

  test.each<[string, JsonValue, JsonValue]>([
    ["$.a.b", { a: { b: 1 } }, 1],
    ["$['a b']", { "a b": 1 }, 1],
    ["$.a[1]", { a: [1, 2] }, 2],
    ["$[0]", ["first"], "first"],
    ["$.a[*].b", { a: [{ b: 1 }, { b: 2 }] }, [1, 2]],
    ["$.a[?(@.b == 2)]", { a: [{ b: 1 }, { b: 2 }] }, [{ b: 2 }]],
    ["$.a", { a: null }, null],
    ["$$.Task.Token", {}, "token"],
    ["$$.Execution.Input", {}, null],
    ["$$", {}, CONTEXT],
  ])("%s of %j is %j", async (path, input, expected) => {
    expect(await value(path, input)).toEqual(expected);
  });

  test.each([["$.nothing"], ["$$.Map.Item.Index"]])("fails when %s leads nowhere", async (path) => {
    await expect(value(path)).rejects.toMatchObject({
      name: "States.Runtime",
      message: `Path expression '${path}' does not point to a value`,
    });
  });
});

describe("an intrinsic function", () => {
  test.each<[string, JsonValue, JsonValue]>([
    ["States.Format('{} of {}', $.a, $$.Execution.Name)", { a: 1 }, "1 of run-1"],
    ["States.Format('(not, {}', $.a)", { a: "this)" }, "(not, this)"],
    ["States.Format('it\\'s {}', $.a)", { a: null }, "it's null"],
    ["States.Format('\\{\\} and {}', 5)", {}, "{} and 5"],
    ["States.Format('$.a is {}', $.a)", { a: "C:\\dir" }, "$.a is C:\\dir"],
    ["States.Format($.template, 1)", { template: "a\\b {}" }, "a\\b 1"],
    ["States.Format('\\\\ {}', true)", {}, "\\ true"],
    ["States.JsonToString($)", { a: 'say "hi"\n' }, '{"a":"say \\"hi\\"\\n"}'],
    ["States.StringToJson($.a)", { a: '{"b":"\\"c\\""}' }, { b: '"c"' }],
    ["States.Format('{}', States.JsonToString($.a))", { a: ["\\"] }, '["\\\\"]'],
    ["States.Base64Encode('Grüße')", {}, "R3LDvMOfZQ=="],
    ["States.Base64Decode('R3LDvMOfZQ==')", {}, "Grüße"],
    ["States.Array($.a, 'b', 3, true, null)", { a: [] }, [[], "b", 3, true, null]],
    ["States.Array()", {}, []],
    ["States.ArrayContains($.list, $.item)", { list: [{ a: 1 }], item: { a: 1 } }, true],
    ["States.ArrayGetItem($.list, 1)", { list: ["a", "b\\c"] }, "b\\c"],
    ["States.ArrayLength($['a, (b'])", { "a, (b": [1, 2] }, 2],
    ["States.ArrayRange(1, 5, 2)", {}, [1, 3, 5]],
    ["States.ArrayUnique($)", [1, 1, 2], [1, 2]],
    ["States.MathAdd($.a, -1)", { a: 0 }, -1],
    ["States.StringSplit('a,b', ',')", {}, ["a", "b"]],
    [
      "States.Hash('\\\\', 'SHA-256')",
      {},
      "a9253dc8529dd214e5f22397888e78d3390daa47593e26f68c18f97fd7a3876b",
    ],
    ["States.JsonMerge($.a, $.b, false)", { a: { x: 1 }, b: { y: 2 } }, { x: 1, y: 2 }],
  ])("%s of %j is %j", async (expression, input, expected) => {
    expect(await value(expression, input)).toEqual(expected);
  });

  test("makes UUIDs", async () => {
    expect(await value("States.UUID()")).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/,
    );
  });

  test("leaves what it works on as it is", async () => {
    const template = { "merged.$": "States.JsonMerge($.a, $.b, false)", "a.$": "$.a" };
    const input = { a: { x: 1 }, b: { x: 2 } };
    expect(await evaluateTemplate(template, { input, context: {} })).toEqual({
      merged: { x: 2 },
      a: { x: 1 },
    });
  });

  test.each([
    ["States.Unknown(1)"],
    ["States.Format('{}')"],
    ["States.Format('no', 1)"],
    ["States.Format(1)"],
    ["States.Format('open"],
    ["States.Array(1) and more"],
    ["States.Array(nothing)"],
    ["States.StringToJson('{')"],
    ["States.StringToJson(1)"],
    ["States.ArrayGetItem('text', 0)"],
    ["States.MathAdd('1', 2)"],
    ["not a function"],
  ])("fails when it is %s", async (expression) => {
    await expect(value(expression)).rejects.toMatchObject({ name: "States.IntrinsicFailure" });
  });
});

test("a template keeps what is written and fills in what is not, at any depth", async () => {
  const template = { a: [{ "b.$": "$.x" }, "$.x"], c: { "d.$": "States.Array($.x)", e: null } };
  expect(await evaluateTemplate(template, { input: { x: { "y.$": "$.z" } }, context: {} })).toEqual({
    a: [{ b: { "y.$": "$.z" } }, "$.x"],
    c: { d: [{ "y.$": "$.z" }], e: null },
  });
});
