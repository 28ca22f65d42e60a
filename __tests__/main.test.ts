import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const PROJECT = join(__dirname, "..");

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly outdir: string;
}

const outdirs: string[] = [];

afterAll(() => {
  for (const outdir of outdirs) {
    rmSync(outdir, { recursive: true, force: true });
  }
});

/** Runs the app as `cdktf.json` says, into a folder of its own that is not there yet. */
async function runMain(settings?: string): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), "sfn-approval-test-"));
  outdirs.push(folder);
  const outdir = join(folder, "out");
  const { SFN_APPROVAL_SETTINGS: _unset, ...env } = process.env;
  const child = spawn(process.execPath, ["--require", "tsx/cjs", "main.ts"], {
    cwd: PROJECT,
    env: {
      ...env,
      CDKTF_OUTDIR: outdir,
      ...(settings !== undefined && { SFN_APPROVAL_SETTINGS: settings }),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const closed = new Promise<number | null>((resolve, reject) =>
    child.once("error", reject).once("close", resolve),
  );
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
  return { code, stdout, stderr, outdir };
}

/** All files below a folder, by path. */
function filesBelow(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return new Map(
    files
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => [path.slice(folder.length), readFileSync(path, "latin1")]),
  );
}

describe("main.ts", () => {
  test("synthesizes the stack, the same bytes every time", async () => {
    const [first, second] = await Promise.all([runMain(), runMain()]);
    expect(first).toMatchObject({ code: 0, stdout: "", stderr: "" });
    const files = filesBelow(first.outdir);
    expect([...files.keys()]).toContain("/stacks/sfn-approval/cdk.tf.json");
    expect([...files.keys()].filter((path) => path.endsWith("/index.mjs"))).toHaveLength(2);
    expect(filesBelow(second.outdir)).toEqual(files);
  }, 60_000);

  test("takes settings from the environment", async () => {
    const { code, outdir } = await runMain('{"approvers": ["alice@example.com"], "timeoutSeconds": 300}');
    expect(code).toBe(0);
    const json = readFileSync(join(outdir, "stacks", "sfn-approval", "cdk.tf.json"), "utf8");
    expect(json).toContain("alice@example.com");
    expect(json).toContain('\\"TimeoutSeconds\\":300');
  }, 60_000);

  test.each([
    [
      '{"timeoutSecond": 300}',
      'SFN_APPROVAL_SETTINGS: there is no setting "timeoutSecond". Did you mean timeoutSeconds? The settings are ' +
        "approvers, requiredApprovals, requiredRejections, remindAfterSeconds, announceOutcome, timeoutSeconds, " +
        "oneClick, afterDecision, locale, namePrefix, tags, tracing, logExecutions, logRetentionDays, " +
        "alarmTopicArn, reservedConcurrency, permissionsBoundary, backend",
    ],
    ["{\n", 'SFN_APPROVAL_SETTINGS is "{\\n"; it must be a JSON object of settings'],
  ])(
    "fails when the settings are %j, with one line, and writes nothing",
    async (settings, line) => {
      const { code, stdout, stderr, outdir } = await runMain(settings);
      expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: "", stderr: `SettingsError: ${line}\n` });
      expect(existsSync(outdir)).toBe(false);
    },
    60_000,
  );
});
