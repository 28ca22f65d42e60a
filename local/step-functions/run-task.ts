import type { JsonObject, JsonValue } from "../json";
import { limitedJson } from "./data-limit";
import type { TaskState } from "./definition";
import { evaluatePath } from "./expressions";
import { effectiveInput } from "./input-output";
import { OpenTask } from "./open-task";
import { parseResource, type TaskResource } from "./resource";
import type { Scope } from "./scope";
import { TaskError } from "./task-error";
import { taskEvents } from "./task-events";
import { newTaskToken } from "./task-token";

/** A Task state that is being run. */
interface Attempt {
  readonly name: string;
  readonly state: TaskState;
  readonly resource: TaskResource;
  readonly parameters: JsonValue;
}

/**
 * Makes one attempt of a Task state: calls its service and, where it waits for a token, waits for the answer.
 *
 * @returns the task's result
 * @throws TaskError what the task failed with
 */
export async function runTask(
  scope: Scope,
  name: string,
  state: TaskState,
  input: JsonValue,
): Promise<JsonValue> {
  const { machine, environment } = scope.execution.settings;
  const { tokens, region } = environment;
  const resource = parseResource(state.Resource);
  if (!resource) throw new TaskError("States.Runtime", `Resource ${state.Resource} is not supported`);
  const token = resource.waitsForToken ? newTaskToken() : undefined;
  const context = scope.context(token);
  const parameters = await effectiveInput(state, input, context);
  const timeoutSeconds = await timeoutOf(state, input, context);
  const task = new OpenTask(scope, taskEvents(resource, region), {
    resourceType: resource.resourceType,
    input: limitedJson(parameters, name),
    timeoutSeconds,
  });
  if (token !== undefined) tokens.open(token, machine.arn, task);
  callService(scope, { name, state, resource, parameters })
    .then((result = null) => JSON.stringify(result))
    .then(
      (result) => (token === undefined ? task.succeed(result) : task.submit(result)),
      (error) => task.fail(asTaskError(error)),
    );
  try {
    return await task.result;
  } finally {
    if (token !== undefined) tokens.close(token);
  }
}

async function timeoutOf(
  state: TaskState,
  input: JsonValue,
  context: JsonObject,
): Promise<number | undefined> {
  if (state.TimeoutSecondsPath === undefined) return state.TimeoutSeconds;
  const seconds = await evaluatePath(state.TimeoutSecondsPath, { input, context });
  if (typeof seconds !== "number" || !Number.isInteger(seconds) || seconds < 1) {
    const what = `TimeoutSecondsPath '${state.TimeoutSecondsPath}' gives ${JSON.stringify(seconds)}`;
    throw new TaskError("States.Runtime", `${what}; it must be a whole number, at least 1`);
  }
  return seconds;
}

async function callService(scope: Scope, { name, state, resource, parameters }: Attempt): Promise<JsonValue> {
  const { arn: executionArn, machine, environment } = scope.execution.settings;
  const standIn = resource.kind === "integration" ? environment.standIns[name] : undefined;
  if (standIn) return standIn(parameters);
  const call = { roleArn: machine.roleArn, executionArn, stateName: name };
  if (resource.kind === "function") {
    return environment.invokeFunction({ ...call, functionName: state.Resource, payload: parameters });
  }
  const { FunctionName, Payload = {} } = parameters as JsonObject;
  if (typeof FunctionName !== "string") {
    throw new TaskError("States.Runtime", `FunctionName is ${JSON.stringify(FunctionName)}, not a text`);
  }
  const result = await environment.invokeFunction({ ...call, functionName: FunctionName, payload: Payload });
  return { ExecutedVersion: "$LATEST", Payload: result, StatusCode: 200 };
}

function asTaskError(error: unknown): TaskError {
  return error instanceof Error
    ? new TaskError(error.name, error.message)
    : new TaskError("Error", String(error));
}
