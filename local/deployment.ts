import { join } from "node:path";
import { functionArn, keyArn, roleArn, stateMachineArn, topicArn } from "./account";
import { computedAttribute, keyIdOf, nameOf } from "./computed-attributes";
import type { PolicyDocument } from "./iam";
import type { JsonValue } from "./json";
import type { KmsService } from "./kms";
import type { LambdaService } from "./lambda/lambda-service";
import type { Permissions } from "./permissions";
import { ROLE_POLICY_TYPES, rolePolicies } from "./role-policies";
import type { SnsService } from "./sns";
import { checkStandIns, type StandIns } from "./stand-ins";
import type { Definition } from "./step-functions/definition";
import type { StepFunctionsService } from "./step-functions/step-functions-service";
import { objectOf, type TerraformBlock, TerraformError, TerraformStackJson } from "./terraform";

/** Resource types that need nothing done on this machine; {@link Deployment} carries out the others it knows. */
const NOTHING_TO_DO = [
  "aws_cloudwatch_log_group",
  "aws_cloudwatch_log_metric_filter",
  "aws_cloudwatch_metric_alarm",
  "aws_iam_role",
  "aws_lambda_function_event_invoke_config",
];

/** The services that resources are made in. */
export interface Services {
  readonly kms: KmsService;
  readonly lambda: LambdaService;
  readonly sns: SnsService;
  readonly stepFunctions: StepFunctionsService;
  readonly permissions: Permissions;
  /** Serves a function's URL and tells where. */
  serveFunctionUrl(functionArn: string): Promise<string>;
}

/** What {@link deploy} needs beside the services. */
export interface DeployOptions {
  /** The stack's folder in `cdktf.out`. */
  readonly stackFolder: string;
  /** Values of the Terraform variables. */
  readonly variables: Readonly<Record<string, JsonValue>>;
  /** Approvers who have not confirmed their subscription. */
  readonly unconfirmed: readonly string[];
  /** What plays functions and services, by the names of the states that call them. */
  readonly standIns: StandIns;
}

/** What was deployed. */
export interface DeployedStack {
  /** The stack's state machines, in the order of the JSON. */
  readonly stateMachineArns: readonly string[];
  /** Types of resources that the local run does nothing about. */
  readonly ignoredTypes: readonly string[];
}

/**
 * Makes the resources of a synthesized stack in the local services, as `terraform apply` would in AWS.
 *
 * @throws TerraformError for an expression that cannot be resolved
 */
export async function deploy(services: Services, options: DeployOptions): Promise<DeployedStack> {
  const deployment = new Deployment(services, options);
  return deployment.run();
}

class Deployment {
  readonly #stack: TerraformStackJson;
  readonly #publicKeys = new Map<string, string>();
  readonly #functionUrls = new Map<string, string>();

