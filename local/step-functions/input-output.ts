import type { JsonValue } from "../json";
import type { State } from "./definition";
import { engineMachine } from "./engine";
import { evaluatePath, evaluateTemplate } from "./expressions";
import { TaskError } from "./task-error";

/**
 * What a state works on: its input after `InputPath` and `Parameters`.
 *
 * @throws TaskError `States.Runtime` for a path that leads nowhere
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
 */
export async function effectiveInput(state: State, input: JsonValue, context: JsonValue): Promise<JsonValue> {
  const selected = await atPath(state.InputPath, input, context);
  const hasParameters = state.Parameters !== undefined && state.Type !== "Map";
  return hasParameters ? evaluateTemplate(state.Parameters, { input: selected, context }) : selected;
}

/**
 * What a state gives to the next: its result after `ResultSelector`, `ResultPath` and `OutputPath`.
 *
 * @throws TaskError `States.Runtime` for a path that leads nowhere, `States.ResultPathMatchFailure`
 */
export async function stateOutput(
  state: State,
  input: JsonValue,
  result: JsonValue,
  context: JsonValue,
): Promise<JsonValue> {
  const selected =
    state.ResultSelector === undefined
      ? result
      : await evaluateTemplate(state.ResultSelector, { input: result, context });
  const combined = await atResultPath(state.ResultPath, input, selected);
  return atPath(state.OutputPath, combined, context);
}

function atPath(
  path: string | null | undefined,
  input: JsonValue,
  context: JsonValue,
): JsonValue | Promise<JsonValue> {
  if (path === undefined || path === "$") return input;
  return path === null ? {} : evaluatePath(path, { input, context });
}

/** The engine puts a result at `$` under a key of that name, and a Pass state's null or false nowhere. */
async function atResultPath(
  path: string | null | undefined,
  input: JsonValue,
  result: JsonValue,
): Promise<JsonValue> {
  if (path === undefined || path === "$") return result;
  if (path === null) return input;
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new TaskError(
      "States.ResultPathMatchFailure",
      `Unable to apply ResultPath '${path}' to input ${JSON.stringify(input)}`,
    );
  }
  const machine = engineMachine({
    StartAt: "Combine",
    States: { Combine: { Type: "Task", Resource: "local", ResultPath: path, End: true } },
  });
  return machine.run(input, { overrides: { taskResourceLocalHandlers: { Combine: () => result } } }).result;
}
