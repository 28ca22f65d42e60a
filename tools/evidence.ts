import { createHash, type KeyObject } from "node:crypto";
import { type ApprovalLink, BrokenLinkError, parseCanonicalText } from "../lambdas/shared/approval-link";
import { locationOf } from "../lambdas/shared/aws-console";
import { statusOf } from "../lambdas/shared/decision";
import { isSignedBy } from "../lambdas/shared/link-signature";

/** The evidence does not bear out what the output says, or there is none. */
export class NotProvenError extends Error {
  override readonly name = "NotProvenError";
}

/** The input cannot be used; nothing can be said about evidence. */
export class UnusableInputError extends Error {
  override readonly name = "UnusableInputError";
}

type Json = Readonly<Record<string, unknown>>;

const NOT_COVERED =
  "Not covered by a signature: who used the link, when, the comment, and that other answers are missing.\n";

/**
 * Says what the evidence in an execution's output proves.
 *
 * @param document the output; or what `aws stepfunctions describe-execution` prints, whose execution the evidence
 *   then has to be of
 * @param key the public half of the key that should have signed
 * @throws NotProvenError if something is wrong with the evidence, or there is none
 * @throws UnusableInputError if the document is neither
 */
export function verifyEvidence(document: unknown, key: KeyObject): string {
  if (typeof document !== "object" || document === null || Array.isArray(document)) {
    throw new UnusableInputError("The output is no JSON object");
  }
  const { executionArn } = asObject(document);
  const described = typeof executionArn === "string" ? executionArn : undefined;
  const output = described === undefined ? asObject(document) : outputOf(asObject(document));
  const answers = answersOf(output).map((answer) => ({ answer, link: proven(answer, key) }));
  expectOneRequest(
    answers.map(({ link }) => link),
    described,
  );
  if (output.decision !== "expire") {
    const who = answers.flatMap(({ link }) => (link.action === output.decision ? [link.by] : []));
    const expected = statusOf(output.decision === "approve" ? "approve" : "reject", who);
    expectStatus(expected, output.Status);
  }
  const reports = answers.map(({ answer, link }) => report(link, answer, described));
  return `${reports.join("\n")}\nSigned by ${fingerprint(key)}\n${NOT_COVERED}`;
}

/** The article's words for who decided are no proof, but they must not say more than the votes. */
function expectStatus(proven: string, stated: unknown): void {
  if (stated !== proven) {
    throw new NotProvenError(`Status is ${JSON.stringify(stated)}, but proven is ${JSON.stringify(proven)}`);
  }
}

/** Evidence of other requests proves nothing of this one, nor does an approver's second vote. */
function expectOneRequest(links: readonly ApprovalLink[], executionArn: string | undefined): void {
  const [, , , , , , stateMachine, execution] = executionArn?.split(":") ?? [];
  for (const link of links) {
    expectSame("state machine", link.sm, stateMachine ?? links[0]?.sm);
    expectSame("execution", link.ex, execution ?? links[0]?.ex);
    expectSame("request", link.req, links[0]?.req);
  }
  const twice = links.find(({ by }, index) => links.findIndex((other) => other.by === by) !== index);
  if (twice) {
    throw new NotProvenError(`There are two votes of ${twice.by}`);
  }
}

/**
 * The answers that carry evidence: the votes, where there are some, and the one that ended the request.
 *
 * @throws NotProvenError if there are none
 */
function answersOf(output: Json): Json[] {
  const votes: unknown[] = Array.isArray(output.votes) ? output.votes : [];
  const answers = votes.map(asObject);
  if (output.decision !== "expire") {
    const isVote = answers.some(
      ({ evidence }) => JSON.stringify(evidence) === JSON.stringify(output.evidence),
    );
    return isVote ? answers : [output, ...answers];
  }
  if (answers.length === 0) {
    throw new NotProvenError("The output carries no evidence: nobody answered in time");
  }
  return answers;
}

/** @throws NotProvenError */
function proven(output: Json, key: KeyObject): ApprovalLink {
  const { signed, signature } = asObject(output.evidence);
  if (typeof signed !== "string" || typeof signature !== "string") {
    throw new NotProvenError("The output carries no evidence");
  }
  const link = readLink(signed);
  if (!isSignedBy(key, link, signature)) {
    throw new NotProvenError(`The key ${fingerprint(key)} did not sign this evidence`);
  }
  expectSame("decision", link.action, output.decision);
  expectSame("approver", link.by, output.approver);
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(String(output.decidedAt))) {
    throw new NotProvenError("decidedAt is no time");
  }
  return link;
}

function readLink(signed: string): ApprovalLink {
  try {
    return parseCanonicalText(signed);
  } catch (error) {
    if (error instanceof BrokenLinkError) {
      throw new NotProvenError(`The evidence is no signed link: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

function expectSame(what: string, signed: string, stated: unknown): void {
  if (signed !== stated) {
    throw new NotProvenError(
      `The ${what} is ${JSON.stringify(stated)}, but the signed link says ${JSON.stringify(signed)}`,
    );
  }
}

function report(link: ApprovalLink, answer: Json, executionArn: string | undefined): string {
  const account = executionArn ? ` (account ${locationOf(executionArn).accountId}, not signed)` : "";
  const title = link.title === undefined ? "" : `\n  title          ${link.title}`;
  return `Proven: the link that answered was made for ${link.by}, to ${link.action}.

  state machine  ${link.sm}
  execution      ${link.ex}${account}
  request        ${link.req}${title}
  open until     ${new Date(link.exp * 1000).toISOString()}
  decided at     ${String(answer.decidedAt)} (not signed)
`;
}

/** How `openssl pkey -pubin -outform DER | sha256sum` names a public key. */
function fingerprint(key: KeyObject): string {
  return `SHA256:${createHash("sha256")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex")}`;
}

/** The output within what `describe-execution` prints: JSON in a string. */
function outputOf({ status, output }: Json): Json {
  if (typeof output !== "string") {
    throw new NotProvenError(`The execution has no output; its status is ${String(status)}`);
  }
  try {
    return asObject(JSON.parse(output));
  } catch (cause) {
    throw new UnusableInputError("The execution's output is no JSON", { cause });
  }
}

function asObject(value: unknown): Json {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
