import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT, runCommand } from "./timing";

/** Of the last TypeScript that ts-node runs on, and of ts-node. */
const VERSIONS = ["ts-node@10.9.2", "typescript@5.9.3"];

/** Taken from the project's own packages, so that both apps use the same bindings. */
const PACKAGES = ["@cdktf", "@types/node", "cdktf", "constructs"];

const MAIN = `import * as aws from "@cdktf/provider-aws";
import { App, TerraformStack } from "cdktf";
import { Construct } from "constructs";

class MyStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new aws.provider.AwsProvider(this, "aws");
    new aws.snsTopic.SnsTopic(this, "topic", { name: "idiomatic" });
  }
}

const app = new App();
new MyStack(app, "idiomatic");
app.synth();
`;

/** The compiler options that `cdktf init --template=typescript` writes, as far as they matter here. */
const TSCONFIG = {
  compilerOptions: {
    declaration: true,
    experimentalDecorators: true,
    lib: ["es2018"],
    module: "CommonJS",
    moduleResolution: "node",
    noImplicitAny: true,
    noUnusedLocals: true,
    resolveJsonModule: true,
    skipLibCheck: true,
    strict: true,
    target: "ES2018",
    types: ["node"],
  },
  include: ["main.ts"],
};

/** An app as CDKTF's template for TypeScript makes it, in a temporary folder. */
export interface IdiomaticApp {
  readonly folder: string;
  remove(): void;
}

/**
 * Makes the app that the documentation of CDKTF leads to: the provider's index, run by ts-node, which checks
 * its types.
 *
 * @throws CommandError if npm cannot install ts-node and TypeScript 5
 */
export async function makeIdiomaticApp(): Promise<IdiomaticApp> {
  const folder = mkdtempSync(join(tmpdir(), "sfn-approval-idiomatic-"));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "idiomatic", private: true }));
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(TSCONFIG));
  writeFileSync(join(folder, "main.ts"), MAIN);
  try {
    await runCommand({
      program: "npm",
      args: ["install", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=1", ...VERSIONS],
      cwd: folder,
    });
  } catch (error) {
    remove();
    throw error;
  }
  for (const name of PACKAGES) {
    const link = join(folder, "node_modules", name);
    rmSync(link, { recursive: true, force: true });
    mkdirSync(join(link, ".."), { recursive: true });
    symlinkSync(join(PROJECT, "node_modules", name), link);
  }
  return { folder, remove };
}
