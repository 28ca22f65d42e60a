import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { cachedBundle, cacheFolder } from "../../constructs/bundle-cache";

let folder: string;
let entry: string;
let builds: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sfn-approval-test-"));
  mkdirSync(join(folder, "cache"));
  mkdirSync(join(folder, "app", "src"), { recursive: true });
  entry = join(folder, "app", "src", "index.ts");
  writeFileSync(entry, "old");
  builds = 0;
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A bundle that holds what the entry file holds. */
function bundle(key = "options", meanwhile = () => {}): string {
  const build = (outdir: string): string[] => {
    builds += 1;
    mkdirSync(outdir);
    writeFileSync(join(outdir, "index.mjs"), readFileSync(entry));
    meanwhile();
    return [entry];
  };
  return cachedBundle(key, build, join(folder, "cache"));
}

function contentOf(bundleFolder: string): string {
  return readFileSync(join(bundleFolder, "index.mjs"), "utf8");
}

/** Waits until what was written last counts as old. */
function tick(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 80));
}

test("an unchanged bundle is built once", async () => {
  await tick();
  expect(contentOf(bundle())).toBe("old");
  expect(bundle()).toBe(bundle());
  expect(builds).toBe(1);
});

test.each<[string, () => void]>([
  ["content", () => writeFileSync(entry, "new")],
  [
    "content of the same length and time, as package managers write it",
    () => {
      writeFileSync(entry, "new");
      utimesSync(entry, 0, 0);
    },
  ],
  ["mode", () => chmodSync(entry, 0o600)],
  ["neighbours, one of which an import could lead to", () => writeFileSync(join(dirname(entry), "a.ts"), "")],
  ["package's configuration", () => writeFileSync(join(folder, "app", "package.json"), "{}")],
  ["compiler options", () => writeFileSync(join(folder, "app", "src", "tsconfig.json"), "{}")],
])("it is built again when the file has another %s", async (_, change) => {
  utimesSync(entry, 0, 0);
  await tick();
  bundle();
  await tick();
  change();
  await tick();
  expect(contentOf(bundle())).toBe(readFileSync(entry, "utf8"));
  expect(builds).toBe(2);
});

test("it is built again for other options", async () => {
  await tick();
  expect(bundle("these")).not.toBe(bundle("those"));
  expect(builds).toBe(2);
});

test("a file that changes while it is bundled is bundled again the next time", async () => {
  await tick();
  expect(contentOf(bundle("options", () => writeFileSync(entry, "new")))).toBe("old");
  await tick();
  expect(contentOf(bundle())).toBe("new");
});

test("a bundle that another process has finished meanwhile is taken", async () => {
  await tick();
  let other = "";
  const own = bundle("options", () => {
    other = builds === 1 ? bundle() : other;
  });
  expect(own).toBe(other);
  expect(contentOf(own)).toBe("old");
});

test("a bundle that nobody has asked for in a day goes when another is built", async () => {
  await tick();
  const forgotten = dirname(bundle("forgotten"));
  const old = Date.now() / 1000 - 90_000;
  utimesSync(forgotten, old, old);
  const used = dirname(bundle("used"));
  utimesSync(used, old, old);
  bundle("used");
  bundle("third");
  expect(() => readFileSync(join(forgotten, "inputs.json"))).toThrow("ENOENT");
  expect(JSON.parse(readFileSync(join(used, "inputs.json"), "utf8"))).toEqual([entry]);
});

test("a build that fails leaves no bundle behind", async () => {
  await tick();
  const failing = () =>
    bundle("options", () => {
      throw new Error("no such import");
    });
  expect(failing).toThrow("no such import");
  expect(contentOf(bundle())).toBe("old");
});

test("where the packages are read-only, bundles are kept for the process alone", () => {
  expect(cacheFolder(join(folder, "app"))).toBe(join(folder, "app", ".cache", "sfn-approval"));
  const temporary = cacheFolder(entry);
  expect(dirname(temporary)).toBe(tmpdir());
  rmSync(temporary, { recursive: true });
});
