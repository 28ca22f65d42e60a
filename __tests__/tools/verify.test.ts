import { execFile } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Decision, decisionOf, EXPIRED_DECISION } from "../../lambdas/shared/decision";
import { approvalLink, LinkSigner } from "../helpers/signed-links";

const PROJECT = join(__dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "verify-"));
afterAll(() => rmSync(folder, { recursive: true }));

const signer = new LinkSigner();
const keyFile = keyFileOf(signer, "public.pem");
const decision = decisionFor(signer);
const describedExecution = {
  executionArn: "arn:aws:states:eu-central-1:123456789012:execution:ReleaseApproval:release-42",
  status: "SUCCEEDED",
  output: JSON.stringify(decision),
};

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function verify(args: readonly string[], stdin = ""): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ["--import", "tsx", "tools/verify.ts", ...args],
      { cwd: PROJECT },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
    child.stdin?.end(stdin);
  });
}

function verifyOutput(output: unknown, key = keyFile): Promise<Ended> {
  return verify(["-", "--key", key], JSON.stringify(output));
}

function keyFileOf({ publicKey }: LinkSigner, name: string): string {
  const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
  const file = join(folder, name);
  writeFileSync(file, key.export({ type: "spki", format: "pem" }));
  return file;
}

function decisionFor(by: LinkSigner): Decision {
  const link = approvalLink();
  return decisionOf({ link, signature: by.signature(link) }, "ship it", new Date("2026-11-22T19:30:00Z"));
}

describe("npm run verify", () => {
  test("says what a decision's evidence proves, and by which key", async () => {
    const { code, stdout } = await verifyOutput(decision);
    expect(stdout).toMatch("Proven: the link that answered was made for alice@example.com, to approve.");
    expect(stdout).toMatch(/execution +release-42\n/);
    expect(stdout).toMatch(/\nSigned by SHA256:[0-9a-f]{64}\n/);
    expect(code).toBe(0);
  });

  test("reads a file", async () => {
    const file = join(folder, "output.json");
    writeFileSync(file, JSON.stringify(decision));
    expect((await verify([file, "--key", keyFile])).code).toBe(0);
  });

  test("reads what aws stepfunctions describe-execution prints, and names the account", async () => {
    const { code, stdout } = await verifyOutput(describedExecution);
    expect(stdout).toMatch("release-42 (account 123456789012)");
    expect(code).toBe(0);
  });

  test("checks every vote, also of a request that expired", async () => {
    const bob = approvalLink({ by: "bob@example.com", action: "reject" });
    const { Status: _, ...vote } = decisionOf(
      { link: bob, signature: signer.signature(bob) },
      "",
      new Date("2026-11-22T19:20:00Z"),
    );
    const { Status, ...ended } = decision;
    const approved = await verifyOutput({ Status, ...ended, votes: [vote, ended] });
    expect(approved.stdout.match(/^Proven: .*$/gm)).toEqual([
      "Proven: the link that answered was made for bob@example.com, to reject.",
      "Proven: the link that answered was made for alice@example.com, to approve.",
    ]);
    expect(approved.code).toBe(0);
    expect((await verifyOutput({ ...EXPIRED_DECISION, votes: [vote] })).code).toBe(0);
    const forged = await verifyOutput({ ...decision, votes: [{ ...vote, decision: "approve" }, ended] });
    expect(forged.stderr).toContain('the signed link says "reject"');
    expect(forged.code).toBe(1);
  });

  test.each<[string, unknown, string]>([
    ["nobody answered", EXPIRED_DECISION, "nobody answered in time"],
    ["there is no evidence", { ...decision, evidence: undefined }, "carries no evidence"],
    ["another answer is claimed", { ...decision, decision: "reject" }, 'signed link says "approve"'],
    ["another approver is claimed", { ...decision, approver: "eve@example.com" }, "alice@example.com"],
    [
      "the signed text was altered",
      {
        ...decision,
        approver: "eve@example.com",
        evidence: {
          ...decision.evidence,
          signed: decision.evidence.signed.replace("alice", "eve"),
        },
      },
      "did not sign",
    ],
    [
      "the signed text is spelled otherwise",
      { ...decision, evidence: { ...decision.evidence, signed: `${decision.evidence.signed}&` } },
      "canonical spelling",
    ],
    [
      "the evidence is of another execution",
      { ...describedExecution, executionArn: describedExecution.executionArn.replace("42", "43") },
      'the signed link says "release-42"',
    ],
    [
      "the execution has no output",
      { ...describedExecution, status: "FAILED", output: undefined },
      "its status is FAILED",
    ],
    ["another key signed", decisionFor(new LinkSigner()), "did not sign"],
  ])("exits with 1 when %s", async (_, output, message) => {
    const { code, stderr, stdout } = await verifyOutput(output);
    expect(stderr).toContain(message);
    expect(stdout).toBe("");
    expect(code).toBe(1);
  });

  test.each<[string, string[], string]>([
    ["there is no argument", [], "--key FILE are needed"],
    ["there is no key", ["-"], "--key FILE are needed"],
    ["the key is no key", ["-", "--key", join(PROJECT, "package.json")], "holds no public key"],
    ["the file is not there", [join(folder, "none.json"), "--key", keyFile], "cannot be read"],
    ["the file is no JSON", [keyFile, "--key", keyFile], "holds no JSON"],
    ["a flag is unknown", ["--nope"], "--help"],
  ])("exits with 2 and one line when %s", async (_, args, message) => {
    const { code, stderr } = await verify(args, "{}");
    expect(stderr).toContain(message);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(code).toBe(2);
  });

  test("explains itself", async () => {
    expect((await verify(["--help"])).stdout).toMatch("usage: npm run verify");
  });
});
