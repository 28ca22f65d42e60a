import { redact } from "../lambdas/shared/redact";
import type { LogEntry } from "./lambda/log-entry";
import type { LocalRun } from "./local-run";
import type { Mail } from "./sns";

/** Where progress goes. */
export type Print = (line: string) => void;

const COLOURS = { state: 36, mail: 35, waiting: 33, decided: 32, ended: 1, problem: 31 } as const;

/**
 * Tells a person in the terminal what goes on: states, mails, waiting, decisions, ends, and problems of the
 * functions.
 *
 * @param colours whether the terminal shows colours
 * @returns stops it
 */
export function followProgress(run: LocalRun, print: Print, colours: boolean): () => void {
  let isStopped = false;
  const deadlines = new Map<string, string>();
  const tell = (kind: keyof typeof COLOURS, text: string): void => {
    if (isStopped) {
      return;
    }
    const label = kind.padEnd(8);
    print(`${clock(new Date())}  ${colours ? `\x1b[${COLOURS[kind]}m${label}\x1b[0m` : label} ${text}`);
  };
  run.sns.on("mail", ({ to, subject }: Mail) => tell("mail", `to ${to}: ${subject}`));
  run.stepFunctions.on("history", ({ executionArn, event }) => {
    switch (event.type) {
      case "TaskScheduled": {
        const { timeoutInSeconds = 0 } = event.taskScheduledEventDetails ?? {};
        deadlines.set(executionArn, dateAndClock(new Date(Date.now() + timeoutInSeconds * 1000)));
        return;
      }
      case "TaskSubmitted":
        return tell(
          "waiting",
          `for an answer, since ${dateAndClock(new Date())}, until ${deadlines.get(executionArn)}`,
        );
      case "TaskSucceeded": {
        const output = JSON.parse(event.taskSucceededEventDetails?.output ?? "null");
        if (typeof output?.Status === "string") {
          tell("decided", output.Status);
        }
        return;
      }
      case "TaskTimedOut":
        return tell("decided", "nobody answered in time");
      case "TaskFailed":
        return tell(
          "problem",
          `${event.taskFailedEventDetails?.error}: ${event.taskFailedEventDetails?.cause}`,
        );
      default:
        if (event.stateEnteredEventDetails?.name !== undefined) {
          tell("state", event.stateEnteredEventDetails.name);
        }
    }
  });
  run.stepFunctions.on("execution", ({ name, status }) => {
    tell(status === "RUNNING" ? "state" : "ended", `execution ${name} ${status}`);
  });
  run.lambda.on("log", ({ functionName, level, message }: LogEntry) => {
    if (level === "WARN" || level === "ERROR" || level === "FATAL") {
      tell(
        "problem",
        redact(`${functionName}: ${typeof message === "string" ? message : JSON.stringify(message)}`),
      );
    }
  });
  return () => {
    isStopped = true;
  };
}

/** Such as `2026-11-22 19:30:00`, in the terminal's own time zone, as the clock before each line. */
function dateAndClock(time: Date): string {
  return time.toLocaleString("sv-SE");
}

function clock(time: Date): string {
  return time.toTimeString().slice(0, 8);
}
