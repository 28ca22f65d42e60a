import { AwsServiceError } from "../errors";
import type { JsonObject, JsonValue } from "../json";

const STATE_TYPES = ["Task", "Pass", "Wait", "Choice", "Map", "Parallel", "Succeed", "Fail"];

/** Fields that are whole numbers, and the least that each may be. */
const LEAST: Readonly<Record<string, number>> = {
  TimeoutSeconds: 1,
  Seconds: 0,
  MaxConcurrency: 0,
  IntervalSeconds: 1,
  MaxAttempts: 0,
  MaxDelaySeconds: 1,
};

/**
 * Checks that a definition has the form of one and that its states lead to each other.
 *
 * The engine's own validator does more, but takes longer than all the rest of a start.
 *
 * @param path where the definition is, as AWS would write it
 * @throws AwsServiceError `InvalidDefinition`
 */
export function checkDefinition(definition: JsonValue | undefined, path = ""): void {
  const machine = asObject(definition, path || "/");
  const { StartAt, States } = machine;
  checkNumbers(machine, path);
  const states = asObject(States, `${path}/States`);
  checkTarget(StartAt, states, `${path}/StartAt`);
  for (const [name, value] of Object.entries(states)) {
    const statePath = `${path}/States/${name}`;
    const state = asObject(value, statePath);
    checkNumbers(state, statePath);
    checkTransitions(state, states, statePath);
    checkType(state, statePath);
  }
}

function checkType(state: JsonObject, path: string): void {
  const { Type, Resource, ItemProcessor, Iterator, Branches } = state;
  if (typeof Type !== "string" || !STATE_TYPES.includes(Type)) {
    throw invalid(
      "SCHEMA_VALIDATION_FAILED",
      `Value is not one of ${STATE_TYPES.join(", ")}`,
      `${path}/Type`,
    );
  }
  if (Type === "Task" && typeof Resource !== "string") {
    throw invalid("SCHEMA_VALIDATION_FAILED", "A Task needs a Resource", path);
  }
  if (Type === "Map") {
    const field = Iterator === undefined ? "ItemProcessor" : "Iterator";
    checkDefinition(Iterator ?? ItemProcessor, `${path}/${field}`);
  }
  if (Type === "Parallel") {
    asArray(Branches, `${path}/Branches`).forEach((branch, index) => {
      checkDefinition(branch, `${path}/Branches[${index}]`);
    });
  }
}

function checkTransitions(state: JsonObject, states: JsonObject, path: string): void {
  const { Type, Next, End, Default, Choices, Retry = [], Catch = [] } = state;
  if (Type === "Choice") {
    asArray(Choices, `${path}/Choices`).forEach((choice, index) => {
      const choicePath = `${path}/Choices[${index}]`;
      checkTarget(asObject(choice, choicePath).Next, states, `${choicePath}/Next`);
    });
    if (Default !== undefined) checkTarget(Default, states, `${path}/Default`);
  } else if (Next !== undefined) {
    checkTarget(Next, states, `${path}/Next`);
  } else if (End !== true && Type !== "Succeed" && Type !== "Fail") {
    throw invalid("SCHEMA_VALIDATION_FAILED", "A state needs Next or End", path);
  }
  asArray(Catch, `${path}/Catch`).forEach((catcher, index) => {
    const catcherPath = `${path}/Catch[${index}]`;
    checkTarget(checkErrorRule(catcher, catcherPath).Next, states, `${catcherPath}/Next`);
  });
  asArray(Retry, `${path}/Retry`).forEach((retrier, index) => {
    checkNumbers(checkErrorRule(retrier, `${path}/Retry[${index}]`), `${path}/Retry[${index}]`);
  });
}

function checkErrorRule(rule: JsonValue, path: string): JsonObject {
  const object = asObject(rule, path);
  asArray(object.ErrorEquals, `${path}/ErrorEquals`);
  return object;
}

function checkNumbers(holder: JsonObject, path: string): void {
  for (const [field, least] of Object.entries(LEAST)) {
    const value = holder[field];
    const isFine = typeof value === "number" && Number.isInteger(value) && value >= least;
    if (value !== undefined && !isFine) {
      throw invalid(
        "SCHEMA_VALIDATION_FAILED",
        `Value is not a whole number from ${least}`,
        `${path}/${field}`,
      );
    }
  }
}

function checkTarget(target: JsonValue | undefined, states: JsonObject, path: string): void {
  if (typeof target !== "string" || !Object.hasOwn(states, target)) {
    throw invalid("MISSING_TRANSITION_TARGET", `Missing target: ${JSON.stringify(target)}`, path);
  }
}

function asObject(value: JsonValue | undefined, path: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid("SCHEMA_VALIDATION_FAILED", "An object is needed", path);
  }
  return value;
}

function asArray(value: JsonValue | undefined, path: string): JsonValue[] {
  if (!Array.isArray(value)) throw invalid("SCHEMA_VALIDATION_FAILED", "A list is needed", path);
  return value;
}

function invalid(code: string, what: string, path: string): AwsServiceError {
  const message = `Invalid State Machine Definition: '${code}: ${what} at ${path}'`;
  return new AwsServiceError("InvalidDefinition", message);
}
