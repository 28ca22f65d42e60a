import type { JsonValue } from "../../../local/json";
import { canonicalJson, meaningOf } from "../../../tools/synth-diff/meaning";
import { policyJson } from "./fixtures";

const WRITE = {
  Sid: "Write",
  Effect: "Allow",
  Action: ["sns:Publish", "sns:GetTopicAttributes"],
  Resource: "arn:topic",
};
const READ = { Sid: "Read", Effect: "Allow", Action: "s3:GetObject", Resource: ["arn:a", "arn:b"] };

describe("meaningOf", () => {
  test.each<[string, JsonValue, JsonValue]>([
    ["the order of keys", { a: 1, b: 2 }, { b: 2, a: 1 }],
    ["spaces in JSON", '{"a":1}', '{ "a": 1 }'],
    ["the order of keys in JSON", '{"a":1,"b":[{"c":1,"d":2}]}', '{"b":[{"d":2,"c":1}],"a":1}'],
    ["JSON within JSON", JSON.stringify({ a: '{"b":1,"c":2}' }), JSON.stringify({ a: '{"c":2,"b":1}' })],
    ["the order of statements", policyJson(WRITE, READ), policyJson(READ, WRITE)],
    [
      "the order of actions and resources",
      policyJson(WRITE, READ),
      policyJson(
        { ...WRITE, Action: [...WRITE.Action].reverse() },
        { ...READ, Resource: [...READ.Resource].reverse() },
      ),
    ],
    ["one action or a list of one", policyJson(READ), policyJson({ ...READ, Action: [READ.Action] })],
    ["an action twice", policyJson(READ), policyJson({ ...READ, Action: [READ.Action, READ.Action] })],
    [
      "one statement or a list of one",
      policyJson(READ),
      JSON.stringify({ Version: "2012-10-17", Statement: READ }),
    ],
    [
      "the order of principals",
      policyJson({ ...READ, Principal: { AWS: ["arn:a", "arn:b"] } }),
      policyJson({ ...READ, Principal: { AWS: ["arn:b", "arn:a"] } }),
    ],
    [
      "true or a string of it in a condition",
      policyJson({ ...READ, Condition: { Bool: { "aws:SecureTransport": false } } }),
      policyJson({ ...READ, Condition: { Bool: { "aws:SecureTransport": ["false"] } } }),
    ],
    [
      "the order of statements without a Sid",
      policyJson({ ...WRITE, Sid: "" }, { ...READ, Sid: "" }),
      policyJson({ ...READ, Sid: "" }, { ...WRITE, Sid: "" }),
    ],
  ])("takes no notice of %s", (_, one, other) => {
    expect(canonicalJson(meaningOf(one))).toBe(canonicalJson(meaningOf(other)));
  });

  test.each<[string, JsonValue, JsonValue]>([
    ["the order of a list", ["a", "b"], ["b", "a"]],
    ["the order of states' choices", '{"Choices":[{"a":1},{"b":2}]}', '{"Choices":[{"b":2},{"a":1}]}'],
    ["a number and a string of it", { timeout: 30 }, { timeout: "30" }],
    ["text that only begins like JSON", "{not json", "{not  json"],
    ["an action", policyJson(READ), policyJson({ ...READ, Action: "s3:PutObject" })],
    ["the effect", policyJson(READ), policyJson({ ...READ, Effect: "Deny" })],
    ["who it is for", policyJson(READ), policyJson({ ...READ, Principal: "*" })],
    ["a condition", policyJson(READ), policyJson({ ...READ, Condition: { Bool: { a: "true" } } })],
    ["a second statement of the same Sid", policyJson(READ), policyJson(READ, { ...WRITE, Sid: READ.Sid })],
    ["an identical statement without a Sid", policyJson(READ), policyJson({ ...READ, Sid: "" })],
  ])("sees %s", (_, one, other) => {
    expect(canonicalJson(meaningOf(one))).not.toBe(canonicalJson(meaningOf(other)));
  });

  test("names the statements of a policy", () => {
    const unnamed = { Effect: "Deny", Action: "*", Resource: "*" };
    expect(meaningOf(policyJson(READ, unnamed))).toEqual({
      Version: "2012-10-17",
      Statement: {
        Read: { Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:a", "arn:b"] },
        "#1": { Effect: "Deny", Action: ["*"], Resource: ["*"] },
      },
    });
  });

  test("leaves an object alone whose Statement is no policy's", () => {
    expect(meaningOf({ Statement: "of account", Action: ["b", "a"] })).toEqual({
      Statement: "of account",
      Action: ["b", "a"],
    });
  });
});
