import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FUNCTIONS, fileSizes, zippedBytes } from "../bench/bundles";
import { functionUrlEvent } from "../bench/function-url-event";
import { modulesLoadedByEvent, modulesLoadedBySynth } from "../bench/loaded-modules";
import { PROJECT } from "../bench/timing";
import { startWorkflow, type Workflow } from "../bench/waiting-workflow";
import { bundle } from "../constructs/bundle";
import { FUNCTION_ENTRIES } from "../constructs/functions";
import { linkIn } from "../local/approver";

// Counts what makes synthesis, pages and decisions fast and does not depend on the machine; `npm run bench`
// measures the times. A limit is what is needed today and a little room: raise one with a reason.

/** What only a client of AWS needs. */
const CLIENTS = ["http", "https", "http2", "tls", "dns"];

let workflow: Workflow;

beforeAll(async () => {
  workflow = await startWorkflow();
});

afterAll(async () => {
  await workflow.close();
});

describe("a page (GET)", () => {
  const folder = bundle(FUNCTION_ENTRIES.decide);
  const sizes = fileSizes(folder);

  test("loads two files of at most 30 kB, and nothing of Node that speaks to a network", async () => {
    const { query } = await workflow.ask();
    const { files, builtins } = await modulesLoadedByEvent(
      folder,
      functionUrlEvent("GET", query),
      workflow.environment,
    );
    expect(files).toContain("index.mjs");
    expect(files.length).toBeLessThanOrEqual(2);
    expect(files.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0)).toBeLessThan(30_000);
    expect(builtins).toContain("crypto");
    expect(builtins.filter((name) => CLIENTS.includes(name))).toEqual([]);
  });

  test("loads less than a decision, which needs the AWS SDK", async () => {
    const { query } = await workflow.ask();
    const { files, builtins } = await modulesLoadedByEvent(
      folder,
      functionUrlEvent("POST", query),
      workflow.environment,
    );
    expect(files.length).toBeGreaterThan(2);
    expect(builtins).toEqual(expect.arrayContaining(["http", "https"]));
  });
});

describe.each(FUNCTIONS)("the bundle of %s", (name) => {
  const folder = bundle(FUNCTION_ENTRIES[name]);

  test("has at most 85 kB zipped and 260 kB unzipped", () => {
    const unzipped = [...fileSizes(folder).values()].reduce((sum, size) => sum + size, 0);
    expect(zippedBytes(folder)).toBeLessThan(85_000);
    expect(unzipped).toBeLessThan(260_000);
  });
});

describe("AWS calls", () => {
  async function callsOf(act: () => Promise<unknown>): Promise<string[]> {
    workflow.calls.length = 0;
    await act();
    return [...workflow.calls].sort();
  }

  test("a mail: one look at the subscription, two signatures, one message", async () => {
    expect(await callsOf(() => workflow.ask())).toEqual([
      "kms:Sign",
      "kms:Sign",
      "sns:GetTopicAttributes",
      "sns:Publish",
    ]);
  });

  test("a page and a refused request: none; a decision: two", async () => {
    await workflow.ask();
    const [mail] = workflow.run.sns.mails.slice(-1);
    if (!mail) throw new Error("no mail");
    const link = linkIn(mail, "approve");
    const forged = link.replace("action=approve", "action=reject");
    const post = (url: string): Promise<Response> => fetch(url, { method: "POST" });
    expect(await callsOf(() => fetch(link))).toEqual([]);
    expect(await callsOf(() => post(forged))).toEqual([]);
    expect(await callsOf(() => post(link))).toEqual(["states:GetExecutionHistory", "states:SendTaskSuccess"]);
  });
});

test("a synthesis loads no more than the bindings of what it makes", async () => {
  const outdir = mkdtempSync(join(tmpdir(), "sfn-approval-test-"));
  try {
    const modules = await modulesLoadedBySynth(outdir);
    expect(modules).toContain("main.ts");
    expect(modules.length).toBeLessThan(460);
    const bindings = modules.filter((file) => file.includes("provider-aws/lib/"));
    expect(bindings).toContain("node_modules/@cdktf/provider-aws/lib/sfn-state-machine/index.js");
    expect(bindings.length).toBeLessThan(30);
    expect(modules).not.toContain("node_modules/@cdktf/provider-aws/lib/index.js");
    expect(modules.filter((file) => /node_modules\/(typescript|ts-node|cdktf-cli)\//.test(file))).toEqual([]);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
});

test("npm run synth is one Node that runs the app, as cdktf does: no npx, no command line around it", () => {
  const { app } = JSON.parse(readFileSync(join(PROJECT, "cdktf.json"), "utf8"));
  const { scripts } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
  expect(app).toBe("node --require tsx/cjs main.ts");
  expect(scripts.synth).toMatch(new RegExp(`^${app} && echo `));
});
