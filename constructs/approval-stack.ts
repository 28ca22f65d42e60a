import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { LocalBackend, TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import { ApprovalStateMachine } from "./approval-state-machine";
import { ADDRESS_PATTERN } from "./checks";
import { HumanApproval } from "./human-approval";
import type { ApprovalSettings } from "./settings";

/**
 * The deployable app: providers, backend, the article's workflow and what it needs, outputs.
 *
 * Without `approvers` in the settings, the Terraform variable `email` names the one approver, as the article's
 * parameter does.
 */
export class ApprovalStack extends TerraformStack {
  constructor(scope: Construct, id: string, settings: ApprovalSettings) {
    super(scope, id);
    new AwsProvider(this, "aws");
    // In the project's root: cdktf.out is thrown away, and the state must not go with it.
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });

    const { approvers, namePrefix, locale, oneClick, afterDecision, ...request } = settings;
    const addresses = approvers.length > 0 ? approvers : [this.#emailVariable()];
    const approval = new HumanApproval(this, "approval", { namePrefix, locale, oneClick, afterDecision });
    const { stateMachineArn } = new ApprovalStateMachine(this, "workflow", {
      approval,
      approvers: addresses,
      namePrefix,
      ...request,
    });
    const topicArns = approval.topicsOf(addresses).map(({ topicArn }) => topicArn);

    this.#output("FunctionURL", "Where the links of the mails lead to", approval.functionUrl);
    this.#output("StateMachineArn", "The workflow: start an execution of it", stateMachineArn);
    this.#output("TopicArn", "The first approver's topic", topicArns[0]);
    if (topicArns.length > 1) {
      this.#output("TopicArns", "The approvers' topics, in the order of the setting approvers", topicArns);
    }
  }

  #emailVariable(): string {
    const email = new TerraformVariable(this, "email", {
      type: "string",
      description: "E-mail address of the approver",
      nullable: false,
    });
    email.addValidation({
      condition: `\${can(regex(${JSON.stringify(ADDRESS_PATTERN)}, var.email))}`,
      errorMessage: "Must be a valid email address.",
    });
    return email.stringValue;
  }

  #output(id: string, description: string, value: unknown): void {
    new TerraformOutput(this, id, { value, description });
  }
}
