import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type ApprovalLink, BrokenLinkError, parseCanonicalText } from "../lambdas/shared/approval-link";
import { locationOf } from "../lambdas/shared/aws-console";
import { isSignedBy } from "../lambdas/shared/link-signature";

const HELP = `Checks the evidence in an execution's output, offline.

usage: npm run verify -- OUTPUT.json --key public.pem

  OUTPUT.json   the execution's output, or what "aws stepfunctions describe-execution" prints; - for standard input
  --key FILE    the public half of the signing key, PEM ("aws kms get-public-key", see docs/security.md)
  --help        this page

Exit codes: 0 proven; 1 something is wrong with the evidence, or there is none; 2 the input is unusable.
`;

const NOT_COVERED =
  "Not covered by a signature: who used the link, when, the comment, and that other answers are missing.\n";

/** The input cannot be used; nothing can be said about evidence. */
class UnusableInputError extends Error {
  override readonly name = "UnusableInputError";
}

/** The evidence does not bear out what the output says, or there is none. */
class NotProvenError extends Error {
  override readonly name = "NotProvenError";
}

type Json = Readonly<Record<string, unknown>>;

function main(args: readonly string[]): string {
  const { file, keyFile } = argumentsOf(args);
  if (file === undefined) {
    return HELP;
  }
  const key = readKey(keyFile);
  const document = readJson(file);
  const described = typeof document.executionArn === "string" ? document.executionArn : undefined;
  const output = described === undefined ? document : outputOf(document);
  const answers = answersOf(output);
  const links = answers.map((answer) => {
    const link = proven(answer, key);
    if (described !== undefined) {
      expectSame("state machine", link.sm, described.split(":")[6]);
      expectSame("execution", link.ex, described.split(":")[7]);
    }
    return report(link, answer, described);
  });
  return `${links.join("\n")}\nSigned by ${fingerprint(key)}\n${NOT_COVERED}`;
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
  const account = executionArn ? ` (account ${locationOf(executionArn).accountId})` : "";
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

function argumentsOf(args: readonly string[]): { file?: string; keyFile: string } {
  let values: { help?: boolean | undefined; key?: string | undefined };
  let positionals: string[];
  try {
    ({ values, positionals } = parseArgs({
      args: [...args],
      options: { key: { type: "string" }, help: { type: "boolean", short: "h" } },
      allowPositionals: true,
    }));
  } catch (cause) {
    throw new UnusableInputError(`${cause instanceof Error ? cause.message : ""}; see --help`, { cause });
  }
  if (values.help) {
    return { keyFile: "" };
  }
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0 || values.key === undefined) {
    throw new UnusableInputError("One output and --key FILE are needed; see --help");
  }
  return { file, keyFile: values.key };
}

function readKey(file: string): KeyObject {
  const pem = read(file);
  try {
    return createPublicKey(pem);
  } catch (cause) {
    throw new UnusableInputError(`${file} holds no public key in PEM`, { cause });
  }
}

function readJson(file: string): Json {
  const value = parseJson(read(file === "-" ? 0 : file), file);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UnusableInputError(`${file} holds no JSON object`);
  }
  return { ...value };
}

function parseJson(json: string, what: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new UnusableInputError(`${what} holds no JSON`, { cause });
  }
}

function read(file: string | number): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new UnusableInputError(`${file} cannot be read`, { cause });
  }
}

/** The output within what `describe-execution` prints: JSON in a string. */
function outputOf({ status, output }: Json): Json {
  if (typeof output !== "string") {
    throw new NotProvenError(`The execution has no output; its status is ${String(status)}`);
  }
  return asObject(parseJson(output, "The execution's output"));
}

function asObject(value: unknown): Json {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

try {
  process.stdout.write(main(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof NotProvenError || error instanceof UnusableInputError)) {
    throw error;
  }
  console.error(error.message);
  process.exitCode = error instanceof NotProvenError ? 1 : 2;
}
