import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArguments } from "../../local/arguments";

const folder = mkdtempSync(join(tmpdir(), "arguments-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe("the command line", () => {
  test("has defaults", () => {
    expect(parseArguments([])).toEqual({
      help: false,
      port: 8787,
      decide: undefined,
      input: {},
      timeoutSeconds: undefined,
      emails: [],
      unconfirmed: [],
      json: false,
    });
  });

  test.each([
    [["--port", "0"], { port: 0 }],
    [["--decide", "approve"], { decide: "approve", port: 0 }],
    [["--decide", "expire"], { timeoutSeconds: 2 }],
    [["--decide", "expire", "--timeout-seconds", "1"], { timeoutSeconds: 1 }],
    [
      ["--email", "a@example.com", "--email", "b@example.com"],
      { emails: ["a@example.com", "b@example.com"] },
    ],
    [["--app", "examples/x"], { app: "examples/x" }],
    [["--app", "examples/x", "--decide", "expire"], { timeoutSeconds: undefined }],
    [["--unconfirmed", "a@example.com"], { unconfirmed: ["a@example.com"] }],
    [["--decide", "reject", "--json"], { json: true }],
    [["--input", "null"], { input: null }],
    [["--input", '{"title": "Ship?"}'], { input: { title: "Ship?" } }],
    [["--input", file("input.json", "[1, 2]")], { input: [1, 2] }],
    [["-h"], { help: true }],
  ])("reads %j", (args, expected) => {
    expect(parseArguments(args)).toMatchObject(expected);
  });

  test.each([
    [["--nope"], "Unknown option '--nope'"],
    [["approve"], "Unexpected argument 'approve'"],
    [["--decide", "maybe"], "--decide is maybe; it can be approve, reject, expire"],
    [["--decide"], "argument missing"],
    [["--json"], "--json goes with --decide only"],
    [["--app", "x", "--email", "a@example.com"], "--email is a setting of our own app"],
    [["--app", "x", "--timeout-seconds", "5"], "--timeout-seconds is a setting of our own app"],
    [["--port", "x"], "--port is x; it can be a whole number from 0 to 65535"],
    [["--port", "65536"], "--port is 65536"],
    [["--port", "1.5"], "--port is 1.5"],
    [["--timeout-seconds", "0"], "--timeout-seconds is 0"],
    [["--timeout-seconds", "31536001"], "--timeout-seconds is 31536001"],
    [["--input", "{no json"], "--input is neither JSON nor a file that can be read: {no json"],
    [["--input", file("broken.json", "{")], "broken.json holds no JSON"],
  ])("fails for %j in one line", (args, message) => {
    expect(() => parseArguments(args)).toThrow(
      expect.objectContaining({ name: "UsageError", message: expect.stringContaining(message) }),
    );
    expect(() => parseArguments(args)).not.toThrow(/\n/);
  });
});
