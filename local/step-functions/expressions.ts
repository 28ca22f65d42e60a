import type { JsonObject, JsonValue } from "../json";
import { engineMachine, loadEngine } from "./engine";
import { type Argument, type Call, parseCall } from "./intrinsic-function";
import { TaskError } from "./task-error";

/** What paths can refer to: `$` the input, `$$` the context object. */
export interface Data {
  readonly input: JsonValue;
  readonly context: JsonValue;
}

/** What the engine is given as its input, with the values of intrinsic functions beside. */
interface EngineData extends Data {
  readonly values: JsonValue[];
}

/**
 * The value of a payload template: fields that end in `.$` are paths or intrinsic functions.
 *
 * @throws TaskError `States.Runtime` for a path that leads nowhere, `States.IntrinsicFailure`
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/input-output-inputpath-params.html
 */
export async function evaluateTemplate(template: JsonValue, data: Data): Promise<JsonValue> {
  const values: JsonValue[] = [];
  const lowered = await lowerTemplate(template, data, values);
  return runInEngine(lowered, { ...data, values });
}

/**
 * The value that a path leads to.
 *
 * @throws TaskError `States.Runtime` for a path that leads nowhere
 */
export async function evaluatePath(path: string, data: Data): Promise<JsonValue> {
  const result = await runInEngine({ "value.$": loweredPath(path) }, { ...data, values: [] });
  return (result as { value: JsonValue }).value;
}

/**
 * The engine queries a root that is null, false, 0 or "" in vain, and its own context object is not AWS's. So
 * both become fields of one object, and a path of theirs a path into it.
 */
function loweredPath(path: string): string {
  return path.startsWith("$$") ? `$.context${path.slice(2)}` : `$.input${path.slice(1)}`;
}

async function lowerTemplate(template: JsonValue, data: Data, values: JsonValue[]): Promise<JsonValue> {
  if (Array.isArray(template)) {
    const items: JsonValue[] = [];
    for (const item of template) {
      items.push(await lowerTemplate(item, data, values));
    }
    return items;
  }
  if (typeof template !== "object" || template === null) return template;
  const lowered: JsonObject = {};
  for (const [key, value] of Object.entries(template)) {
    if (!key.endsWith(".$") || typeof value !== "string") {
      lowered[key] = await lowerTemplate(value, data, values);
    } else if (value.startsWith("$")) {
      lowered[key] = loweredPath(value);
    } else {
      lowered[key] = `$.values[${values.length}]`;
      values.push(await evaluateCall(parseIntrinsic(value), data));
    }
  }
  return lowered;
}

function parseIntrinsic(expression: string): Call {
  try {
    return parseCall(expression);
  } catch (error) {
    throw new TaskError("States.IntrinsicFailure", (error as Error).message);
  }
}

/**
 * The engine drops every backslash from a text that a function returns, and its base64 knows Latin-1 alone. So
 * the functions whose texts can hold such characters are here, and the engine has the others.
 */
const OWN_FUNCTIONS: Readonly<Record<string, (...args: readonly JsonValue[]) => JsonValue>> = {
  "States.JsonToString": (value) => JSON.stringify(value),
  "States.StringToJson": (text) => JSON.parse(textOf(text)),
  "States.Base64Encode": (text) => Buffer.from(textOf(text)).toString("base64"),
  "States.Base64Decode": (text) => Buffer.from(textOf(text), "base64").toString(),
  "States.ArrayGetItem": (array, index) => {
    if (!Array.isArray(array) || typeof index !== "number")
      throw new Error("an array and an index are needed");
    return array[index] ?? null;
  },
};

function textOf(value: JsonValue | undefined): string {
  if (typeof value !== "string") throw new Error(`text is needed, not ${JSON.stringify(value)}`);
  return value;
}

async function evaluateCall(call: Call, data: Data): Promise<JsonValue> {
  const values: JsonValue[] = [];
  for (const arg of call.args) {
    values.push(await evaluateArgument(arg, data));
  }
  try {
    if (call.name === "States.Format") {
      return format(call.args[0], values);
    }
    const own = OWN_FUNCTIONS[call.name];
    if (own !== undefined) {
      return own(...values);
    }
    const paths = values.map((_, index) => `$.values[${index}]`);
    const result = await runInEngine({ "value.$": `${call.name}(${paths.join(", ")})` }, { ...data, values });
    return (result as { value: JsonValue }).value;
  } catch (error) {
    throw new TaskError("States.IntrinsicFailure", `${call.name}: ${(error as Error).message}`);
  }
}

function evaluateArgument(arg: Argument, data: Data): JsonValue | Promise<JsonValue> {
  switch (arg.kind) {
    case "text":
      return arg.raw.replace(/\\(.)/gs, "$1");
    case "path":
      return evaluatePath(arg.path, data);
    case "json":
      return JSON.parse(arg.text);
    case "call":
      return evaluateCall(arg.call, data);
  }
}

/** Fills the `{}` of a template; `\{\}` in one that is written out is not meant to be filled. */
function format(template: Argument | undefined, [text, ...values]: JsonValue[]): string {
  const raw = template?.kind === "text" ? template.raw : textOf(text).replaceAll("\\", "\\\\");
  let filled = 0;
  const formatted = raw.replace(/\\(.)|\{\}/gs, (_, escaped?: string) => {
    if (escaped !== undefined) return escaped;
    const value = values[filled++];
    if (value === undefined) throw new Error(`${values.length} values for the text '${raw}'`);
    return typeof value === "string" ? value : JSON.stringify(value);
  });
  if (filled !== values.length) throw new Error(`${values.length} values for the text '${raw}'`);
  return formatted;
}

async function runInEngine(template: JsonValue, data: EngineData): Promise<JsonValue> {
  const machine = engineMachine({
    StartAt: "Evaluate",
    States: { Evaluate: { Type: "Pass", Parameters: template, End: true } },
  });
  const { ExecutionError } = loadEngine();
  try {
    return await machine.run({ ...data }).result;
  } catch (error) {
    const cause = error instanceof ExecutionError ? error.cause : error;
    throw new TaskError("States.Runtime", asWritten(cause instanceof Error ? cause.message : String(cause)));
  }
}

/** Gives the paths in a message of the engine's the names that they have in the definition. */
function asWritten(message: string): string {
  return message.replace(/'\$\.(input|context)/, (_, root) => (root === "input" ? "'$" : "'$$"));
}
