import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { TerraformStack, Testing } from "cdktf";
import { type AslFragment, HumanApproval } from "../../constructs";
import type { PolicyStatement } from "../../constructs/policy-document";

/** Makes the states of somebody's own workflow, with approval steps among them. */
export type Workflow = (approval: HumanApproval, stack: TerraformStack) => AslFragment;

/** What somebody else's stack is made of besides. */
export interface EmbeddedStackOptions {
  /** What the state machine's role may do, besides asking. @default nothing */
  readonly allowed?: readonly PolicyStatement[];
  /** What the approval is let do. @default both */
  readonly grants?: readonly ("request" | "respond")[];
}

/** Somebody else's stack: one state machine of their own. */
export function embeddedStack(workflow: Workflow, options: EmbeddedStackOptions = {}): TerraformStack {
  const { allowed = [], grants = ["request", "respond"] } = options;
  const stack = new TerraformStack(Testing.app(), "embedded");
  new AwsProvider(stack, "aws");
  const approval = new HumanApproval(stack, "approval");
  const role = new IamRole(stack, "role", { assumeRolePolicy: "{}" });
  if (allowed.length > 0) {
    new IamRolePolicy(stack, "policy", {
      role: role.name,
      policy: JSON.stringify({ Version: "2012-10-17", Statement: allowed }),
    });
  }
  const machine = new SfnStateMachine(stack, "machine", {
    roleArn: role.arn,
    definition: JSON.stringify(workflow(approval, stack)),
  });
  if (grants.includes("request")) {
    approval.grantRequest(role);
  }
  if (grants.includes("respond")) {
    approval.grantRespond(machine);
  }
  return stack;
}
