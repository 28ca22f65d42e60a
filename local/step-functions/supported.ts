import { AwsServiceError } from "../errors";
import type { JsonValue } from "../json";
import { unknownTest } from "./choice-rule";
import { type ChoiceState, type Definition, itemProcessor, type State, type TaskState } from "./definition";
import { parseResource } from "./resource";

const EVERYWHERE = ["Type", "Comment", "QueryLanguage", "InputPath", "OutputPath", "Next", "End"];
const RESULT_FIELDS = ["Parameters", "ResultSelector", "ResultPath", "Retry", "Catch"];

/** What the local run knows of each type of state. */
const FIELDS: Readonly<Record<State["Type"], readonly string[]>> = {
  Task: [...RESULT_FIELDS, "Resource", "TimeoutSeconds", "TimeoutSecondsPath"],
  Pass: ["Result", "Parameters", "ResultPath"],
  Wait: ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"],
  Fail: ["Error", "ErrorPath", "Cause", "CausePath"],
  Succeed: [],
  Choice: ["Choices", "Default"],
  Map: [
    ...RESULT_FIELDS,
    "ItemProcessor",
    "Iterator",
    "ItemSelector",
    "ItemsPath",
    "MaxConcurrency",
    "MaxConcurrencyPath",
  ],
  Parallel: [...RESULT_FIELDS, "Branches"],
};

const LAMBDA_INVOKE_FIELDS = ["FunctionName", "FunctionName.$", "Payload", "Payload.$"];

/**
 * Refuses what would run otherwise here than on AWS.
 *
 * @param hasStandIn whether a state's service is played by a stand-in
 * @throws AwsServiceError `InvalidDefinition`, which names the state and the field
 */
export function checkSupported(definition: Definition, hasStandIn: (stateName: string) => boolean): void {
  if (definition.ProcessorConfig?.Mode === "DISTRIBUTED") {
    throw unsupported("a distributed Map", 'ProcessorConfig: use the mode "INLINE"');
  }
  checkQueryLanguage("the state machine", definition);
  for (const [name, state] of Object.entries(definition.States)) {
    checkState(name, state, hasStandIn);
    const inner = state.Type === "Map" ? [itemProcessor(state) ?? []].flat() : [];
    for (const part of state.Type === "Parallel" ? state.Branches : inner) {
      checkSupported(part, hasStandIn);
    }
  }
}

function checkState(name: string, state: State, hasStandIn: (stateName: string) => boolean): void {
  const where = `state '${name}'`;
  checkQueryLanguage(where, state);
  const known = [...EVERYWHERE, ...FIELDS[state.Type]];
  const unknown = Object.keys(state).find((field) => !known.includes(field));
  if (unknown !== undefined) throw unsupported(where, unknown);
  for (const [field, value] of Object.entries(state)) {
    const isItemSelector = state.Type === "Map" && (field === "ItemSelector" || field === "Parameters");
    const isOwn = field !== "ItemProcessor" && field !== "Iterator" && field !== "Branches";
    if (isOwn && !isItemSelector && mentions(value, "$$.Map")) {
      throw unsupported(where, `${field}: $$.Map is known in a Map's ItemSelector only`);
    }
  }
  if (state.Type === "Choice") checkChoice(where, state);
  if (state.Type === "Task" && !hasStandIn(name)) checkTask(where, state);
}

/** The engine has neither a context object like AWS's nor a way to test null, false, 0 or "" at the root. */
function checkChoice(where: string, state: ChoiceState): void {
  const { Choices, InputPath, OutputPath } = state;
  for (const [field, value] of Object.entries({ Choices: [...Choices], InputPath, OutputPath })) {
    if (value !== undefined && mentions(value, "$$")) {
      throw unsupported(where, `${field}: put what is needed of $$ into the state's input`);
    }
  }
  const test = Choices.map(unknownTest).find((name) => name !== undefined);
  if (test !== undefined) throw unsupported(where, `Choices: ${test}`);
  if (JSON.stringify(Choices).includes('"Variable":"$"')) {
    throw unsupported(where, "Choices: put what is compared into a field; Variable cannot be $");
  }
}

function checkTask(where: string, { Resource, Parameters }: TaskState): void {
  const kind = parseResource(Resource)?.kind;
  if (kind !== "function" && kind !== "lambdaInvoke") {
    throw unsupported(where, `Resource ${Resource}: give the state a stand-in`);
  }
  if (kind === "lambdaInvoke") {
    const fields = typeof Parameters === "object" && Parameters !== null ? Object.keys(Parameters) : [];
    const unknown = fields.find((field) => !LAMBDA_INVOKE_FIELDS.includes(field));
    if (unknown !== undefined) throw unsupported(where, `Parameters.${unknown}`);
    if (!fields.some((field) => field.startsWith("FunctionName"))) {
      throw unsupported(where, "Parameters without a FunctionName");
    }
  }
}

function checkQueryLanguage(where: string, holder: object): void {
  if ("QueryLanguage" in holder && holder.QueryLanguage !== "JSONPath") {
    throw unsupported(where, `QueryLanguage ${holder.QueryLanguage}: use JSONPath`);
  }
}

function mentions(value: JsonValue | object, text: string): boolean {
  return JSON.stringify(value).includes(text);
}

function unsupported(where: string, what: string): AwsServiceError {
  return new AwsServiceError(
    "InvalidDefinition",
    `Invalid State Machine Definition: 'Not supported in the local run: ${where}, ${what}'`,
  );
}
