import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import { HumanApproval } from "../../constructs/human-approval";

// As many approvals in one stack as the environment variable says.
const app = new App();
const stack = new TerraformStack(app, "many-approvals");
new AwsProvider(stack, "aws");
for (let number = 1; number <= Number(process.env.APPROVALS); number += 1) {
  new HumanApproval(stack, `approval-${number}`, { namePrefix: `approval-${number}` });
}
app.synth();
