import { once } from "node:events";
import { type Answer, ApproverError, answerAsApprover, findLink } from "./approver";
import { type Arguments, type Decide, HELP, parseArguments, UsageError } from "./arguments";
import { PortTakenError } from "./http-server";
import type { JsonObject, JsonValue } from "./json";
import { type LocalRun, startLocalRun } from "./local-run";
import { openRequests } from "./open-requests";
import { followProgress, type Print } from "./progress";
import { StandInError } from "./stand-ins";
import { SynthesisError, synthesize } from "./synthesize";
import { objectOf, TerraformError, VariableError } from "./terraform";

const DEFAULT_EMAIL = "approver@example.com";

/** Somebody pressed Ctrl-C. */
class InterruptedError extends Error {
  override readonly name = "InterruptedError";
}

/** The exit code of a shell's command that Ctrl-C ended. */
const INTERRUPTED = 130;

/** @returns the exit code */
async function main(): Promise<number> {
  const args = parseArguments(process.argv.slice(2));
  if (args.help) {
    process.stdout.write(HELP);
    return 0;
  }
  try {
    return await runUntil(interruption(), args);
  } catch (error) {
    if (!(error instanceof InterruptedError)) {
      throw error;
    }
    return args.decide === undefined ? 0 : INTERRUPTED;
  }
}

function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => controller.abort(new InterruptedError("Interrupted")));
  }
  return controller.signal;
}

/** @returns the exit code */
async function runUntil(interrupted: AbortSignal, args: Arguments): Promise<number> {
  const output = args.json ? process.stderr : process.stdout;
  const print: Print = (line) => output.write(`${line}\n`);
  const app = await synthesize(settingsOf(args), args.app, interrupted);
  try {
    const run = await startLocalRun({
      stackFolder: app.stackFolder,
      variables: { email: args.emails[0] ?? DEFAULT_EMAIL },
      unconfirmed: args.unconfirmed,
      port: args.port,
    });
    let stopFollowing: (() => void) | undefined;
    try {
      stopFollowing = followProgress(run, print, output.isTTY === true && !process.env.NO_COLOR);
      const work =
        args.decide === undefined ? serve(run, args, print) : decide(run, args, args.decide, print);
      return await Promise.race([work, abortOf(interrupted)]);
    } finally {
      stopFollowing?.();
      await run.close();
    }
  } finally {
    await app.remove();
  }
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}

/** With one address, the Terraform variable names it, whatever approvers the settings have. */
function settingsOf({ emails, timeoutSeconds }: Arguments): JsonObject {
  return {
    ...(emails.length > 0 && { approvers: emails.length > 1 ? [...emails] : [] }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
  };
}

/** Starts one execution and serves, without an end. */
async function serve(run: LocalRun, { input }: Arguments, print: Print): Promise<never> {
  run.sns.on("mail", ({ subject, body }) => print(`\nSubject: ${subject}\n\n${body}`));
  print(`Inbox and executions  ${run.url}`);
  print(`AWS endpoint ${run.url.replace(/\/$/, "")}`);
  print("Ctrl-C ends it.\n");
  await start(run, input);
  return new Promise(() => undefined);
}

/**
 * Starts an execution and answers its mail as a person would, or waits for the deadline.
 *
 * @returns the exit code
 */
async function decide(run: LocalRun, args: Arguments, decision: Decide, print: Print): Promise<number> {
  const refused = decision === "expire" ? undefined : answerMails(run, decision);
  if (decision === "expire" && args.app !== undefined) {
    expireRequests(run);
  }
  const ended = endOf(run, await start(run, args.input));
  const execution = await (refused ? Promise.race([ended, refused]) : ended);
  const { decision: decided } = objectOf(execution.output);
  const isAsDecided =
    decided === undefined && args.app !== undefined ? execution.status === "SUCCEEDED" : decided === decision;
  const states = await statesOf(run, execution.executionArn);
  if (args.json) {
    const { name, status, output } = execution;
    const emails = run.sns.mails.map(({ to, subject, body }) => ({ to, subject, body }));
    process.stdout.write(
      `${JSON.stringify({ execution: { name, status, output }, states, emails }, null, 2)}\n`,
    );
  }
  print(`\nPath: ${states.join(" -> ")}`);
  print(`Output: ${JSON.stringify(execution.output)}`);
  if (!isAsDecided) {
    const why = [execution.error, execution.cause].filter(Boolean).join(": ");
    process.stderr.write(
      `The execution ${execution.status}, not as decided (${decision})${why && `: ${why}`}\n`,
    );
  }
  return isAsDecided ? 0 : 1;
}

/**
 * Answers every mail that asks; one about an outcome does not.
 *
 * @returns rejects as soon as an answer is refused, but for one that only came too late
 */
function answerMails(run: LocalRun, decision: Answer): Promise<never> {
  return new Promise((_, reject) => {
    run.sns.on("mail", (mail) => {
      if (findLink(mail, decision) !== undefined) {
        answerAsApprover(mail, decision).catch((error: unknown) => {
          if (!(error instanceof ApproverError && error.isLate)) {
            reject(error);
          }
        });
      }
    });
  });
}

/** Lets the deadlines pass at once: another app's are its own. */
function expireRequests(run: LocalRun): void {
  run.stepFunctions.on("history", async ({ executionArn, event }) => {
    if (event.type !== "TaskSubmitted") {
      return;
    }
    const { events } = await run.stepFunctions.getExecutionHistory({ executionArn, maxResults: 1000 });
    for (const { taskToken } of openRequests(events ?? [])) {
      run.stepFunctions.expireTask(taskToken);
    }
  });
}

async function start(run: LocalRun, input: JsonValue): Promise<string> {
  const { executionArn = "" } = await run.stepFunctions.startExecution({
    stateMachineArn: run.stateMachineArns[0],
    input: JSON.stringify(input),
  });
  return executionArn;
}

async function endOf(run: LocalRun, executionArn: string) {
  for (;;) {
    const {
      name = "",
      status = "",
      output = "null",
      error,
      cause,
    } = await run.stepFunctions.describeExecution({
      executionArn,
    });
    if (status !== "RUNNING") {
      const parsed: JsonValue = JSON.parse(output);
      return { executionArn, name, status, output: parsed, error, cause };
    }
    await once(run.stepFunctions, "execution");
  }
}

async function statesOf(run: LocalRun, executionArn: string): Promise<string[]> {
  const { events = [] } = await run.stepFunctions.getExecutionHistory({ executionArn, maxResults: 1000 });
  return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What can be told in one line, and the exit code that goes with it; everything else is a mistake of ours. */
function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError || error instanceof SynthesisError || error instanceof VariableError) {
    return 2;
  }
  const failures = [TerraformError, StandInError, PortTakenError, ApproverError];
  if (failures.some((failure) => error instanceof failure)) {
    return 1;
  }
  throw error;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.exitCode = exitCodeOf(error);
    process.stderr.write(`${messageOf(error)}\n`);
  },
);
