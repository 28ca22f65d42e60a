import { spawnSync } from "node:child_process";
import { CannotCompareError } from "./errors";

/** Where and how to run a command. */
export interface CommandOptions {
  readonly cwd: string;
  /** Variables to set, beside those of this process. @default none */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the command is a line for the shell. @default false */
  readonly shell?: boolean;
}

/**
 * Runs a command to its end.
 *
 * @returns what it wrote to standard output
 * @throws CannotCompareError with what it wrote to standard error, if it fails
 */
export function run(command: string, args: readonly string[], options: CommandOptions): string {
  const { cwd, env, shell = false } = options;
  const { status, error, stdout, stderr } = spawnSync(command, [...args], {
    cwd,
    shell,
    env: { ...process.env, ...env },
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) {
    const line = [command, ...args].join(" ");
    throw new CannotCompareError(`${line} failed in ${cwd}\n${error?.message ?? stderr.trim()}`, {
      cause: error,
    });
  }
  return stdout;
}
