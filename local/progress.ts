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
 */
export function followProgress(run: LocalRun, print: Print, colours: boolean): void {
  const tell = (kind: keyof typeof COLOURS, text: string): void => {
    const label = kind.padEnd(8);
    print(`${clock(new Date())}  ${colours ? `\x1b[${COLOURS[kind]}m${label}\x1b[0m` : label} ${text}`);
  };
  run.sns.on("mail", ({ to, subject }: Mail) => tell("mail", `to ${to}: ${subject}`));
  run.stepFunctions.on("history", ({ event }) => {
    switch (event.type) {
      case "TaskScheduled": {
        const seconds = event.taskScheduledEventDetails?.timeoutInSeconds;
        const until = seconds && ` until ${new Date(Date.now() + seconds * 1000).toLocaleString()}`;
        if (event.taskScheduledEventDetails?.resource?.endsWith(".waitForTaskToken")) {
          tell("waiting", `for an answer${until ?? ""}`);
        }
        return;
      }
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
}

function clock(time: Date): string {
  return time.toTimeString().slice(0, 8);
}
