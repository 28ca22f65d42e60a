import { createHash } from "node:crypto";
import { ACCOUNT_ID, functionArn, keyArn, REGION, roleArn, stateMachineArn, topicArn } from "./account";
import { policyOfDocument } from "./iam-policy-document";
import type { JsonValue } from "./json";
import type { TerraformBlock, TerraformStackJson } from "./terraform";

/**
 * What only the provider would know of a resource or data source, by its arguments: ARNs, ids, names that were not
 * given. `undefined` if it is none of these.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs
 */
export function computedAttribute(
  stack: TerraformStackJson,
  block: TerraformBlock,
  attribute: string,
): JsonValue | undefined {
  switch (`${block.type}.${attribute}`) {
    case "data.aws_partition.partition":
      return "aws";
    case "data.aws_region.region":
    case "data.aws_region.name":
      return REGION;
    case "data.aws_caller_identity.account_id":
      return ACCOUNT_ID;
    case "data.aws_iam_policy_document.json":
      return JSON.stringify(policyOfDocument(stack, block));
    case "aws_kms_key.arn":
      return keyArn(keyIdOf(block));
    case "aws_kms_key.key_id":
      return keyIdOf(block);
    case "aws_cloudwatch_log_group.arn":
      return `arn:aws:logs:${REGION}:${ACCOUNT_ID}:log-group:${nameOf(stack, block)}`;
    case "aws_iam_role.arn":
      return roleArn(nameOf(stack, block));
    case "aws_iam_policy.arn":
      return `arn:aws:iam::${ACCOUNT_ID}:policy/${nameOf(stack, block)}`;
    case "aws_sns_topic.arn":
    case "aws_sns_topic.id":
      return topicArn(nameOf(stack, block));
    case "aws_lambda_function.arn":
      return functionArn(stack.text(block, "function_name"));
    case "aws_sfn_state_machine.arn":
    case "aws_sfn_state_machine.id":
      return stateMachineArn(nameOf(stack, block));
    default:
      return block.type.startsWith("data.") ? undefined : identityOf(stack, block, attribute);
  }
}

/** A resource's name; where none is given, the provider makes one up, and so does this. */
export function nameOf(stack: TerraformStackJson, block: TerraformBlock): string {
  const name = stack.argument(block, "name");
  return typeof name === "string" ? name : block.name;
}

/** The id of a key, made up from its name in the configuration. */
export function keyIdOf({ name }: TerraformBlock): string {
  const hex = createHash("sha256").update(name).digest("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}

/** Of resources that are not run here, but may be named in policies and parameters. */
function identityOf(
  stack: TerraformStackJson,
  block: TerraformBlock,
  attribute: string,
): JsonValue | undefined {
  switch (attribute) {
    case "name":
    case "id":
      return nameOf(stack, block);
    case "arn":
      return `arn:aws:${block.type.split("_")[1]}:${REGION}:${ACCOUNT_ID}:${nameOf(stack, block)}`;
    default:
      return undefined;
  }
}
