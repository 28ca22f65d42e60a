import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Timing } from "./figures";

/** The project's folder, where every command runs unless it says otherwise. */
export const PROJECT = join(__dirname, "..");

/** After this a child counts as hanging: ten times what any of them takes. */
const CHILD_TIMEOUT_MS = 600_000;

/** A command that the bench ran did not end well; the message holds what it wrote to stderr. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** A child process to run. */
export interface Command {
  readonly args: readonly string[];
  /** @default this Node */
  readonly program?: string;
  /** Set for it alone, beside the environment of the bench. */
  readonly env?: Readonly<Record<string, string>>;
  /** @default the project's folder */
  readonly cwd?: string;
}

/** How a child process ended. */
export interface Ended {
  readonly milliseconds: number;
  readonly stdout: string;
}

/** Something that can be done again and again: by name, how by hand, and once. */
export interface Variant {
  readonly name: string;
  readonly command: string;
  /** Does it once and gives the milliseconds that it took. */
  once(): Promise<number>;
}

/** How long {@link inTurn} goes on. */
export interface Rounds {
  readonly rounds: number;
  /** No new round begins after this, once there are three. */
  readonly budgetMs: number;
  /** Whether a first round is not counted, so that caches of files and compiled code are warm. @default true */
  readonly warmUp?: boolean;
}

/** What {@link inTurn} measured of a variant. */
export interface Measured extends Timing {
  readonly samples: readonly number[];
}

/** Does each variant once a round, so that what else the machine does meets them all alike. */
export async function inTurn<Name extends string>(
  variants: Readonly<Record<Name, Variant>>,
  { rounds, budgetMs, warmUp = true }: Rounds,
): Promise<Record<Name, Measured>> {
  const entries = Object.entries<Variant>(variants).map(([key, variant]) => {
    const samples: number[] = [];
    return { key, variant, samples };
  });
  if (warmUp) {
    for (const { variant } of entries) {
      await variant.once();
    }
  }
  const end = Date.now() + budgetMs;
  for (let round = 0; round < rounds && (round < 3 || Date.now() < end); round += 1) {
    for (const { variant, samples } of entries) {
      samples.push(await variant.once());
    }
  }
  const measured: Partial<Record<string, Measured>> = Object.fromEntries(
    entries.map(({ key, variant: { name, command }, samples }) => [
      key,
      { name, command, medianMs: median(samples), rounds: samples.length, samples },
    ]),
  );
  return measured as Record<Name, Measured>;
}

/** The timings of measured variants, without every single sample. */
export function timingsOf(measured: Readonly<Record<string, Measured>>): Timing[] {
  return Object.values(measured).map(({ samples: _, ...timing }) => timing);
}

/**
 * Runs a child process to its end.
 *
 * @throws CommandError if it fails, or hangs for ten minutes
 */
export async function runCommand({ program = process.execPath, args, env, cwd }: Command): Promise<Ended> {
  const started = performance.now();
  const child = spawn(program, args, {
    cwd: cwd ?? PROJECT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: CHILD_TIMEOUT_MS,
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  const milliseconds = performance.now() - started;
  if (code !== 0) {
    throw new CommandError(`${program} ${args.join(" ")} ended with ${code}:\n${stderr.trim()}`);
  }
  return { milliseconds, stdout };
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
  return (upper + lower) / 2;
}
