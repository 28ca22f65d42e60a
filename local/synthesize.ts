import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { pathToFileURL } from "node:url";
import type { JsonObject } from "./json";

/** The app could not be synthesized; the message is its own last word. */
export class SynthesisError extends Error {
  override readonly name = "SynthesisError";
}

/** A synthesized app, in a folder of its own. */
export interface SynthesizedApp {
  /** The one stack's folder. */
  readonly stackFolder: string;
  /** Deletes what was synthesized. */
  remove(): Promise<void>;
}

const PROJECT = join(__dirname, "..");
// Our own app is CommonJS, for which tsx takes less time; somebody else's may be of ES modules.
const LOADER_OF_OURS = ["--require", require.resolve("tsx/cjs")];
const LOADER_OF_OTHERS = ["--import", pathToFileURL(require.resolve("tsx")).href];

/**
 * Synthesizes the app as `npm run synth` does, into a temporary folder, so that `cdktf.out` stays as it is.
 *
 * @param settings settings that differ from those of `cdktf.json`
 * @param folder where the app's `main.ts` is
 * @param signal stops it; the temporary folder goes
 * @throws SynthesisError if the app refuses, as it does for a setting that cannot be, or is not there
 */
export async function synthesize(
  settings: JsonObject,
  folder = PROJECT,
  signal?: AbortSignal,
): Promise<SynthesizedApp> {
  if (!existsSync(join(folder, "main.ts"))) {
    throw new SynthesisError(`There is no main.ts in ${folder}`);
  }
  const isOurs = folder === PROJECT;
  const outdir = await mkdtemp(join(tmpdir(), "sfn-approval-out-"));
  const remove = (): Promise<void> => rm(outdir, { recursive: true, force: true });
  const child = spawn(process.execPath, [...(isOurs ? LOADER_OF_OURS : LOADER_OF_OTHERS), "main.ts"], {
    cwd: folder,
    env: {
      ...process.env,
      CDKTF_OUTDIR: outdir,
      // What another app has in temporary files when it is stopped goes with the folder. Ours has nothing there
      // but what tsx has compiled, and keeps for the next run.
      ...(!isOurs && { TMPDIR: outdir }),
      SFN_APPROVAL_SETTINGS: withSettings(process.env.SFN_APPROVAL_SETTINGS ?? "{}", settings),
    },
    signal,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exit = new Promise<number | NodeJS.Signals | null>((resolve, reject) => {
    child.once("error", reject).once("exit", (code, signal) => resolve(code ?? signal));
  });
  const [stderr, ended] = await Promise.all([text(child.stderr), exit]).catch(async (error) => {
    await remove();
    throw signal?.aborted ? signal.reason : error;
  });
  if (ended !== 0) {
    await remove();
    throw new SynthesisError(stderr.trim() || `main.ts ended with ${ended}`);
  }
  const [stack = ""] = await readdir(join(outdir, "stacks"));
  return { stackFolder: join(outdir, "stacks", stack), remove };
}

/** What is no JSON object stays as it is, for the app to refuse. */
function withSettings(given: string, settings: JsonObject): string {
  let overridden: unknown;
  try {
    overridden = JSON.parse(given);
  } catch {
    return given;
  }
  return typeof overridden === "object" && overridden !== null && !Array.isArray(overridden)
    ? JSON.stringify({ ...overridden, ...settings })
    : given;
}
