import { existsSync, mkdtempSync } from "node:fs";
import { dirname, join } from "node:path";
import { type BuildOptions, buildSync, version } from "esbuild";
import { cachedBundle, temporaryFolder } from "./bundle-cache";
import { FUNCTION_ENTRIES } from "./functions";

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

/** @see https://esbuild.github.io/api/ */
const OPTIONS = {
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

const bundles = new Map<string, string>();

/**
 * The bundle of a function.
 *
 * In the published package the functions of ours are there as bundles, in the place of their sources. In the project
 * they are built when anything that they are made of has changed, and kept for the next run; the functions of others
 * are built once a process.
 *
 * @param entry absolute path of the TypeScript file that exports the handler
 * @returns absolute path of a folder with `index.mjs` and its chunks
 */
export function bundle(entry: string): string {
  const known = bundles.get(entry);
  if (known !== undefined && existsSync(known)) {
    return known;
  }
  const folder = prebuilt(entry) ?? (isOurs(entry) ? kept(entry) : built(entry));
  bundles.set(entry, folder);
  return folder;
}

function prebuilt(entry: string): string | undefined {
  const folder = dirname(entry);
  return !existsSync(entry) && existsSync(join(folder, "index.mjs")) ? folder : undefined;
}

function isOurs(entry: string): boolean {
  return Object.values<string>(FUNCTION_ENTRIES).includes(entry);
}

function kept(entry: string): string {
  const options = JSON.stringify([version, OPTIONS]);
  return cachedBundle({ entry, options, build: (outdir) => buildBundle(entry, outdir) });
}

function built(entry: string): string {
  const folder = mkdtempSync(join(temporaryFolder(), "bundle-"));
  buildBundle(entry, folder);
  return folder;
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
  const { metafile } = buildSync({
    ...OPTIONS,
    entryPoints: { index: entry },
    absWorkingDir: dirname(entry),
    outdir,
    metafile: true,
  });
  return Object.keys(metafile.inputs).map((path) => join(dirname(entry), path));
}
