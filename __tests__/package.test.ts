import { execFileSync, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const PROJECT = join(__dirname, "..");
const EMBEDDING = readFileSync(join(PROJECT, "docs", "embedding.md"), "utf8");

/** What the embedder's project needs besides: a compiler, and jest to run its tests. */
const TOOLS = ["typescript", "jest", "@types/jest", "@types/node"];

const folder = mkdtempSync(join(tmpdir(), "sfn-approval-package-"));
const modules = join(folder, "node_modules");
const installed = join(modules, "sfn-approval");

afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: PROJECT, stdio: "pipe" });
  const [tarball = ""] = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", join(folder, tarball), "-C", installed, "--strip-components=1"]);
  // As npm would install it, but from what is here already: the package finds what it declares, nothing else.
  const { dependencies, peerDependencies } = JSON.parse(
    readFileSync(join(installed, "package.json"), "utf8"),
  );
  for (const name of [...Object.keys({ ...dependencies, ...peerDependencies }), ...TOOLS]) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(PROJECT, "node_modules", name), join(modules, name));
  }
  for (const [name, code] of filesOf(EMBEDDING)) {
    writeFileSync(join(folder, name), code);
  }
  const jest = { testMatch: ["**/*.test.js"], transform: {} };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ jest }));
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { module: "node20", strict: true, types: ["node", "jest"] } }),
  );
});

test("what is installed is small and holds no source", () => {
  const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
  expect(files.filter((name) => /(?<!\.d)\.m?ts$/.test(name))).toEqual([]);
  expect(readdirSync(installed).sort()).toEqual(["LICENSE", "README.md", "dist", "package.json"]);
});

test("the code of docs/embedding.md compiles, and its tests pass, in an empty project", () => {
  const compiler = join(dirname(require.resolve("typescript/package.json")), "bin", "tsc");
  expect(run(compiler, "-p", folder)).toEqual({ status: 0, output: "" });
  const { status, output } = run(require.resolve("jest/bin/jest"), "--ci");
  expect(output).toContain("3 passed, 3 total");
  expect(status).toBe(0);
});

/** The page's code, put together where several pieces make one file: a piece without a name goes on. */
function filesOf(page: string): Map<string, string> {
  const files = new Map<string, string>();
  let file = "";
  for (const [, code = ""] of page.matchAll(/```ts\n(.*?)```/gs)) {
    file = /^\/\/ (\S+)\n/.exec(code)?.[1] ?? file;
    files.set(file, `${files.get(file) ?? ""}${code}`);
  }
  return files;
}

function run(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
  return { status, output: `${stdout}${stderr}` };
}
