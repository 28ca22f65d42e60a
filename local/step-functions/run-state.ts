import type { JsonObject, JsonValue } from "../json";
import { type Branch, runBranches } from "./branches";
import { type FailState, itemSelector, type MapState, type State, type WaitState } from "./definition";
import { evaluatePath, evaluateTemplate } from "./expressions";
import { effectiveInput, stateOutput } from "./input-output";
import { runStates } from "./run-states";
import { runTask } from "./run-task";
import type { Scope } from "./scope";
import type { CompiledStates } from "./state-machine";
import { errorForEngine, StoppedError, TaskError } from "./task-error";
import { startTimer } from "./timer";

/** The most iterations of an inline Map, or branches, that run at a time. */
const MAX_CONCURRENCY = 40;

/**
 * Runs states to their end.
 *
 * @throws TaskError the failure that no state caught
 */
export function run(scope: Scope, compiled: CompiledStates, input: JsonValue): Promise<JsonValue> {
  return runStates(scope, compiled, input, async (name, state, stateInput) => {
    try {
      const result = await resultOf(scope, compiled, name, state, stateInput);
      return await stateOutput(state, stateInput, result, scope.context());
    } catch (error) {
      const known = error instanceof TaskError ? error : new TaskError("States.Runtime", String(error));
      throw await errorForEngine(known, state);
    }
  });
}

async function resultOf(
  scope: Scope,
  compiled: CompiledStates,
  name: string,
  state: State,
  input: JsonValue,
): Promise<JsonValue> {
  if (state.Type === "Task") return runTask(scope, name, state, input);
  const context = scope.context();
  const effective = await effectiveInput(state, input, context);
  switch (state.Type) {
    case "Pass":
      return state.Result === undefined ? effective : state.Result;
    case "Wait":
      await wait(scope, await waitMilliseconds(state, effective, context));
      return effective;
    case "Fail":
      throw await failure(state, effective, context);
    case "Map":
      return runMap(scope, compiled, name, state, effective);
    case "Parallel":
      return runParallel(scope, compiled, name, effective);
    default:
      return effective;
  }
}

async function waitMilliseconds(state: WaitState, input: JsonValue, context: JsonObject): Promise<number> {
  const { Seconds, SecondsPath, Timestamp, TimestampPath } = state;
  const data = { input, context };
  const seconds = SecondsPath === undefined ? Seconds : await evaluatePath(SecondsPath, data);
  if (typeof seconds === "number" && seconds >= 0) return seconds * 1000;
  const timestamp = TimestampPath === undefined ? Timestamp : await evaluatePath(TimestampPath, data);
  const time = typeof timestamp === "string" ? Date.parse(timestamp) : Number.NaN;
  if (Number.isNaN(time)) {
    const value = JSON.stringify(seconds ?? timestamp);
    throw new TaskError(
      "States.Runtime",
      `${value} is neither a number of seconds nor a timestamp to wait for`,
    );
  }
  return Math.max(0, time - Date.now());
}

async function wait(scope: Scope, milliseconds: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const stopTimer = startTimer(milliseconds, () => {
      leaveScope();
      resolve();
    });
    const leaveScope = scope.onClose(() => {
      stopTimer();
      reject(new StoppedError());
    });
  });
}

async function failure(state: FailState, input: JsonValue, context: JsonObject): Promise<TaskError> {
  const { Error: error = "", Cause: cause = "", ErrorPath, CausePath } = state;
  const template = {
    error,
    cause,
    ...(ErrorPath !== undefined && { "error.$": ErrorPath }),
    ...(CausePath !== undefined && { "cause.$": CausePath }),
  };
  const values = (await evaluateTemplate(template, { input, context })) as JsonObject;
  if (typeof values.error !== "string" || typeof values.cause !== "string") {
    throw new TaskError("States.Runtime", "ErrorPath and CausePath must lead to texts");
  }
  return new TaskError(values.error, values.cause);
}

async function runMap(
  scope: Scope,
  compiled: CompiledStates,
  name: string,
  state: MapState,
  input: JsonValue,
): Promise<JsonValue> {
  const context = scope.context();
  const data = { input, context };
  const items = state.ItemsPath === undefined ? input : await evaluatePath(state.ItemsPath, data);
  if (!Array.isArray(items)) {
    throw new TaskError("States.Runtime", `The items of the Map '${name}' are not an array`);
  }
  const selector = itemSelector(state);
  const maxConcurrency = await maxConcurrencyOf(state, data);
  const [processor] = innerOf(compiled, name);
  const branches = items.map((item, index): Branch => {
    const iteration = { name, index };
    return {
      events: {
        started: { type: "MapIterationStarted", mapIterationStartedEventDetails: iteration },
        succeeded: { type: "MapIterationSucceeded", mapIterationSucceededEventDetails: iteration },
        failed: { type: "MapIterationFailed", mapIterationFailedEventDetails: iteration },
        aborted: { type: "MapIterationAborted", mapIterationAbortedEventDetails: iteration },
      },
      run: async (line) => {
        const itemContext = { ...context, Map: { Item: { Index: index, Value: item } } };
        const itemInput =
          selector === undefined ? item : await evaluateTemplate(selector, { input, context: itemContext });
        return processor ? run(line, processor, itemInput) : itemInput;
      },
    };
  });
  scope.record({ type: "MapStateStarted", mapStateStartedEventDetails: { length: items.length } });
  try {
    const outputs = await runBranches(scope, branches, maxConcurrency);
    scope.record({ type: "MapStateSucceeded" });
    return outputs;
  } catch (error) {
    scope.record({ type: "MapStateFailed" });
    throw error;
  }
}

async function maxConcurrencyOf(
  { MaxConcurrency = 0, MaxConcurrencyPath }: MapState,
  data: { readonly input: JsonValue; readonly context: JsonObject },
): Promise<number> {
  const given =
    MaxConcurrencyPath === undefined ? MaxConcurrency : await evaluatePath(MaxConcurrencyPath, data);
  if (typeof given !== "number" || !Number.isInteger(given) || given < 0) {
    throw new TaskError("States.Runtime", `MaxConcurrencyPath gives ${JSON.stringify(given)}`);
  }
  return given === 0 ? MAX_CONCURRENCY : Math.min(given, MAX_CONCURRENCY);
}

async function runParallel(
  scope: Scope,
  compiled: CompiledStates,
  name: string,
  input: JsonValue,
): Promise<JsonValue> {
  const branches = innerOf(compiled, name).map(
    (states): Branch => ({ run: (line) => run(line, states, input) }),
  );
  scope.record({ type: "ParallelStateStarted" });
  try {
    const outputs = await runBranches(scope, branches, MAX_CONCURRENCY);
    scope.record({ type: "ParallelStateSucceeded" });
    return outputs;
  } catch (error) {
    scope.record({ type: "ParallelStateFailed" });
    throw error;
  }
}

function innerOf(compiled: CompiledStates, name: string): readonly CompiledStates[] {
  return compiled.inner.get(name) ?? [];
}
