import { mkdtempSync, rmSync } from "node:fs";
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
 * Bundles a function's entry file with esbuild: minified ES modules, one folder a function.
 *
 * Built once a process however many functions use it, into a temporary folder that goes with the process. The
 * AWS clients are split off, so that they are loaded only when the code imports them. The output depends on
 * the source alone, not on where it lies.
 *
 * @param entry absolute path of the TypeScript file that exports the handler
 * @returns absolute path of a folder with `index.mjs` and its chunks
 */
export function bundle(entry: string): string {
  const built = bundles.get(entry);
  if (built !== undefined) {
    return built;
  }
  const folder = mkdtempSync(join(tmpdir(), "sfn-approval-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
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
  bundles.set(entry, folder);
  return folder;
}
