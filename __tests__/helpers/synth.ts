import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import type { AslFragment } from "../../constructs/asl";
import type { PolicyStatement } from "../../constructs/policy-document";
import type { JsonObject, JsonValue } from "../../local/json";

/** A resource or a data source of a synthesized stack. */
export interface Block {
  /** Such as `aws_sns_topic`, or `data.aws_region`. */
  readonly type: string;
  /** As Terraform refers to it: `aws_sns_topic.NAME`. */
  readonly address: string;
  /** Construct path below the stack. */
  readonly path: string;
  readonly arguments: JsonObject;
}

const outdirs: string[] = [];

afterAll(() => {
  for (const outdir of outdirs.splice(0)) {
    rmSync(outdir, { recursive: true, force: true });
  }
});

/** Synthesizes a stack with an AWS provider and what is built in it, as somebody else's stack would be. */
export function synthesize(build: (stack: TerraformStack) => void): SynthesizedStack {
  return synthesizeApp((app) => {
    const stack = new TerraformStack(app, "stack");
    new AwsProvider(stack, "aws");
    // The default one's path is absolute, and would be in the snapshots.
    new LocalBackend(stack, { path: "terraform.tfstate" });
    build(stack);
    return stack;
  });
}

/** Synthesizes an app of one stack into a temporary folder, which goes when the test file ends. */
export function synthesizeApp(build: (app: App) => TerraformStack): SynthesizedStack {
  const outdir = mkdtempSync(join(tmpdir(), "sfn-approval-test-"));
  outdirs.push(outdir);
  const app = new App({ outdir });
  const stack = withoutStackTraces(() => {
    const built = build(app);
    app.synth();
    return built;
  });
  return new SynthesizedStack(join(outdir, "stacks", stack.node.id));
}

/** CDKTF takes a stack trace for every reference; Jest would map each to TypeScript. */
function withoutStackTraces<T>(act: () => T): T {
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = String;
  try {
    return act();
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}

/** The Terraform JSON of a stack, with its blocks found by type and construct path. */
export class SynthesizedStack {
  /** The JSON as written. */
  readonly text: string;
  readonly json: JsonObject;
  /** All resources and data sources. */
  readonly blocks: readonly Block[];

  /** @param folder the stack's folder in the output folder */
  constructor(readonly folder: string) {
    this.text = readFileSync(join(folder, "cdk.tf.json"), "utf8");
    this.json = JSON.parse(this.text);
    this.blocks = [...blocksOf(this.json.resource, ""), ...blocksOf(this.json.data, "data.")];
  }

  /** All blocks of a type. */
  ofType(type: string): Block[] {
    return this.blocks.filter((block) => block.type === type);
  }

  /** @throws Error that lists the paths there are, if there is no such block */
  block(type: string, path: string): Block {
    const blocks = this.ofType(type);
    const found = blocks.find((block) => block.path === path);
    if (found === undefined) {
      throw new Error(`No ${type} at ${path}, but at: ${blocks.map((block) => block.path).join(", ")}`);
    }
    return found;
  }

  /** The arguments of a resource or data source. */
  arguments(type: string, path: string): JsonObject {
    return this.block(type, path).arguments;
  }

  /** The expression that refers to an attribute: `${aws_sns_topic.NAME.arn}`. */
  reference(type: string, path: string, attribute: string): string {
    return `\${${this.block(type, path).address}.${attribute}}`;
  }

  /** The statements of a policy that is an argument of a resource. */
  statements(type: string, path: string, argument = "policy"): PolicyStatement[] {
    return statementsOf(this.arguments(type, path)[argument]);
  }

  /** The definition of a state machine. */
  definition(path: string): AslFragment {
    return JSON.parse(textOf(this.arguments("aws_sfn_state_machine", path).definition));
  }

  /**
   * What a snapshot keeps: JSON in strings is parsed to be readable, versions and hashes of bundles are
   * stubbed, so that it stays when a dependency or the code of a function changes.
   */
  forSnapshot(): JsonValue {
    const { "//": _metadata, ...sections } = this.json;
    return normalized(sections);
  }
}

/** The statements of a policy document in a string. */
export function statementsOf(policy: JsonValue | undefined): PolicyStatement[] {
  return JSON.parse(textOf(policy)).Statement;
}

/** A value that has to be text. */
export function textOf(value: JsonValue | undefined): string {
  if (typeof value !== "string") {
    throw new TypeError(`${JSON.stringify(value)} is no text`);
  }
  return value;
}

/** A JSON object; an empty one where there is none. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function blocksOf(section: JsonValue | undefined, prefix: string): Block[] {
  return Object.entries(objectOf(section)).flatMap(([type, blocks]) =>
    Object.entries(objectOf(blocks)).map(([name, block]) => {
      const { "//": comment, ...args } = objectOf(block);
      const path = textOf(objectOf(objectOf(comment).metadata).path);
      return {
        type: `${prefix}${type}`,
        address: `${prefix}${type}.${name}`,
        path: path.slice(path.indexOf("/") + 1),
        arguments: args,
      };
    }),
  );
}

function normalized(value: JsonValue, key = ""): JsonValue {
  if (key === "version") {
    return "VERSION";
  }
  if (typeof value === "string") {
    return value.startsWith("{")
      ? JSON.parse(value)
      : value.replace(/^(assets\/.+\/)[0-9A-F]{32}$/, "$1HASH");
  }
  if (Array.isArray(value)) {
    return value.map((item) => normalized(item));
  }
  return value !== null && typeof value === "object"
    ? Object.fromEntries(Object.entries(value).map(([name, item]) => [name, normalized(item, name)]))
    : value;
}
