import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { HumanApproval } from "../../constructs/human-approval";
import { withoutSourceMaps } from "../../constructs/without-source-maps";

// As many approvals in one stack as APPROVALS says, with stack traces mapped to TypeScript if SOURCE_MAPS is set.
function synthesize(): void {
  const app = new App();
  const stack = new TerraformStack(app, "many-approvals");
  new AwsProvider(stack, "aws");
  for (let number = 1; number <= Number(process.env.APPROVALS); number += 1) {
    new HumanApproval(stack, `approval-${number}`, { namePrefix: `approval-${number}` });
  }
  app.synth();
}

if (process.env.SOURCE_MAPS) {
  synthesize();
} else {
  withoutSourceMaps(synthesize);
}
