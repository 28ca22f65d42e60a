import type { JsonObject, JsonValue } from "../../local/json";

/** Members of a policy statement whose order and repetition mean nothing, and where one may stand for a list of one. */
const SETS = ["Action", "NotAction", "Resource", "NotResource"];

/**
 * A value without what means nothing: JSON in strings is parsed, and policies are in one order.
 *
 * The statements of a policy become an object by `Sid`, or by number where they have none, so that a change is
 * found at the statement that it belongs to. Lists anywhere else keep their order.
 */
export function meaningOf(value: JsonValue): JsonValue {
  if (typeof value === "string") {
    const parsed = parsedJson(value);
    return parsed === undefined ? value : meaningOf(parsed);
  }
  if (Array.isArray(value)) {
    return value.map(meaningOf);
  }
  if (!isObject(value)) {
    return value;
  }
  const statements = statementsOf(value);
  const { Statement, ...others } = value;
  return {
    ...mapped(statements === undefined ? value : others, meaningOf),
    ...(statements && { Statement: bySid(statements) }),
  };
}

/** Whether a value is a JSON object. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * One spelling of a value, whatever the order of its keys: what is equal has the same.
 */
export function canonicalJson(value: JsonValue | undefined): string {
  return JSON.stringify(value, (_key, member: JsonValue) =>
    isObject(member) ? Object.fromEntries(Object.entries(member).sort(byKey)) : member,
  );
}

/** An object or a list; a number or a word in quotes is as readable in its string. */
function parsedJson(text: string): JsonValue | undefined {
  if (!/^\s*[{[]/.test(text)) {
    return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The statements of a policy document; `undefined` if the object is none. */
function statementsOf({ Statement }: JsonObject): JsonObject[] | undefined {
  const statements = Array.isArray(Statement) ? Statement : [Statement ?? null];
  const objects = statements.filter(isObject);
  return objects.length === statements.length && objects.every(({ Effect }) => typeof Effect === "string")
    ? objects
    : undefined;
}

function bySid(statements: readonly JsonObject[]): JsonObject {
  const sids = statements.map(({ Sid }) => Sid);
  const named = new Map<string, JsonValue>();
  const unnamed: JsonValue[] = [];
  for (const { Sid, ...statement } of statements) {
    const meaning = statementMeaning(statement);
    if (typeof Sid === "string" && Sid !== "" && sids.indexOf(Sid) === sids.lastIndexOf(Sid)) {
      named.set(Sid, meaning);
    } else {
      unnamed.push(Sid === undefined ? meaning : { Sid, ...meaning });
    }
  }
  const sorted = unnamed.sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
  return { ...Object.fromEntries(named), ...Object.fromEntries(sorted.map((one, i) => [`#${i + 1}`, one])) };
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
function statementMeaning(statement: JsonObject): JsonObject {
  return mapped(statement, (value, member) => {
    if (SETS.includes(member)) {
      return asSet(value);
    }
    if (member === "Principal" || member === "NotPrincipal") {
      return isObject(value) ? mapped(value, asSet) : value;
    }
    return member === "Condition" && isObject(value)
      ? mapped(value, (keys) => (isObject(keys) ? mapped(keys, asSet) : keys))
      : value;
  });
}

/** IAM takes `true` and `"true"` for the same. */
function asSet(value: JsonValue): JsonValue {
  const items = (Array.isArray(value) ? value : [value]).map((item) =>
    typeof item === "object" ? canonicalJson(item) : String(item),
  );
  return [...new Set(items)].sort();
}

function mapped(object: JsonObject, change: (value: JsonValue, key: string) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}

function byKey([a]: [string, JsonValue], [b]: [string, JsonValue]): number {
  return a < b ? -1 : 1;
}
