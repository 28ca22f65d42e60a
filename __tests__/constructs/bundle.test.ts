import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync, type Metafile } from "esbuild";
import { bundle } from "../../constructs/bundle";
import { LAMBDAS } from "./fixtures";

const FUNCTIONS = readdirSync(LAMBDAS).filter((name) => name !== "shared");

const PROJECT = join(LAMBDAS, "..");

/** The packages that end up in the bundles. */
const PACKAGES = ["@aws", "@aws-sdk", "@smithy", "hono"];

// Jest's process never exits, so tell the bundles that are not kept to go.
afterAll(() => process.emit("exit", 0));

/** The files of a bundle by name. */
function filesOf(folder: string): Map<string, Buffer> {
  const names = readdirSync(folder).sort();
  return new Map(names.map((name) => [name, readFileSync(join(folder, name))]));
}

/** What each file of a bundle imports, as esbuild parses it. */
function importsOf(folder: string): Metafile["inputs"] {
  return buildSync({
    entryPoints: ["index.mjs"],
    absWorkingDir: folder,
    outdir: "unused",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    packages: "external",
    write: false,
    metafile: true,
  }).metafile.inputs;
}

/** The files that load as soon as `index.mjs` does. */
function loadedAtOnce(inputs: Metafile["inputs"]): Set<string> {
  const loaded = new Set(["index.mjs"]);
  for (const file of loaded) {
    for (const { path, kind, external } of inputs[file]?.imports ?? []) {
      if (kind === "import-statement" && !external) {
        loaded.add(path);
      }
    }
  }
  return loaded;
}

describe.each(FUNCTIONS)("the bundle of %s", (name) => {
  const folder = bundle(join(LAMBDAS, name, "index.ts"));
  const inputs = importsOf(folder);

  test("is built once a process", () => {
    expect(bundle(join(LAMBDAS, name, "index.ts"))).toBe(folder);
  });

  test("is kept for the next process", () => {
    const script = `console.log(require("./constructs/bundle").bundle(${JSON.stringify(join(LAMBDAS, name, "index.ts"))}))`;
    const args = ["--require", "tsx/cjs", "--eval", script];
    const next = () => execFileSync(process.execPath, args, { cwd: PROJECT, encoding: "utf8" }).trim();
    expect(next()).toBe(next());
  });

  test("exports the handler where no package is installed", () => {
    const copy = mkdtempSync(join(tmpdir(), "sfn-approval-test-"));
    cpSync(folder, copy, { recursive: true });
    const script = `import(${JSON.stringify(join(copy, "index.mjs"))}).then((m) => console.log(typeof m.handler))`;
    expect(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" }).trim()).toBe("function");
    rmSync(copy, { recursive: true });
  });

  test("needs nothing that is not in it or in Node, but what Lambda never imports", () => {
    const outside = Object.values(inputs).flatMap(({ imports }) =>
      imports.filter(({ external }) => external),
    );
    const packages = outside.filter(({ path }) => !isBuiltin(path));
    expect(new Set(packages.map(({ kind }) => kind))).toEqual(new Set(["dynamic-import"]));
    expect(
      packages.filter(({ path }) => !/^(@(aws-sdk|smithy)\/credential-provider-|bowser$)/.test(path)),
    ).toEqual([]);
  });
});

describe("the bundle of decide", () => {
  test("loads the AWS SDK only when it calls AWS, so a page is quick", () => {
    const folder = bundle(join(LAMBDAS, "decide", "index.ts"));
    const files = filesOf(folder);
    const loaded = loadedAtOnce(importsOf(folder));
    const isOfSdk = (file: string): boolean => files.get(file)?.includes("@aws-sdk/client-sfn") ?? false;
    expect([...files.keys()].filter(isOfSdk)).not.toEqual([]);
    expect([...loaded].filter(isOfSdk)).toEqual([]);
    const bytes = [...loaded].reduce((sum, file) => sum + (files.get(file)?.length ?? 0), 0);
    expect(bytes).toBeLessThan(40_000);
  });
});

describe("bundle", () => {
  const elsewhere = mkdtempSync(join(tmpdir(), "sfn-approval-test-"));

  afterAll(() => rmSync(elsewhere, { recursive: true, force: true }));

  // Copied, as a link to the packages would be another way to them.
  test("gives the same bytes wherever the project lies", () => {
    const here = join(elsewhere, "here");
    for (const part of ["lambdas", ...PACKAGES.map((name) => join("node_modules", name))]) {
      cpSync(join(PROJECT, part), join(here, part), {
        recursive: true,
        filter: (path) => !/dist-(cjs|types)$/.test(path),
      });
    }
    const built = FUNCTIONS.map((name) => filesOf(bundle(join(here, "lambdas", name, "index.ts"))));
    const there = join(elsewhere, "far", "away");
    mkdirSync(join(there, ".."));
    renameSync(here, there);
    const rebuilt = FUNCTIONS.map((name) => filesOf(bundle(join(there, "lambdas", name, "index.ts"))));
    expect(rebuilt).toEqual(built);
  });
});
