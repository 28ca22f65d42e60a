import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { JsonValue } from "./json";

/** A flag or an input that cannot be; the message is one line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** How the execution is to end. */
export type Decide = "approve" | "reject" | "expire";

/** What the command line says. */
export interface Arguments {
  readonly help: boolean;
  /** Folder of another app to run. @default our own */
  readonly app: string | undefined;
  /** @default 8787, with `--decide` any free one */
  readonly port: number;
  readonly decide: Decide | undefined;
  /** @default {} */
  readonly input: JsonValue;
  /** @default the setting's value, 2 with `--decide expire` of our own app */
  readonly timeoutSeconds: number | undefined;
  /** Empty for the setting's approvers or the default address. */
  readonly emails: readonly string[];
  readonly unconfirmed: readonly string[];
  readonly json: boolean;
}

/** What `npm start -- --help` prints. */
export const HELP = `Runs the synthesized approval workflow on this machine.

usage: npm start                                serve until Ctrl-C
       npm start -- --decide approve            do what an approver would, then end
       npm start --silent -- --decide approve --json

  --app FOLDER            run the app whose main.ts is in that folder, such as examples/release-pipeline
  --port N                where the inbox and the AWS endpoint are (8787; 0 = any free port)
  --decide approve|reject|expire
                          open the mails' links and press the button, or let the deadline pass
  --input FILE_OR_JSON    the execution's input ({}); title, details, requestedBy and url reach the mail
  --timeout-seconds N     how long the request stays open (the setting timeoutSeconds; 2 with --decide expire)
  --email ADDRESS         who is asked (approver@example.com); repeat it for several approvers
  --unconfirmed ADDRESS   an approver who has not confirmed the e-mail subscription; may be repeated
  --json                  with --decide: one JSON document on stdout, progress on stderr
  --help                  this page

Exit codes: 0 the execution ended as decided (another app's: it succeeded), or the run was stopped with Ctrl-C;
1 it ended otherwise, or the run failed; 2 a flag, the input or a setting cannot be.
`;

const DEFAULT_PORT = 8787;
/** Flags that change the app. */
const SETTINGS = ["timeout-seconds", "email"] as const;
const DECISIONS = ["approve", "reject", "expire"] as const;
const MAX_TIMEOUT_SECONDS = 31_536_000;

/**
 * Reads the command line.
 *
 * @throws UsageError for anything that it does not know, or that cannot be
 */
export function parseArguments(args: readonly string[]): Arguments {
  const values = parsed(args);
  const decide = DECISIONS.find((decision) => decision === values.decide);
  if (values.decide !== undefined && decide === undefined) {
    throw new UsageError(`--decide is ${values.decide}; it can be ${DECISIONS.join(", ")}`);
  }
  const setting = SETTINGS.find((flag) => values[flag] !== undefined);
  if (values.app !== undefined && setting !== undefined) {
    throw new UsageError(`--${setting} is a setting of our own app, and does not go with --app`);
  }
  if (values.json && decide === undefined) {
    throw new UsageError("--json goes with --decide only");
  }
  return {
    help: values.help ?? false,
    app: values.app,
    port: wholeNumber("--port", values.port, 0, 65_535) ?? (decide === undefined ? DEFAULT_PORT : 0),
    decide,
    input: values.input === undefined ? {} : inputOf(values.input),
    timeoutSeconds:
      wholeNumber("--timeout-seconds", values["timeout-seconds"], 1, MAX_TIMEOUT_SECONDS) ??
      (decide === "expire" && values.app === undefined ? 2 : undefined),
    emails: values.email ?? [],
    unconfirmed: values.unconfirmed ?? [],
    json: values.json ?? false,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean", short: "h" },
        app: { type: "string" },
        port: { type: "string" },
        decide: { type: "string" },
        input: { type: "string" },
        "timeout-seconds": { type: "string" },
        email: { type: "string", multiple: true },
        unconfirmed: { type: "string", multiple: true },
        json: { type: "boolean" },
      },
    }).values;
  } catch (cause) {
    const [message] = (cause as Error).message.split(". ");
    throw new UsageError(`${message}; see --help`, { cause });
  }
}

function wholeNumber(flag: string, value: string | undefined, min: number, max: number): number | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (!/^\d{1,9}$/.test(value) || Number(value) < min || Number(value) > max) {
    throw new UsageError(`${flag} is ${value}; it can be a whole number from ${min} to ${max}`);
  }
  return Number(value);
}

/** JSON, or else the name of a file that holds it. */
function inputOf(text: string): JsonValue {
  try {
    return JSON.parse(text);
  } catch {
    return inputFile(text);
  }
}

function inputFile(path: string): JsonValue {
  let content: string;
  try {
    content = readFileSync(path, "utf8");
  } catch (cause) {
    throw new UsageError(`--input is neither JSON nor a file that can be read: ${path}`, { cause });
  }
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new UsageError(`--input: ${path} holds no JSON`, { cause });
  }
}
