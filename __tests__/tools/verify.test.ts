import { execFile } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApprovalLink } from "../../lambdas/shared/approval-link";
import { type Decision, decisionOf, EXPIRED_DECISION } from "../../lambdas/shared/decision";
import type { Vote } from "../../lambdas/shared/open-request";
import { verifyEvidence } from "../../tools/evidence";
import { approvalLink, LinkSigner } from "../helpers/signed-links";

const PROJECT = join(__dirname, "..", "..");
const folder = mkdtempSync(join(tmpdir(), "verify-"));
afterAll(() => rmSync(folder, { recursive: true }));

const signer = new LinkSigner();
const publicKey = createPublicKey({
  key: Buffer.from(signer.publicKey, "base64"),
  format: "der",
  type: "spki",
});
const keyFile = join(folder, "public.pem");
writeFileSync(keyFile, publicKey.export({ type: "spki", format: "pem" }));
const decision = decisionFor(signer);
const voteOfBob = voteOf({ by: "bob@example.com", action: "reject" });
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
      ["--require", "tsx/cjs", "tools/verify.ts", ...args],
      { cwd: PROJECT },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
    child.stdin?.end(stdin);
  });
}

/** Within this process: what a whole run would print, or the message and name of its error. */
function verifyOutput(output: unknown): string {
  try {
    return verifyEvidence(JSON.parse(JSON.stringify(output)), publicKey);
  } catch (error) {
    return `${Object(error).name}: ${Object(error).message}`;
  }
}

function voteOf(changes: Partial<ApprovalLink>): Vote {
  const link = approvalLink(changes);
  const { Status: _, ...vote } = decisionOf(
    { link, signature: signer.signature(link) },
    "",
    new Date("2026-11-22T19:20:00Z"),
  );
  return vote;
}

function decisionFor(by: LinkSigner): Decision {
  const link = approvalLink();
  return decisionOf({ link, signature: by.signature(link) }, "ship it", new Date("2026-11-22T19:30:00Z"));
}

describe("npm run verify", () => {
  test("says what a decision's evidence proves, and by which key", () => {
    const said = verifyOutput(decision);
    expect(said).toMatch("Proven: the link that answered was made for alice@example.com, to approve.");
    expect(said).toMatch(/execution +release-42\n/);
    expect(said).toMatch(/\nSigned by SHA256:[0-9a-f]{64}\n/);
  });

  test("reads what aws stepfunctions describe-execution prints, and names the account", () => {
    expect(verifyOutput(describedExecution)).toMatch("release-42 (account 123456789012, not signed)");
  });

  test("checks every vote, also of a request that expired", () => {
    const { Status, ...last } = decision;
    expect(verifyOutput({ Status, ...last, votes: [voteOfBob, last] }).match(/^Proven: .*$/gm)).toEqual([
      "Proven: the link that answered was made for bob@example.com, to reject.",
      "Proven: the link that answered was made for alice@example.com, to approve.",
    ]);
    expect(verifyOutput({ ...EXPIRED_DECISION, votes: [voteOfBob] })).toMatch("bob@example.com, to reject");
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
    [
      "Status names somebody else",
      { ...decision, Status: `${decision.Status}, eve@example.com` },
      "Status is",
    ],
    ["the time is a text", { ...decision, decidedAt: "now\nProven: more" }, "decidedAt is no time"],
    ["another key signed", decisionFor(new LinkSigner()), "did not sign"],
    [
      "a vote claims another answer",
      { ...decision, votes: [{ ...voteOfBob, decision: "approve" }, decision] },
      'the signed link says "reject"',
    ],
    [
      "an approver has two votes",
      { ...decision, votes: [voteOfBob, voteOfBob, decision] },
      "two votes of bob",
    ],
    [
      "a vote is of another request",
      { ...decision, votes: [voteOf({ by: "bob@example.com", req: "another" }), decision] },
      'The request is "another"',
    ],
  ])("proves nothing when %s", (_, output, message) => {
    expect(verifyOutput(output)).toMatch(/^NotProvenError: /);
    expect(verifyOutput(output)).toContain(message);
  });

  test("exits with 0 and reads a file", async () => {
    const file = join(folder, "output.json");
    writeFileSync(file, JSON.stringify(decision));
    const { code, stdout } = await verify([file, "--key", keyFile]);
    expect(stdout).toMatch(/^Proven: /);
    expect(code).toBe(0);
  });

  test("exits with 1 and one line when nothing is proven", async () => {
    const { code, stdout, stderr } = await verify(["-", "--key", keyFile], JSON.stringify(EXPIRED_DECISION));
    expect(stderr).toBe("The output carries no evidence: nobody answered in time\n");
    expect(stdout).toBe("");
    expect(code).toBe(1);
  });

  test.each<[string, string[], string]>([
    ["there is no argument", [], "--key FILE are needed"],
    ["the key is no key", ["-", "--key", join(PROJECT, "package.json")], "holds no public key"],
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
