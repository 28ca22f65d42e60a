import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import { ApprovalStateMachine } from "./approval-state-machine";
import { ADDRESS_PATTERN } from "./checks";
import { HumanApproval } from "./human-approval";
import type { ApprovalSettings } from "./settings";
import { addStateBackend } from "./state-backend";
import { withDefaultTags } from "./tags";

/**
 * The deployable app: providers, backend, the article's workflow and what it needs, outputs.
 *
 * Without `approvers` in the settings, the Terraform variable `email` names the one approver, as the article's
 * parameter does.
 */
export class ApprovalStack extends TerraformStack {
  constructor(scope: Construct, id: string, settings: ApprovalSettings) {
    super(scope, id);
    const { approvers, tags, backend, locale, oneClick, afterDecision, reservedConcurrency, ...workflow } =
      settings;
    const { namePrefix, tracing, logRetentionDays, permissionsBoundary, alarmTopicArn } = settings;
    new AwsProvider(this, "aws", { defaultTags: [{ tags: withDefaultTags(tags) }] });
    addStateBackend(this, namePrefix, backend);

    const addresses = approvers.length > 0 ? approvers : [this.#emailVariable()];
    const approval = new HumanApproval(this, "approval", {
      namePrefix,
      locale,
      oneClick,
      afterDecision,
      reservedConcurrency,
      tracing,
      logRetentionDays,
      permissionsBoundary,
      alarmTopicArn,
    });
    const { stateMachineArn } = new ApprovalStateMachine(this, "workflow", {
      ...workflow,
      approval,
      approvers: addresses,
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
