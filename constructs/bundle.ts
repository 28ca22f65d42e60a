import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type BuildOptions, buildSync, version } from "esbuild";
import { cachedBundle } from "./bundle-cache";

/**
 * What stays out of the bundle: ways to credentials that the SDK imports only where the environment holds none, as
 * it always does in Lambda, and what tells a browser's name.
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
  "bowser",
];

const bundles = new Map<string, string>();

/**
 * The bundle of a function.
 *
 * In the published package the functions of ours are there as bundles, in the place of their sources. Others are
 * built when something that they are made of has changed, and kept for the next run.
 *
 * @param entry absolute path of the TypeScript file that exports the handler
 * @returns absolute path of a folder with `index.mjs` and its chunks
 */
export function bundle(entry: string): string {
  const folder =
    bundles.get(entry) ??
    prebuilt(entry) ??
    cachedBundle(JSON.stringify([version, optionsOf(entry)]), (outdir) => buildBundle(entry, outdir));
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
 * @param outdir where `index.mjs` and its chunks go
 * @returns absolute paths of the files that went into it
 */
export function buildBundle(entry: string, outdir: string): string[] {
  const { metafile } = buildSync({ ...optionsOf(entry), outdir, metafile: true });
  return Object.keys(metafile.inputs).map((path) => join(dirname(entry), path));
}

function optionsOf(entry: string) {
  return {
    entryPoints: { index: entry },
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
  } satisfies BuildOptions;
}
