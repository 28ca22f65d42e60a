import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { HumanApproval } from "../../constructs/human-approval";
import { withoutSourceMaps } from "../../constructs/without-source-maps";

// As many approvals in one stack as the environment variable says.
withoutSourceMaps(() => {
  const app = new App();
  const stack = new TerraformStack(app, "many-approvals");
  new AwsProvider(stack, "aws");
  for (let number = 1; number <= Number(process.env.APPROVALS); number += 1) {
    new HumanApproval(stack, `approval-${number}`, { namePrefix: `approval-${number}` });
  }
  app.synth();
});
