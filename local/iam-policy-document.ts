import type { PolicyDocument, PolicyStatement } from "./iam";
import type { JsonObject, JsonValue } from "./json";
import { objectOf, type TerraformBlock, TerraformError, type TerraformStackJson } from "./terraform";

const DOCUMENT_FIELDS = ["statement", "version"];
const STATEMENT_FIELDS = ["sid", "effect", "actions", "resources", "principals", "condition"];

/**
 * The policy that a data source `aws_iam_policy_document` gives as JSON.
 *
 * @throws TerraformError for an argument that is not known here
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/data-sources/iam_policy_document
 */
export function policyOfDocument(stack: TerraformStackJson, block: TerraformBlock): PolicyDocument {
  const where = `${block.type}.${block.name}`;
  checkFields(block.arguments, DOCUMENT_FIELDS, where);
  return {
    Version: "2012-10-17",
    Statement: objectsOf(stack.argument(block, "statement")).map((statement) =>
      policyStatement(statement, `${where}.statement`),
    ),
  };
}

function policyStatement(statement: JsonObject, where: string): PolicyStatement {
  checkFields(statement, STATEMENT_FIELDS, where);
  const { sid, effect = "Allow", actions, resources, principals, condition } = statement;
  const conditions = objectsOf(condition);
  return {
    ...(typeof sid === "string" && { Sid: sid }),
    Effect: String(effect),
    Action: textsOf(actions),
    Resource: textsOf(resources),
    ...(principals !== undefined && { Principal: principalOf(objectsOf(principals)) }),
    ...(conditions.length > 0 && { Condition: conditionOf(conditions) }),
  };
}

function principalOf(principals: readonly JsonObject[]): NonNullable<PolicyStatement["Principal"]> {
  const byType = principals.map(({ type, identifiers }) => [String(type), textsOf(identifiers)] as const);
  return byType.some(([type]) => type === "*") ? "*" : Object.fromEntries(byType);
}

function conditionOf(conditions: readonly JsonObject[]): NonNullable<PolicyStatement["Condition"]> {
  const merged: Record<string, Record<string, string[]>> = {};
  for (const { test, variable, values } of conditions) {
    merged[String(test)] = { ...merged[String(test)], [String(variable)]: textsOf(values) };
  }
  return merged;
}

function checkFields(block: JsonObject, known: readonly string[], where: string): void {
  const unknown = Object.keys(block).find((field) => field !== "//" && !known.includes(field));
  if (unknown !== undefined) {
    throw new TerraformError(`The local run does not know ${unknown} of ${where}`);
  }
}

function objectsOf(value: JsonValue | undefined): JsonObject[] {
  return [value ?? []].flat().map(objectOf);
}

function textsOf(value: JsonValue | undefined): string[] {
  return [value ?? []].flat().map(String);
}
