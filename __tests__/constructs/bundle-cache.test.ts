import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cachedBundle, cacheFolder } from "../../constructs/bundle-cache";

let folder: string;
let project: string;
let entry: string;
let installed: string;
let builds: number;

/** A project with one function that uses one package. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "sfn-approval-test-"));
  project = join(folder, "project");
  entry = join(project, "lambdas", "decide", "index.ts");
  installed = join(project, "node_modules", "hono", "html.js");
  for (const file of [entry, installed, join(project, "node_modules", ".package-lock.json")]) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "old");
  }
  builds = 0;
  await old();
});

afterEach(() => rmSync(folder, { recursive: true }));

/** The bundle holds what the entry file and the package hold. */
function bundle(meanwhile = () => {}, options = "minified"): string {
  const build = (outdir: string): string[] => {
    builds += 1;
    mkdirSync(outdir);
    writeFileSync(join(outdir, "index.mjs"), contents());
    meanwhile();
    return [entry, installed];
  };
  return cachedBundle({ entry, options, build });
}

/** What is in the cache. */
function kept(): string[] {
  return readdirSync(cacheFolder(join(project, "node_modules")));
}

function contents(): string {
  return `${readFileSync(entry, "utf8")} ${readFileSync(installed, "utf8")}`;
}

function contentOf(bundleFolder: string): string {
  return readFileSync(join(bundleFolder, "index.mjs"), "utf8");
}

/** Waits until what was written last counts as old. */
function old(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 80));
}

test("an unchanged bundle is built once, and its folder holds nothing else", () => {
  expect(contentOf(bundle())).toBe("old old");
  expect(bundle()).toBe(bundle());
  expect(readdirSync(bundle())).toEqual(["index.mjs"]);
  expect(builds).toBe(1);
});

test.each<[string, () => void]>([
  ["another content", () => writeFileSync(entry, "new")],
  ["a new neighbour, which an import could lead to", () => writeFileSync(join(dirname(entry), "a.ts"), "")],
  ["a new package of its own", () => mkdirWith(join(project, "lambdas", "node_modules", "hono", "html.js"))],
  ["other compiler options", () => writeFileSync(join(project, "tsconfig.json"), "{}")],
  ["another package.json", () => writeFileSync(join(project, "package.json"), "{}")],
  [
    "other packages by npm's record",
    () => writeFileSync(join(project, "node_modules", ".package-lock.json"), "{}"),
  ],
  [
    "a package edited in place, of the same size and time",
    () => {
      writeFileSync(installed, "new");
      utimesSync(installed, 0, 0);
    },
  ],
  [
    "a package replaced",
    () => writeFileSync(`${installed}.new`, "new") ?? renameSync(`${installed}.new`, installed),
  ],
])("it is built again with %s", async (_, change) => {
  utimesSync(installed, 0, 0);
  await old();
  bundle();
  change();
  await old();
  expect(contentOf(bundle())).toBe(contents());
  expect(builds).toBe(2);
  expect(contentOf(bundle())).toBe(contents());
  expect(builds).toBe(2);
});

function mkdirWith(file: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, "new");
}

test("a source that is only touched, as by a checkout, is the same", async () => {
  bundle();
  writeFileSync(entry, "old");
  await old();
  bundle();
  expect(builds).toBe(1);
});

test("it is built again with other options", () => {
  expect(bundle(() => {}, "readable")).not.toBe(bundle());
  expect(builds).toBe(2);
});

test.each<[string, () => void]>([
  ["the function", () => writeFileSync(entry, "new")],
  ["a package", () => writeFileSync(installed, "new")],
  ["the compiler options", () => writeFileSync(join(project, "tsconfig.json"), "{}")],
  ["a neighbour", () => writeFileSync(join(dirname(entry), "index.tsx"), "")],
])("what was bundled while %s changed is not kept", async (_, change) => {
  expect(contentOf(bundle(change))).toBe("old old");
  await old();
  expect(contentOf(bundle())).toBe(contents());
  expect(builds).toBe(2);
});

test("a package that is gone after the build is no reason to fail", () => {
  expect(contentOf(bundle(() => rmSync(installed)))).toBe("old old");
});

test("of two processes that build at the same time both have a whole bundle, and one is kept", () => {
  let other = "";
  const own = bundle(() => {
    other = builds === 1 ? bundle() : other;
  });
  expect([contentOf(own), contentOf(other)]).toEqual(["old old", "old old"]);
  expect(bundle()).toBe(other);
});

test.each<[string, (kept: string) => void]>([
  ["cut off", (kept) => truncateSync(join(kept, "index.mjs"), 3)],
  ["without a file", (kept) => rmSync(join(kept, "index.mjs"))],
  ["without its list of inputs", (kept) => rmSync(join(kept, "..", "inputs"))],
  ["with half of that list", (kept) => truncateSync(join(kept, "..", "inputs"), 10)],
])("a kept bundle %s is built again", (_, damage) => {
  damage(bundle());
  expect(contentOf(bundle())).toBe("old old");
  expect(contentOf(bundle())).toBe("old old");
  expect(builds).toBe(2);
  expect(kept()).toHaveLength(1);
});

test.each<[string, () => void]>([
  [
    "it was not npm that installed the packages",
    () => rmSync(join(project, "node_modules", ".package-lock.json")),
  ],
  [
    "a package lies elsewhere",
    () => {
      installed = join(folder, "linked.js");
      writeFileSync(installed, "old");
    },
  ],
])("nothing is kept where %s", async (_, arrange) => {
  arrange();
  await old();
  bundle();
  expect(contentOf(bundle())).toBe("old old");
  expect(builds).toBe(2);
});

test("a build that fails leaves no bundle behind", () => {
  const failing = () =>
    bundle(() => {
      throw new Error("no such import");
    });
  expect(failing).toThrow("no such import");
  expect(kept()).toEqual([]);
  expect(contentOf(bundle())).toBe("old old");
  expect(builds).toBe(2);
});

test("where the packages are read-only, bundles are kept for the process alone, in one folder", () => {
  const packages = join(project, "node_modules");
  expect(cacheFolder(packages)).toBe(join(packages, ".cache", "sfn-approval"));
  const temporary = cacheFolder(entry);
  expect(dirname(temporary)).toBe(tmpdir());
  expect(cacheFolder(entry)).toBe(temporary);
  rmSync(temporary, { recursive: true });
});
