import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { App, TerraformStack } from "cdktf";
import { HumanApproval } from "../../constructs/human-approval";
import { assumeRolePolicy } from "../../constructs/policy-document";

// A workflow that asks for every item of its input at once, in an inline Map.
const app = new App();
const stack = new TerraformStack(app, "map-of-approvals");
new AwsProvider(stack, "aws");
const approval = new HumanApproval(stack, "approval");
const step = approval.states({
  approvers: ["approver@example.com"],
  onApprove: "Done",
  onReject: "Done",
});
const role = new IamRole(stack, "role", {
  name: "map-of-approvals",
  assumeRolePolicy: assumeRolePolicy("states.amazonaws.com"),
});
const machine = new SfnStateMachine(stack, "machine", {
  name: "map-of-approvals",
  roleArn: role.arn,
  definition: JSON.stringify({
    StartAt: "Every item",
    States: {
      "Every item": {
        Type: "Map",
        ItemProcessor: {
          StartAt: step.StartAt,
          States: { ...step.States, Done: { Type: "Pass", End: true } },
        },
        End: true,
      },
    },
  }),
  dependsOn: [approval.grantRequest(role)],
});
approval.grantRespond(machine);
app.synth();
