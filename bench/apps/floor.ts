import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { App, TerraformStack } from "cdktf";
import { withoutSourceMaps } from "../../constructs/without-source-maps";

// The least that a synthesis with the same bindings takes: they are loaded, and one resource is made.
const CONSTRUCTS = join(__dirname, "..", "..", "constructs");

for (const file of readdirSync(CONSTRUCTS)) {
  const source = readFileSync(join(CONSTRUCTS, file), "utf8");
  for (const [, binding] of source.matchAll(/^import (?!type).* from "(@cdktf\/provider-[^"]+)";$/gm)) {
    require(String(binding));
  }
}

withoutSourceMaps(() => {
  const app = new App();
  const stack = new TerraformStack(app, "floor");
  new AwsProvider(stack, "aws");
  new SnsTopic(stack, "topic", { name: "floor" });
  app.synth();
});
