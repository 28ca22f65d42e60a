import type { JsonObject, JsonValue } from "../json";

/**
 * A choice rule as the engine must see it to choose as AWS does.
 *
 * The engine compares values of any type, takes `?` for a wildcard, and lets `IsNull: false` and its like never
 * match.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
 */
export function lowerChoiceRule(rule: JsonObject): JsonObject {
  const { Next, Comment, ...test } = rule;
  return { ...lowerTest(test), ...(Next !== undefined && { Next }) };
}

/** The first test in a rule that the engine does not know. */
export function unknownTest({ Next, Comment, ...test }: JsonObject): string | undefined {
  const operands = [test.And ?? test.Or ?? test.Not ?? []].flat();
  if (operands.length > 0) {
    return operands.map((operand) => unknownTest(operand as JsonObject)).find((name) => name !== undefined);
  }
  const { Variable, ...comparison } = test;
  const [operator = "a rule without a test", ...others] = Object.keys(comparison);
  return KNOWN_TESTS.test(operator) && typeof Variable === "string" ? others[0] : operator;
}

const KNOWN_TESTS = new RegExp(
  "^(?:(?:String|Numeric|Timestamp)(?:Equals|(?:Less|Greater)Than(?:Equals)?)(?:Path)?|StringMatches" +
    "|BooleanEquals(?:Path)?|Is(?:Null|Present|Numeric|String|Boolean|Timestamp))$",
);

function lowerTest(test: JsonObject): JsonObject {
  if (Array.isArray(test.And)) return { And: test.And.map(lowerOperand) };
  if (Array.isArray(test.Or)) return { Or: test.Or.map(lowerOperand) };
  if (test.Not !== undefined) return { Not: lowerOperand(test.Not) };
  const { Variable = null, ...comparison } = test;
  const [[operator, operand] = ["", null]] = Object.entries(comparison);
  if (operator.startsWith("Is")) {
    const is = { Variable, [operator]: true };
    return operand === false ? { Not: is } : is;
  }
  const [type] = /^(String|Numeric|Boolean|Timestamp)/.exec(operator) ?? [];
  const isOfType = { Variable, [`Is${type}`]: true };
  const comparable = operator === "StringMatches" ? String(operand).replaceAll("?", "\\?") : operand;
  return { And: [isOfType, { Variable, [operator]: comparable }] };
}

function lowerOperand(test: JsonValue): JsonObject {
  return lowerTest(test as JsonObject);
}
