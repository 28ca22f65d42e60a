import { createHash } from "node:crypto";
import type { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import type { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { DefaultTokenResolver, StringConcat, Token, Tokenization } from "cdktf";
import { Construct } from "constructs";
import type { Locale } from "../lambdas/shared/locale";
import { type ApprovalStateNames, stateNamesOf } from "./approval-state-names";
import { approvalStates, DEFAULT_TIMEOUT_SECONDS, type TextOrPath } from "./approval-states";
import { ApprovalTopic } from "./approval-topic";
import type { AslFragment } from "./asl";
import { AwsLocation } from "./aws-location";
import { BundledFunction } from "./bundled-function";
import {
  checkApprovers,
  checkNamePrefix,
  checkReminders,
  checkTimeoutSeconds,
  checkVotingRule,
} from "./checks";
import { FunctionAlarms } from "./function-alarms";
import { FUNCTION_ENTRIES } from "./functions";
import { LinkSigningKey } from "./link-signing-key";
import { checkOperations, type OperationsProps } from "./operations";
import { policyDocument } from "./policy-document";
import { PublicFunctionUrl } from "./public-function-url";
import {
  checkResultPath,
  checkStandardWorkflow,
  checkStateNames,
  checkText,
  checkTextsOfAnnouncement,
} from "./step-checks";

/**
 * Of a topic's name; the hash after it tells approvers apart. Short, as the ARNs of all topics stand in one policy,
 * and the policies of a role share 10,240 characters.
 */
const MAX_NAME_OF_APPROVER = 20;

/** What can follow a recorded decision. */
export const AFTER_DECISIONS = ["page", "console"] as const;

/** One of {@link AFTER_DECISIONS}. */
export type AfterDecision = (typeof AFTER_DECISIONS)[number];

/** Properties of {@link HumanApproval}. */
export interface HumanApprovalProps extends OperationsProps {
  /** What the names of all resources begin with. At most 32 characters. @default "sfn-approval" */
  readonly namePrefix?: string;
  /** Language of the mails, and of the pages where a browser asks for neither. @default "en" */
  readonly locale?: Locale;
  /**
   * Whether opening a link decides at once, as in the article. Mail scanners open links, too.
   *
   * @default false
   */
  readonly oneClick?: boolean;
  /**
   * What follows a recorded decision: a result page, or the execution in the AWS console, as in the article.
   *
   * @default "page"
   */
  readonly afterDecision?: AfterDecision;
  /**
   * How many instances of the public function are kept for it, which can have no more than these: a flood of
   * requests costs no more than they can do. AWS wants 100 to be left unreserved in the account.
   *
   * @default none: it shares the account's concurrency
   */
  readonly reservedConcurrency?: number | undefined;
}

/** Properties of one approval step. */
export interface ApprovalStatesProps {
  /** E-mail addresses of those who are asked, plain or tokens; at most 100. */
  readonly approvers: readonly string[];
  /** How many of them must approve. @default 1, the first answer wins */
  readonly requiredApprovals?: number;
  /** How many rejections end the request. @default 1, one no ends it */
  readonly requiredRejections?: number;
  /** When those who have not answered are written to again, in seconds from the start. @default [], never */
  readonly remindAfterSeconds?: readonly number[];
  /** Whether all approvers are told how it ended. @default false */
  readonly announceOutcome?: boolean;
  /** How long a request stays open. @default 86400, a day */
  readonly timeoutSeconds?: number;
  /**
   * What is asked: a text, or where the step's input has it: `{ path: "$.pr.title" }`. A path that leads nowhere
   * fails the execution.
   *
   * @default the `title` of the execution's input, if it has one
   */
  readonly title?: TextOrPath;
  /**
   * More about what is asked, likewise; JSON that is no text is shown as it is.
   *
   * @default the `details` of the execution's input, if it has some
   */
  readonly details?: TextOrPath;
  /**
   * The field of the step's input that the decision goes into, such as `$.approval`; the input then has to be an
   * object.
   *
   * @default the decision replaces the input
   */
  readonly resultPath?: string;
  /**
   * What the names of the step's states begin with, so that several steps fit into one state machine:
   * `Production` makes `Production ExpiredState`. At most 50 characters.
   *
   * @default nothing
   */
  readonly stepName?: string;
  /** Other names for some of the states. @default the usual ones, after `stepName` */
  readonly names?: ApprovalStateNames;
  /** The state to go to when approved. Its input is the decision, or the step's input with the decision in it. */
  readonly onApprove: string;
  /** The state to go to when rejected, or when somebody else answered the task with another decision. */
  readonly onReject: string;
  /** The state to go to when nobody answered in time. @default the workflow ends there, successfully */
  readonly onExpire?: string;
}

/**
 * Human approval for state machines: signing key, the function that writes mails, the public one that takes
 * answers, and a topic for each approver.
 *
 * One serves many state machines and many steps. {@link states} gives the states of a step,
 * {@link grantRequest} lets a state machine's role ask, {@link grantRespond} lets the answers reach it.
 */
export class HumanApproval extends Construct {
  /** Where the links lead to. */
  readonly functionUrl: string;

  readonly #namePrefix: string;
  readonly #emailFunction: BundledFunction;
  readonly #publicFunction: BundledFunction;
  readonly #topics = new Map<string, ApprovalTopic>();
  readonly #requestPolicies = new Map<IamRole, IamRolePolicy>();

  constructor(scope: Construct, id: string, props: HumanApprovalProps = {}) {
    super(scope, id);
    const { namePrefix = "sfn-approval", locale = "en", oneClick = false, afterDecision = "page" } = props;
    const { tracing, logRetentionDays, permissionsBoundary, alarmTopicArn, reservedConcurrency } = props;
    checkNamePrefix(this, namePrefix);
    checkOperations(this, props);
    this.#namePrefix = namePrefix;
    const signingKey = new LinkSigningKey(this, "link-signing-key", { aliasName: `${namePrefix}-links` });
    this.#emailFunction = new BundledFunction(this, "send-approval-email", {
      functionName: `${namePrefix}-send-approval-email`,
      description: "Writes to the approvers of a workflow, with links signed for each of them",
      entry: FUNCTION_ENTRIES["send-approval-email"],
      environment: { LINK_SIGNING_KEY_ID: signingKey.keyArn, LOCALE: locale, ONE_CLICK: String(oneClick) },
      timeoutSeconds: 60,
      tracing,
      logRetentionDays,
      permissionsBoundary,
    });
    signingKey.grantSign(this.#emailFunction);
    this.#publicFunction = new BundledFunction(this, "decide", {
      functionName: `${namePrefix}-decide`,
      description: "Takes the approvers' answers at a public URL",
      entry: FUNCTION_ENTRIES.decide,
      environment: {
        LINK_PUBLIC_KEY: signingKey.publicKey,
        LOCALE: locale,
        ONE_CLICK: String(oneClick),
        AFTER_DECISION: afterDecision,
      },
      timeoutSeconds: 30,
      tracing,
      logRetentionDays,
      permissionsBoundary,
      reservedConcurrency,
    });
    this.functionUrl = new PublicFunctionUrl(this, "url", { fn: this.#publicFunction }).functionUrl;
    if (alarmTopicArn !== undefined) {
      new FunctionAlarms(this, "alarms", {
        namePrefix,
        topicArn: alarmTopicArn,
        emailFunction: this.#emailFunction,
        publicFunction: this.#publicFunction,
      });
    }
  }

  /**
   * The states of one approval step, to be put among a state machine's own.
   *
   * The step takes any JSON value as its input and puts the decision out: see `docs/architecture.md` for its
   * shape. An approver named for the first time gets a topic. Use {@link mergeStates} to put the states together.
   *
   * @throws ApprovalError if there is no approver, an address that is none, or a name, path, number or time that
   *   cannot be
   */
  states(props: ApprovalStatesProps): AslFragment {
    const {
      approvers,
      requiredApprovals = 1,
      requiredRejections = 1,
      remindAfterSeconds = [],
      announceOutcome = false,
      timeoutSeconds = DEFAULT_TIMEOUT_SECONDS,
      stepName,
      ...step
    } = props;
    const { title, details, resultPath } = step;
    const names = { ...stateNamesOf(stepName), ...step.names };
    const topics = this.topicsOf(approvers);
    checkTimeoutSeconds(this, timeoutSeconds);
    checkVotingRule(this, requiredApprovals, requiredRejections, topics.length);
    checkReminders(this, remindAfterSeconds, timeoutSeconds);
    checkStateNames(this, names);
    checkText(this, "title", title);
    checkText(this, "details", details);
    checkResultPath(this, resultPath);
    if (announceOutcome && resultPath === undefined) {
      checkTextsOfAnnouncement(this, { title, details });
    }
    return approvalStates({
      ...step,
      partition: AwsLocation.of(this).partition,
      emailFunctionArn: this.#emailFunction.functionArn,
      functionUrl: this.functionUrl,
      approvers: topics.map(({ address, topicArn }) => ({ Address: address, TopicArn: topicArn })),
      timeoutSeconds,
      rule: { RequiredApprovals: requiredApprovals, RequiredRejections: requiredRejections },
      remindAfterSeconds,
      announceOutcome,
      names,
    });
  }

  /**
   * The approvers' topics, in their order.
   *
   * @throws ApprovalError if there is no approver, or an address that is none
   */
  topicsOf(approvers: readonly string[]): ApprovalTopic[] {
    checkApprovers(this, approvers);
    return [...new Set(approvers)].map((address) => {
      const topic = this.#topics.get(address) ?? this.#newTopic(address);
      this.#topics.set(address, topic);
      return topic;
    });
  }

  /**
   * Lets a state machine's role invoke the function that writes the mails, and its versions.
   *
   * @returns the policy, for the state machine to depend on; for a role that has it, the same
   */
  grantRequest(role: IamRole): IamRolePolicy {
    const { functionArn } = this.#emailFunction;
    const granted = this.#requestPolicies.get(role);
    if (granted !== undefined) {
      return granted;
    }
    const policy = new IamRolePolicy(role, `request-${this.node.id}`, {
      name: `${this.#namePrefix}-request`,
      role: role.name,
      policy: policyDocument([
        {
          Sid: "RequestApproval",
          Effect: "Allow",
          Action: "lambda:InvokeFunction",
          Resource: [functionArn, `${functionArn}:*`],
        },
      ]),
    });
    this.#requestPolicies.set(role, policy);
    return policy;
  }

  /**
   * Lets the public function answer a state machine's tasks and read the histories of its executions.
   *
   * It adds to the function's policy only: nothing that the function or its URL depends on names the state
   * machine, whose definition names the URL.
   *
   * @throws ApprovalError for an EXPRESS state machine, which cannot wait
   */
  grantRespond(machine: SfnStateMachine): void {
    checkStandardWorkflow(machine);
    const { partition, region, accountId } = AwsLocation.of(this);
    this.#publicFunction.addToRolePolicy({
      sid: "AnswerTasks",
      actions: ["states:SendTaskSuccess"],
      resources: [machine.arn],
    });
    this.#publicFunction.addToRolePolicy({
      sid: "ReadHistories",
      actions: ["states:GetExecutionHistory"],
      resources: [`arn:${partition}:states:${region}:${accountId}:execution:${machine.name}:*`],
    });
  }

  #newTopic(address: string): ApprovalTopic {
    const known: unknown = Tokenization.resolve(address, {
      scope: this,
      resolver: new DefaultTokenResolver(new StringConcat()),
      preparing: false,
    });
    const name = String(known)
      .replace(/[^A-Za-z0-9]+/g, "-")
      .replace(/^-|-$/g, "")
      .slice(0, MAX_NAME_OF_APPROVER);
    const suffix = Token.isUnresolved(address)
      ? ""
      : `-${createHash("sha256").update(address).digest("hex").slice(0, 6)}`;
    const topic = new ApprovalTopic(this, `approver-${name}${suffix}`, {
      topicName: `${this.#namePrefix}-${name}${suffix}`,
      address,
    });
    topic.grantPublish(this.#emailFunction);
    return topic;
  }
}
