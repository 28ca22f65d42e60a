import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { buildBundle } from "../constructs/bundle";
import { FUNCTION_ENTRIES } from "../constructs/functions";

/** What `npm run build` does before the compiler writes the rest of `dist`: the package's functions and assets. */
const PROJECT = join(__dirname, "..");
const DIST = join(PROJECT, "dist");

/** What the code reads and no import names. */
const ASSETS = ["local/web/live.js"];

rmSync(DIST, { recursive: true, force: true });
for (const [name, entry] of Object.entries(FUNCTION_ENTRIES)) {
  buildBundle(entry, join(DIST, "lambdas", name));
}
for (const asset of ASSETS) {
  mkdirSync(join(DIST, asset, ".."), { recursive: true });
  cpSync(join(PROJECT, asset), join(DIST, asset));
}
