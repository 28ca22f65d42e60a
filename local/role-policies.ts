import { nameOf } from "./computed-attributes";
import type { PolicyDocument } from "./iam";
import { objectOf, type TerraformBlock, type TerraformStackJson } from "./terraform";

/** Types of resources that give policies to roles. */
export const ROLE_POLICY_TYPES = ["aws_iam_role_policy", "aws_iam_role_policy_attachment", "aws_iam_policy"];

/** A policy, and the name of the role that has it. */
export interface RolePolicy {
  readonly role: string;
  readonly policy: PolicyDocument;
}

/**
 * The policies of a stack's roles: inline ones, however they are written, and attached ones of the stack.
 *
 * AWS's managed policies are not known here and allow nothing.
 */
export function rolePolicies(stack: TerraformStackJson): RolePolicy[] {
  const attachable = new Map(
    stack.resources("aws_iam_policy").map((block) => [arnOf(stack, block), stack.text(block, "policy")]),
  );
  const inline = stack
    .resources("aws_iam_role_policy")
    .map((block) => [stack.text(block, "role"), stack.text(block, "policy")] as const);
  const ofRoles = stack.resources("aws_iam_role").flatMap((block) => {
    const policies = [stack.argument(block, "inline_policy") ?? []].flat().map(objectOf);
    const managed = [stack.argument(block, "managed_policy_arns") ?? []].flat().map(String);
    return [
      ...policies.map(({ policy }) => [nameOf(stack, block), String(policy ?? "")] as const),
      ...managed.map((arn) => [nameOf(stack, block), attachable.get(arn) ?? ""] as const),
    ];
  });
  const attached = stack
    .resources("aws_iam_role_policy_attachment")
    .map(
      (block) => [stack.text(block, "role"), attachable.get(stack.text(block, "policy_arn")) ?? ""] as const,
    );
  return [...inline, ...ofRoles, ...attached].flatMap(([role, policy]) =>
    policy === "" ? [] : [{ role, policy: JSON.parse(policy) }],
  );
}

function arnOf(stack: TerraformStackJson, { type, name }: TerraformBlock): string {
  return String(stack.resolve(`\${${type}.${name}.arn}`, `${type}.${name}`));
}