  constructor(
    private readonly services: Services,
    private readonly options: DeployOptions,
  ) {
    this.#stack = new TerraformStackJson(options.stackFolder, options.variables, (block, attribute) =>
      this.#computed(block, attribute),
    );
  }

  /** Each step makes what the later ones refer to. */
  async run(): Promise<DeployedStack> {
    const steps: Readonly<Record<string, (block: TerraformBlock) => void | string | Promise<void>>> = {
      aws_kms_key: (block) => this.#key(block),
      aws_kms_alias: (block) => this.#alias(block),
      aws_sns_topic: (block) => this.#topic(block),
      aws_sns_topic_policy: (block) => this.#topicPolicy(block),
      aws_sns_topic_subscription: (block) => this.#subscription(block),
      aws_lambda_function: (block) => this.#function(block),
      aws_lambda_function_url: (block) => this.#functionUrl(block),
      aws_lambda_permission: (block) => this.#permission(block),
    };
    for (const [type, step] of Object.entries(steps)) {
      for (const block of this.#stack.resources(type)) {
        await step(block);
      }
    }
    const stateMachines = this.#stack
      .resources("aws_sfn_state_machine")
      .map((block) => this.#stateMachineSettings(block));
    this.#checkStandIns(stateMachines);
    for (const settings of stateMachines) {
      this.services.stepFunctions.createStateMachine(settings);
    }
    for (const { role, policy } of rolePolicies(this.#stack)) {
      this.services.permissions.addIdentityPolicy(roleArn(role), policy);
    }
    const known = [...Object.keys(steps), "aws_sfn_state_machine", ...ROLE_POLICY_TYPES, ...NOTHING_TO_DO];
    return {
      stateMachineArns: stateMachines.map(({ arn }) => arn),
      ignoredTypes: this.#stack.resourceTypes.filter((type) => !known.includes(type)),
    };
  }

  async #key(block: TerraformBlock): Promise<void> {
    const { kms, permissions } = this.services;
    const keyId = keyIdOf(block);
    const arn = keyArn(keyId);
    const policy = this.#stack.text(block, "policy");
    kms.createKey({ keyId, arn, policy, description: this.#stack.text(block, "description") });
    permissions.addResourcePolicy(arn, JSON.parse(policy));
    const { PublicKey = new Uint8Array() } = await kms.getPublicKey({ KeyId: keyId });
    this.#publicKeys.set(arn, Buffer.from(PublicKey).toString("base64"));
  }

  #alias(block: TerraformBlock): void {
    this.services.kms.createAlias({
      aliasName: this.#stack.text(block, "name"),
      targetKeyId: this.#stack.text(block, "target_key_id"),
    });
  }

  #topic(block: TerraformBlock): void {
    const name = nameOf(this.#stack, block);
    const displayName = this.#stack.argument(block, "display_name");
    this.services.sns.createTopic({ arn: topicArn(name), name, displayName: String(displayName ?? "") });
  }

  #topicPolicy(block: TerraformBlock): void {
    const policy = JSON.parse(this.#stack.text(block, "policy"));
    this.services.permissions.addResourcePolicy(this.#stack.text(block, "arn"), policy);
  }

  #subscription(block: TerraformBlock): void {
    const endpoint = this.#stack.text(block, "endpoint");
    const protocol = this.#stack.text(block, "protocol");
    if (protocol !== "email") {
      throw new TerraformError(`${block.type}.${block.name}: the local run delivers e-mail, not ${protocol}`);
    }
    this.services.sns.subscribe({
      topicArn: this.#stack.text(block, "topic_arn"),
      protocol,
      endpoint,
      confirmed: !this.options.unconfirmed.includes(endpoint),
    });
  }

  #function(block: TerraformBlock): void {
    const { lambda, permissions } = this.services;
    const functionName = this.#stack.text(block, "function_name");
    const sourceFolder = this.#sourceFolder(block);
    if (sourceFolder === undefined) {
      return;
    }
    const environment = objectOf(this.#stack.argument(block, "environment")).variables;
    const logGroup = objectOf(this.#stack.argument(block, "logging_config")).log_group;
    lambda.createFunction({
      functionName,
      functionArn: functionArn(functionName),
      handler: this.#stack.text(block, "handler"),
      codeFolder: join(this.#stack.folder, sourceFolder),
      environment: Object.fromEntries(
        Object.entries(objectOf(environment)).map(([name, value]) => [name, String(value)]),
      ),
      ...optionalNumber("timeoutSeconds", this.#stack.argument(block, "timeout")),
      ...optionalNumber("memorySizeMb", this.#stack.argument(block, "memory_size")),
      ...optionalNumber("reservedConcurrency", this.#stack.argument(block, "reserved_concurrent_executions")),
      logGroupName: typeof logGroup === "string" ? logGroup : `/aws/lambda/${functionName}`,
      credentials: permissions.credentialsOf(this.#stack.text(block, "role")),
    });
  }

  /**
   * The folder that the function's zip is made of: the same files, so they need not be unpacked.
   *
   * @returns `undefined` for code from elsewhere: such a function needs a stand-in where a state calls it
   */
  #sourceFolder(block: TerraformBlock): string | undefined {
    const zip = this.#stack.argument(block, "filename");
    const archive = this.#stack
      .data("archive_file")
      .find((data) => this.#stack.text(data, "output_path") === zip);
    const runtime = String(this.#stack.argument(block, "runtime"));
    return archive?.arguments.source_dir !== undefined && runtime.startsWith("nodejs")
      ? this.#stack.text(archive, "source_dir")
      : undefined;
  }

  async #functionUrl(block: TerraformBlock): Promise<void> {
    const name = this.#stack.text(block, "function_name");
    this.#functionUrls.set(block.name, await this.services.serveFunctionUrl(functionArn(name)));
  }

  /** A permission is a statement of the function's own policy, as Lambda's AddPermission writes it. */
  #permission(block: TerraformBlock): void {
    const resource = functionArn(this.#stack.text(block, "function_name"));
    const authType = this.#stack.argument(block, "function_url_auth_type");
    const viaUrl = this.#stack.argument(block, "invoked_via_function_url");
    const principal = this.#stack.text(block, "principal");
    const policy: PolicyDocument = {
      Version: "2012-10-17",
      Statement: {
        Sid: this.#stack.text(block, "statement_id"),
        Effect: "Allow",
        Principal: principal === "*" ? principal : { Service: principal },
        Action: this.#stack.text(block, "action"),
        Resource: resource,
        Condition: {
          ...(typeof authType === "string" && { StringEquals: { "lambda:FunctionUrlAuthType": authType } }),
          ...(viaUrl === true && { Bool: { "lambda:InvokedViaFunctionUrl": "true" } }),
        },
      },
    };
    this.services.permissions.addResourcePolicy(resource, policy);
  }

  #stateMachineSettings(block: TerraformBlock) {
    const name = nameOf(this.#stack, block);
    const definition: Definition = JSON.parse(this.#stack.text(block, "definition"));
    return { name, arn: stateMachineArn(name), roleArn: this.#stack.text(block, "role_arn"), definition };
  }

  #checkStandIns(stateMachines: readonly { readonly definition: Definition }[]): void {
    checkStandIns(
      stateMachines.map(({ definition }) => definition),
      this.options.standIns,
      (name) => this.services.lambda.functionArn(name) !== undefined,
    );
  }

  /** What the services made, or only the provider would know. */
  #computed(block: TerraformBlock, attribute: string): JsonValue | undefined {
    switch (`${block.type}.${attribute}`) {
      case "data.aws_kms_public_key.public_key":
        return this.#publicKeys.get(this.#stack.text(block, "key_id"));
      case "aws_lambda_function_url.function_url":
        return this.#functionUrls.get(block.name);
      default:
        return computedAttribute(this.#stack, block, attribute);
    }
  }
}

function optionalNumber<K extends string>(key: K, value: JsonValue | undefined): { [P in K]?: number } {
  // The provider writes -1 for a limit that is none.
  return typeof value === "number" && value >= 0 ? ({ [key]: value } as { [P in K]: number }) : {};
}
