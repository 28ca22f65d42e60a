import aslValidator from "asl-validator";
import type { AslFragment } from "../../constructs/asl";

/**
 * What is wrong with a definition by the language's rules; empty if nothing is.
 *
 * References stand for texts that Terraform puts in: a partition or an ARN.
 */
export function definitionErrors(definition: AslFragment): string {
  const applied = JSON.stringify(definition)
    .replaceAll(/arn:\$\{[^{}]+\.partition\}/g, "arn:aws")
    .replaceAll(/\$\{[^{}]+\}/g, "arn:aws:lambda:eu-west-1:123456789012:function:some-fn");
  return aslValidator(JSON.parse(applied)).errorsText();
}
