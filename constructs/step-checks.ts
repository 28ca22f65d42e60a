import type { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import type { Construct } from "constructs";
import type { ApprovalStateNames } from "./approval-state-names";
import type { TextOrPath } from "./approval-states";
import { ApprovalError } from "./checks";

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/statemachine-structure.html */
const MAX_STATE_NAME_LENGTH = 80;

/** `$`, `$.pr.title`, `$[0]`, the same of the context object, as `$$.Execution.Name`, or an intrinsic function. */
const JSON_PATH = /^(?:\$\$?(?:$|[.[])|States\.\w+\()/;

/** A reference path that names a field: what an object can be extended by. */
const RESULT_PATH = /^\$(?:\.\w+)+$/;

/** @throws ApprovalError if two states of a step have the same name, or one's is too long */
export function checkStateNames(scope: Construct, names: Required<ApprovalStateNames>): void {
  const all = Object.values(names);
  const twice = all.find((name, index) => all.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new ApprovalError(scope, `Two states of the step are named ${JSON.stringify(twice)}`);
  }
  const wrong = all.find((name) => name.length === 0 || name.length > MAX_STATE_NAME_LENGTH);
  if (wrong !== undefined) {
    throw new ApprovalError(
      scope,
      `${JSON.stringify(wrong)} is no name for a state: it must have 1 to ${MAX_STATE_NAME_LENGTH} characters`,
    );
  }
}

/** @throws ApprovalError if a text's path is none, or a text looks like one */
export function checkText(scope: Construct, name: string, text: TextOrPath | undefined): void {
  if (typeof text === "string" && JSON_PATH.test(text) && text !== "$") {
    const given = JSON.stringify(text);
    throw new ApprovalError(scope, `${name} is ${given}; for a JSONPath write { path: ${given} }`);
  }
  if (typeof text === "object" && !JSON_PATH.test(text.path)) {
    throw new ApprovalError(
      scope,
      `${name}.path is ${JSON.stringify(text.path)}; it must be a JSONPath, such as "$.pr.title", or an ` +
        "intrinsic function",
    );
  }
}

/** @throws ApprovalError if the decision cannot be put there */
export function checkResultPath(scope: Construct, resultPath: string | undefined): void {
  if (resultPath !== undefined && !RESULT_PATH.test(resultPath)) {
    throw new ApprovalError(
      scope,
      `resultPath is ${JSON.stringify(resultPath)}; it must lead to a field, such as "$.approval"`,
    );
  }
}

/**
 * The mail about the outcome is written after the decision, and says what was asked.
 *
 * @throws ApprovalError if the decision replaces the input that says it
 */
export function checkTextsOfAnnouncement(
  scope: Construct,
  texts: Readonly<Record<string, TextOrPath | undefined>>,
): void {
  for (const [name, text] of Object.entries(texts)) {
    if (typeof text === "object" && !text.path.startsWith("$$")) {
      throw new ApprovalError(
        scope,
        `announceOutcome cannot say what was asked: ${name} is at ${text.path} of the step's input, which the ` +
          'decision replaces. Give a resultPath, such as "$.approval"',
      );
    }
  }
}

/**
 * Only a standard workflow can wait for an answer.
 *
 * @throws ApprovalError for an EXPRESS one
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html
 */
export function checkStandardWorkflow(machine: SfnStateMachine): void {
  if (machine.typeInput === "EXPRESS") {
    throw new ApprovalError(
      machine,
      'The state machine\'s type is "EXPRESS", which cannot wait for an answer; it must be "STANDARD"',
    );
  }
}
