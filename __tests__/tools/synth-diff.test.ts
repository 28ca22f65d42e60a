import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "../../local/synthesize";

const PROJECT = join(__dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "synth-diff-test-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function tool(name: string, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["--require", "tsx/cjs", `tools/${name}.ts`, ...args],
      { cwd: PROJECT },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

function synthDiff(...args: string[]): Promise<Ended> {
  return tool("synth-diff", ...args);
}

function gitWorktrees(): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile("git", ["worktree", "list", "--porcelain"], { cwd: PROJECT }, (error, stdout) =>
      error ? reject(error) : resolve(stdout.replace(/^HEAD .*$/gm, "")),
    );
  });
}

/** Writes an output folder as CDKTF does, of one topic a stack. */
function output(name: string, topicNames: Readonly<Record<string, string>>): string {
  for (const [stack, topicName] of Object.entries(topicNames)) {
    const stackFolder = join(folder, name, "stacks", stack);
    mkdirSync(stackFolder, { recursive: true });
    const json = { resource: { aws_sns_topic: { topic: { name: topicName } } } };
    writeFileSync(join(stackFolder, "cdk.tf.json"), JSON.stringify(json));
  }
  return join(folder, name);
}

const old = output("old", { approval: "a" });
const other = output("other", { approval: "b" });
const two = output("two", { approval: "a", more: "c" });
const noJson = join(folder, "no.json");
writeFileSync(noJson, "[1]");

describe("npm run synth:diff -- --from A --to B", () => {
  test.each<[string, string, string]>([
    ["output folders", old, other],
    ["folders of stacks", join(old, "stacks", "approval"), join(other, "stacks", "approval")],
    [
      "files",
      join(old, "stacks", "approval", "cdk.tf.json"),
      join(other, "stacks", "approval", "cdk.tf.json"),
    ],
    ["a folder and a file", old, join(other, "stacks", "approval", "cdk.tf.json")],
  ])("compares %s", async (_, from, to) => {
    const { code, stdout } = await synthDiff("--from", from, "--to", to);
    expect(stdout).toMatch(/^## Synthesized Terraform: 1 changed\n/);
    expect(stdout).toContain('@@ name @@\n- "a"\n+ "b"\n');
    expect(code).toBe(0);
  });

  test("tells stacks that one side alone has", async () => {
    const { stdout } = await synthDiff("--from", old, "--to", two);
    expect(stdout).toMatch(/^## Synthesized Terraform: 1 added\n/);
    expect(stdout).toContain("## Stack `more`");
  });

  test("writes JSON", async () => {
    const { stdout } = await synthDiff("--from", old, "--to", other, "--json");
    expect(JSON.parse(stdout)).toEqual({
      subject: "Two outputs compared.",
      stacks: {
        approval: {
          added: [],
          removed: [],
          changed: [
            {
              address: "aws_sns_topic.topic",
              path: "",
              changes: [{ at: ["name"], before: "a", after: "b" }],
            },
          ],
          code: [],
        },
      },
    });
  });

  test.each([
    ["1 where they differ", other, 1],
    ["0 where they do not", old, 0],
  ])("with --exit-code exits with %s", async (_, to, expected) => {
    expect((await synthDiff("--from", old, "--to", to, "--exit-code")).code).toBe(expected);
  });

  test.each<[string, string[], string]>([
    ["one side is missing", ["--from", old], "--from and --to go together"],
    ["a base is there as well", ["main", "--from", old, "--to", other], "Either BASE, or --from and --to"],
    ["there are two bases", ["main", "HEAD"], "One BASE is enough"],
    ["a flag is unknown", ["--nope"], "--help"],
    ["a side does not exist", ["--from", join(folder, "none"), "--to", other], "does not exist"],
    ["a side holds no stack", ["--from", folder, "--to", other], "cdk.tf.json holds no JSON object"],
    ["a side is no JSON object", ["--from", old, "--to", noJson], "no.json holds no JSON object"],
    ["the base is no commit", ["no-such-branch"], 'There is no commit "no-such-branch"'],
    ["the base looks like a flag", ["--", "--no-such-branch"], "There is no commit"],
  ])("exits with 2 and one line when %s", async (_, args, message) => {
    const { code, stdout, stderr } = await synthDiff(...args);
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  test("explains itself", async () => {
    expect((await synthDiff("--help")).stdout).toMatch("usage: npm run synth:diff");
  });
});

describe("the real stack", () => {
  test("shows another deadline in the definition, and nothing else", async () => {
    const [before, after] = await Promise.all([synthesize({}), synthesize({ timeoutSeconds: 300 })]);
    const { stdout } = await synthDiff("--from", before.stackFolder, "--to", after.stackFolder);
    await Promise.all([before.remove(), after.remove()]);
    expect(stdout).toMatch(/^## Synthesized Terraform: 1 changed\n/);
    expect(stdout.match(/^@@ .*$/gm)).toEqual([
      "@@ definition > States > Lambda Callback > Parameters > Payload > TimeoutSeconds @@",
      "@@ definition > States > Lambda Callback > TimeoutSeconds @@",
    ]);
  }, 60_000);

  test("compares the working tree with a commit, and leaves no worktree behind", async () => {
    const worktrees = await gitWorktrees();
    const { code, stdout, stderr } = await synthDiff("HEAD");
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^## Synthesized Terraform: .+\n\nCompared with HEAD, [0-9a-f]{12}\./);
    expect(code).toBe(0);
    expect(await gitWorktrees()).toBe(worktrees);
  }, 120_000);
});

describe("npm run synth:cdktn", () => {
  test("explains itself", async () => {
    expect(await tool("synth-cdktn", "--help")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("usage: npm run synth:cdktn"),
    });
  });

  test("exits with 2 when a flag is unknown", async () => {
    expect(await tool("synth-cdktn", "--nope")).toMatchObject({ code: 2, stdout: "" });
  });
});
