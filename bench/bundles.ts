import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { buildSync } from "esbuild";
import { bundle } from "../constructs/bundle";
import { FUNCTION_ENTRIES, type FunctionName } from "../constructs/functions";

/** The functions, by their folders. */
export const FUNCTIONS = Object.keys(FUNCTION_ENTRIES) as FunctionName[];

/** What each function loads at once where everything is bundled into one file. */
const EAGER_ENTRIES: Readonly<Record<FunctionName, string>> = {
  decide: `export { handler } from "./index";
    import * as sdk from "@aws-sdk/client-sfn";
    import { answer } from "./answer";
    export const eager = { sdk, answer };`,
  "send-approval-email": `export { handler } from "./index";
    import * as sns from "@aws-sdk/client-sns";
    import * as kms from "@aws-sdk/client-kms";
    export const eager = { sns, kms };`,
};

/** Bytes of a zip beside its files: headers of each file, and the end of the directory. */
const ZIP_ENTRY_BYTES = 76;
const ZIP_END_BYTES = 22;

/** Folders with an `index.mjs` to compare. */
export interface Bundles {
  /** As deployed. */
  readonly ours: Readonly<Record<FunctionName, string>>;
  /** The same source in one file that loads the whole of its AWS clients at once. */
  readonly eager: Readonly<Record<FunctionName, string>>;
  /** A handler that does nothing. */
  readonly empty: string;
  remove(): void;
}

/** Builds all that is compared. */
export function buildBundles(): Bundles {
  const folder = mkdtempSync(join(tmpdir(), "sfn-approval-bundles-"));
  const empty = join(folder, "empty");
  mkdirSync(empty);
  writeFileSync(
    join(empty, "index.mjs"),
    "export async function handler() { return { statusCode: 200 }; }\n",
  );
  return {
    ours: { decide: ours(folder, "decide"), "send-approval-email": ours(folder, "send-approval-email") },
    eager: { decide: eager(folder, "decide"), "send-approval-email": eager(folder, "send-approval-email") },
    empty,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The sizes of a bundle's files by name, in bytes. */
export function fileSizes(folder: string): Map<string, number> {
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name)).length]));
}

/** The size of a bundle as a zip, in bytes: deflated file by file, as the archive provider does. */
export function zippedBytes(folder: string): number {
  return readdirSync(folder).reduce(
    (sum, name) =>
      sum + ZIP_ENTRY_BYTES + 2 * name.length + deflateRawSync(readFileSync(join(folder, name))).length,
    ZIP_END_BYTES,
  );
}

/** Beside the others, so that all are as far from a folder with packages. */
function ours(folder: string, name: FunctionName): string {
  const outdir = join(folder, "ours", name);
  cpSync(bundle(FUNCTION_ENTRIES[name]), outdir, { recursive: true });
  return outdir;
}

function eager(folder: string, name: FunctionName): string {
  const outdir = join(folder, "eager", name);
  buildSync({
    stdin: { contents: EAGER_ENTRIES[name], resolveDir: dirname(FUNCTION_ENTRIES[name]), loader: "ts" },
    outfile: join(outdir, "index.mjs"),
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"],
    legalComments: "none",
    logLevel: "error",
  });
  return outdir;
}
