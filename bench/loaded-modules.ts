import { relative } from "node:path";
import { pathToFileURL } from "node:url";
import { PROJECT, runCommand } from "./timing";

/** Tells every file that is loaded as an ES module, on a line of its own. */
const LOADER = `import { writeSync } from "node:fs";
export async function load(url, context, nextLoad) {
  if (url.startsWith("file:")) writeSync(1, "loaded " + url + "\\n");
  return nextLoad(url, context);
}`;

/** What a function had loaded once it had answered an event. */
export interface LoadedByEvent {
  /** Its own files, as their names in the bundle. */
  readonly files: readonly string[];
  /** Public modules of Node, such as `crypto`, that a process does not load by itself. */
  readonly builtins: readonly string[];
}

/**
 * Runs a bundle in a process of its own and tells what one event made it load.
 *
 * @param folder the bundle
 * @param event what the handler is called with
 * @param env the function's environment
 */
export async function modulesLoadedByEvent(
  folder: string,
  event: unknown,
  env: Readonly<Record<string, string>>,
): Promise<LoadedByEvent> {
  const index = JSON.stringify(pathToFileURL(`${folder}/index.mjs`).href);
  const context = JSON.stringify({ invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:f" });
  const script = `import { writeSync } from "node:fs";
    import { register } from "node:module";
    const before = new Set(process.moduleLoadList);
    register("data:text/javascript," + encodeURIComponent(${JSON.stringify(LOADER)}));
    const { handler } = await import(${index});
    await handler(${JSON.stringify(event)}, ${context});
    const after = process.moduleLoadList.filter((name) => !before.has(name));
    writeSync(1, after.map((name) => "builtin " + name + "\\n").join(""));
    process.exit();`;
  const { stdout } = await runCommand({ args: ["--input-type=module", "--eval", script], env });
  return {
    files: linesOf(stdout, "loaded ").map((url) => url.slice(url.lastIndexOf("/") + 1)),
    builtins: linesOf(stdout, "builtin NativeModule ").filter((name) => !name.startsWith("internal/")),
  };
}

/**
 * Runs `main.ts` and tells the CommonJS modules that it loaded, as paths below the project's folder.
 *
 * @param outdir where to synthesize to
 */
export async function modulesLoadedBySynth(outdir: string): Promise<string[]> {
  const { stdout } = await runCommand({
    args: ["--require", "tsx/cjs", "--require", "./bench/report-modules.cjs", "main.ts"],
    env: { CDKTF_OUTDIR: outdir, SFN_APPROVAL_SETTINGS: "{}" },
  });
  return linesOf(stdout, "module ").map((file) => relative(PROJECT, file));
}

function linesOf(text: string, prefix: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith(prefix))
    .map((line) => line.slice(prefix.length));
}
