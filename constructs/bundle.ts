import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buildSync } from "esbuild";

/**
 * Ways to credentials that the SDK imports only where the environment holds none. In Lambda it always does, so
 * they stay out of the bundle.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
const NEVER_IMPORTED_IN_LAMBDA = [
  "@aws-sdk/credential-provider-http",
  "@aws-sdk/credential-provider-ini",
  "@aws-sdk/credential-provider-process",
  "@aws-sdk/credential-provider-sso",
  "@aws-sdk/credential-provider-web-identity",
  "@smithy/credential-provider-imds",
];

const bundles = new Map<string, string>();

/**
 * The bundle of a function.
 *
 * In the published package the functions of ours are there as bundles, in the place of their sources. Others are
 * built, once a process however many functions use them, into a temporary folder that goes with the process.
 *
 * @param entry absolute path of the TypeScript file that exports the handler
 * @returns absolute path of a folder with `index.mjs` and its chunks
 */
export function bundle(entry: string): string {
  const known = bundles.get(entry) ?? prebuilt(entry);
  if (known !== undefined) {
    return known;
  }
  const folder = mkdtempSync(join(tmpdir(), "sfn-approval-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  buildBundle(entry, folder);
  bundles.set(entry, folder);
  return folder;
}

function prebuilt(entry: string): string | undefined {
  const folder = dirname(entry);
  return !existsSync(entry) && existsSync(join(folder, "index.mjs")) ? folder : undefined;
}

/**
 * Bundles a function's entry file with esbuild: minified ES modules, one folder a function.
 *
 * The AWS clients are split off, so that they are loaded only when the code imports them. The output depends on
 * the source alone, not on where it lies.
 *
 * @param entry absolute path of the TypeScript file that exports the handler
 * @param folder where `index.mjs` and its chunks go
 */
export function buildBundle(entry: string, folder: string): void {
  buildSync({
    entryPoints: { index: entry },
    outdir: folder,
    absWorkingDir: dirname(entry),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    // The SDK's CommonJS build has no named exports behind a dynamic import.
    mainFields: ["module", "main"],
    external: NEVER_IMPORTED_IN_LAMBDA,
    legalComments: "none",
    logLevel: "error",
  });
}
