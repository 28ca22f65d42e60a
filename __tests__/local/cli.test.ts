import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";

const PROJECT = join(__dirname, "..", "..");
const COMMAND = ["--require", "tsx/cjs", "local/cli.ts"];

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function npmStart(...args: string[]): Promise<Ended> {
  return npmStartWith({}, ...args);
}

function npmStartWith(env: Record<string, string>, ...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { cwd: PROJECT, env: { ...process.env, ...env } };
    execFile(process.execPath, [...COMMAND, ...args], options, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

/** Starts serving and waits for a line of its output that matches each pattern; gives the first groups. */
async function serving(args: readonly string[], ...patterns: RegExp[]) {
  const child = spawn(process.execPath, [...COMMAND, ...args], { cwd: PROJECT });
  const found = new Map<RegExp, string>();
  for await (const line of createInterface({ input: child.stdout })) {
    for (const pattern of patterns) {
      const match = pattern.exec(line);
      if (match) {
        found.set(pattern, match[1] ?? "");
      }
    }
    if (found.size === patterns.length) {
      break;
    }
  }
  child.stdout.resume();
  return { child, found: patterns.map((pattern) => found.get(pattern) ?? "") };
}

async function endedBy(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const exit = once(child, "exit");
  child.kill(signal);
  const [code] = await exit;
  return code;
}

describe("npm start -- --decide", () => {
  test.each([
    ["approve", "60", ["Lambda Callback", "ManualApprovalChoiceState", "ApprovedPassState"]],
    ["reject", "60", ["Lambda Callback", "ManualApprovalChoiceState", "RejectedPassState"]],
    ["expire", "3", ["Lambda Callback", "ExpiredState"]],
  ])("%s --json prints one document and exits with 0", async (decision, timeout, states) => {
    const { code, stdout, stderr } = await npmStart(
      "--decide",
      decision,
      "--json",
      "--timeout-seconds",
      timeout,
    );
    const document = JSON.parse(stdout);
    expect(document).toEqual({
      execution: {
        name: expect.any(String),
        status: "SUCCEEDED",
        output: expect.objectContaining({ decision }),
      },
      states,
      emails: [
        {
          to: "approver@example.com",
          subject: "Approval required",
          body: expect.stringContaining("http://127.0.0.1:"),
        },
      ],
    });
    expect(stderr).toContain("SUCCEEDED");
    expect(code).toBe(0);
  });

  test("tells a person what goes on, without colours where there is no terminal", async () => {
    const { stdout } = await npmStart("--decide", "approve", "--input", '{"title": "Ship 2.0?"}');
    expect(stdout).toMatch(/mail +to approver@example.com: Approval required: Ship 2.0\?/);
    expect(stdout).toMatch(/waiting +for an answer, since [-\d]+ [:\d]+, until [-\d]+ [:\d]+\n/);
    expect(stdout).toMatch(/decided +Approved! Task approved by approver@example.com/);
    expect(stdout).toContain("Path: Lambda Callback -> ManualApprovalChoiceState -> ApprovedPassState");
    expect(stdout).not.toContain("\x1b");
  });

  test("exits with 1 and says why when it ends otherwise", async () => {
    const { code, stderr } = await npmStart("--decide", "approve", "--unconfirmed", "approver@example.com");
    expect(stderr).toMatch(/^The execution FAILED, not as decided \(approve\): NoConfirmedApproverError: /);
    expect(code).toBe(1);
  });
});

describe("npm start -- --app", () => {
  test.each([
    ["approve", /Deploy To Production -> Released$/],
    ["reject", /-> Cancelled$/],
    ["expire", /Staging ExpiredState -> Cancelled$/],
  ])("runs another app to its end, with --decide %s", async (decision, path) => {
    const args = ["--app", "examples/release-pipeline", "--decide", decision, "--json"];
    const { code, stdout } = await npmStart(...args);
    const { execution, states } = JSON.parse(stdout);
    expect(execution.status).toBe("SUCCEEDED");
    expect(states.join(" -> ")).toMatch(path);
    expect(code).toBe(0);
  });

  test("exits with 2 and one line when there is no app", async () => {
    const { code, stderr } = await npmStart("--app", "nowhere");
    expect(stderr).toBe("There is no main.ts in nowhere\n");
    expect(code).toBe(2);
  });
});

describe("npm start", () => {
  test("prints mail, inbox and endpoint, stays up, and ends cleanly at Ctrl-C", async () => {
    const { child, found } = await serving(
      ["--port", "0"],
      /^Inbox and executions +(http:\S+)/,
      /^AWS endpoint (http:\S+)$/,
      /^(http:\S+action=approve\S+)/,
    );
    const [inbox = "", endpoint, link = ""] = found;
    expect(inbox).toBe(`${endpoint}/`);
    expect((await fetch(link)).status).toBe(200);
    expect(await endedBy(child, "SIGINT")).toBe(0);
    await expect(fetch(link)).rejects.toThrow("fetch failed");
  });

  test("ends at Ctrl-C while it decides, with a shell's exit code", async () => {
    const { child } = await serving(["--decide", "expire", "--timeout-seconds", "60"], /waiting/);
    expect(await endedBy(child, "SIGINT")).toBe(130);
  });

  test("exits with 1 and one line that names --port when the port is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const { code, stderr } = await npmStart("--port", String(port));
    server.close();
    expect(stderr).toBe(`Port ${port} is taken; choose another with --port N (0 = any free port)\n`);
    expect(code).toBe(1);
  });

  test.each([
    [["--nope"], /--nope/],
    [["--email", "nobody"], /Must be a valid email address/],
    [["--email", "a@example.com", "--email", "nobody"], /approvers is .*nobody/],
  ])("exits with 2 and one line for %j", async (args, message) => {
    const { code, stderr, stdout } = await npmStart(...args);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });

  test.each(["{bad", "null", "[1]"])("exits with 2 and one line for the settings %s", async (settings) => {
    const { code, stderr } = await npmStartWith({ SFN_APPROVAL_SETTINGS: settings }, "--decide", "approve");
    expect(stderr).toMatch(
      /^SettingsError: SFN_APPROVAL_SETTINGS is .*; it must be a JSON object of settings\n$/,
    );
    expect(code).toBe(2);
  });

  test("explains itself", async () => {
    const { code, stdout } = await npmStart("--help");
    expect(stdout).toMatch(/^Runs the synthesized approval workflow on this machine/);
    expect(code).toBe(0);
  });
});
