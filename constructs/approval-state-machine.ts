import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { Construct } from "constructs";
import type { ApprovalStatesProps, HumanApproval } from "./human-approval";
import { assumeRolePolicy } from "./policy-document";

/** Properties of {@link ApprovalStateMachine}. */
export interface ApprovalStateMachineProps
  extends Omit<ApprovalStatesProps, "names" | "onApprove" | "onReject" | "onExpire"> {
  readonly approval: HumanApproval;
  /** @default "sfn-approval" */
  readonly namePrefix?: string;
}

/** The article's workflow: ask, wait, and end in `ApprovedPassState`, `RejectedPassState` or `ExpiredState`. */
export class ApprovalStateMachine extends Construct {
  readonly stateMachineArn: string;

  constructor(scope: Construct, id: string, props: ApprovalStateMachineProps) {
    super(scope, id);
    const { approval, namePrefix = "sfn-approval", ...request } = props;
    const step = approval.states({
      ...request,
      onApprove: "ApprovedPassState",
      onReject: "RejectedPassState",
    });
    const role = new IamRole(this, "role", {
      name: `${namePrefix}-state-machine`,
      description: "Role of the state machine that asks for approval",
      assumeRolePolicy: assumeRolePolicy("states.amazonaws.com"),
    });
    const machine = new SfnStateMachine(this, "state-machine", {
      name: `${namePrefix}-HumanApprovalLambdaStateMachine`,
      roleArn: role.arn,
      definition: JSON.stringify({
        Comment: "Asks for a human's approval by e-mail and waits for the answer",
        StartAt: step.StartAt,
        States: {
          ...step.States,
          ApprovedPassState: { Type: "Pass", End: true },
          RejectedPassState: { Type: "Pass", End: true },
        },
      }),
      dependsOn: [approval.grantRequest(role)],
    });
    approval.grantRespond(machine);
    this.stateMachineArn = machine.arn;
  }
}
