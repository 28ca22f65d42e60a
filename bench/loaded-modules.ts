import { execFileSync } from "node:child_process";
import { relative } from "node:path";
import { pathToFileURL } from "node:url";
import { PROJECT } from "./timing";

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
 * @param env the function's environment, and nothing else
 */
export function modulesLoadedByEvent(
  folder: string,
  event: unknown,
  env: Readonly<Record<string, string>>,
): LoadedByEvent {
  const index = JSON.stringify(pathToFileURL(`${folder}/index.mjs`).href);
  const context = JSON.stringify({ invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:f" });
  const call = `const { handler } = await import(${index});
    await handler(${JSON.stringify(event)}, ${context});`;
  const hook = `import { register } from "node:module"; register("data:text/javascript," + encodeURIComponent(${JSON.stringify(LOADER)}));`;
  const loaded = linesOf(evaluate(`${hook}\n${call}`, env), "loaded ");
  const list = `for (const name of process.moduleLoadList) console.log("builtin " + name);`;
  const before = new Set(linesOf(evaluate(list, env), "builtin "));
  const after = linesOf(evaluate(`${call}\n${list}`, env), "builtin ");
  return {
    files: loaded.map((url) => url.slice(url.lastIndexOf("/") + 1)),
    builtins: after
      .filter((name) => !before.has(name) && !/internal/i.test(name))
      .map((name) => name.replace("NativeModule ", "")),
  };
}

/**
 * Runs `main.ts` and tells the CommonJS modules that it loaded, as paths below the project's folder.
 *
 * @param outdir where to synthesize to
 */
export function modulesLoadedBySynth(outdir: string): string[] {
  const report = `import { createRequire } from "node:module";
    const { cache } = createRequire("file:///");
    process.on("exit", () => Object.keys(cache).forEach((file) => console.log("module " + file)));`;
  const stdout = execFileSync(
    process.execPath,
    ["--import", "tsx", "--import", `data:text/javascript,${encodeURIComponent(report)}`, "main.ts"],
    {
      cwd: PROJECT,
      encoding: "utf8",
      env: { ...process.env, CDKTF_OUTDIR: outdir, SFN_APPROVAL_SETTINGS: "{}" },
    },
  );
  return linesOf(stdout, "module ").map((file) => relative(PROJECT, file));
}

function evaluate(script: string, env: Readonly<Record<string, string>>): string {
  return execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
    stdio: "pipe",
    env: { ...env },
  });
}

function linesOf(text: string, prefix: string): string[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith(prefix))
    .map((line) => line.slice(prefix.length));
}
