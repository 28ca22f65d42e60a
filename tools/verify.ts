import { createPublicKey, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { NotProvenError, UnusableInputError, verifyEvidence } from "./evidence";

const HELP = `Checks the evidence in an execution's output, offline.

usage: npm run verify -- OUTPUT.json --key public.pem

  OUTPUT.json   the execution's output, or what "aws stepfunctions describe-execution" prints; - for standard input
  --key FILE    the public half of the signing key, PEM ("aws kms get-public-key", see docs/security.md)
  --help        this page

Exit codes: 0 proven; 1 something is wrong with the evidence, or there is none; 2 the input is unusable.
`;

function main(args: readonly string[]): string {
  const { file, keyFile } = argumentsOf(args);
  return file === undefined ? HELP : verifyEvidence(readJson(file), readKey(keyFile));
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

function readJson(file: string): unknown {
  const json = read(file === "-" ? 0 : file);
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new UnusableInputError(`${file} holds no JSON`, { cause });
  }
}

function read(file: string | number): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new UnusableInputError(`${file} cannot be read`, { cause });
  }
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
