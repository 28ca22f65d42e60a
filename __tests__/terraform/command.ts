import { spawn } from "node:child_process";

/** What a command left behind. */
export interface CommandResult {
  /** `undefined` if there is no such command. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  /** Standard output and error, as they came. */
  readonly output: string;
}

/** A command that ended otherwise than it should have; {@link output} is what it wrote. */
export class CommandError extends Error {
  override readonly name = "CommandError";

  constructor(
    message: string,
    readonly output: string,
  ) {
    super(message);
  }
}

/** Where and with what a command runs. */
export interface CommandOptions {
  readonly cwd: string;
  /** The whole environment: nothing is added to it. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Runs a command to its end, without a terminal and with nothing on its standard input.
 *
 * @param command program, then arguments
 */
export function run(
  command: readonly [string, ...string[]],
  options: CommandOptions,
): Promise<CommandResult> {
  const [program, ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      output += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "ENOENT" ? resolve({ exitCode: undefined, stdout, output }) : reject(error),
    );
    child.once("close", (code, signal) =>
      resolve({ exitCode: code ?? -1, stdout, output: signal === null ? output : `${output}\n${signal}` }),
    );
  });
}

/**
 * Runs a command that must succeed.
 *
 * @throws CommandError if it ends with another exit code than 0
 */
export async function runOrThrow(
  command: readonly [string, ...string[]],
  options: CommandOptions,
): Promise<CommandResult> {
  const result = await run(command, options);
  if (result.exitCode !== 0) {
    throw new CommandError(`${command.join(" ")}: exit code ${result.exitCode ?? "none"}`, result.output);
  }
  return result;
}
