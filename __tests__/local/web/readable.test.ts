import { readableJson } from "../../../local/web/readable-json";
import { durationText, timeText } from "../../../local/web/time";

const LONG = "AQCo+/".repeat(30);

describe("readableJson", () => {
  test.each([
    ["an object", '{"a":[1,null]}', '{\n  "a": [\n    1,\n    null\n  ]\n}'],
    ["a task token", '{"Task":{"Token":"short"}}', '{\n  "Task": {\n    "Token": "[removed]"\n  }\n}'],
    ["a signature", '{"signature":"short"}', '{\n  "signature": "[removed]"\n}'],
    ["a word that only sounds like a secret", '{"tokens":5}', '{\n  "tokens": 5\n}'],
    ["a long run of base64", JSON.stringify(`a ${LONG} b`), '"a [removed] b"'],
    [
      "a long run of base64 in JSON that is text",
      JSON.stringify(JSON.stringify([LONG])),
      '"[\\"[removed]\\"]"',
    ],
    ["text that is no JSON", `no ${LONG}`, '"no [removed]"'],
  ])("shows %s", (_, text, expected) => {
    expect(readableJson(text)).toBe(expected);
  });
});

describe("durationText", () => {
  test.each([
    [-5, "0 s"],
    [0, "0 s"],
    [1, "1 s"],
    [59_000, "59 s"],
    [60_000, "1 min"],
    [252_000, "4 min 12 s"],
    [3_600_000, "1 h"],
    [3_605_000, "1 h"],
    [90_000_000, "1 d 1 h"],
  ])("%d ms: %s", (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
  });
});

test("timeText is in UTC, as the mails are", () => {
  expect(timeText(new Date("2026-11-22T20:30:00.999+01:00"))).toBe("2026-11-22 19:30:00 UTC");
});
