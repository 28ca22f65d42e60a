import { type Definition, itemProcessor, type TaskState } from "./step-functions/definition";
import { parseResource } from "./step-functions/resource";
import type { StandIn } from "./step-functions/stand-in";

/** A state calls something that is not on this machine, or a stand-in is for no state; the message names it. */
export class StandInError extends Error {
  override readonly name = "StandInError";
}

/** What plays the functions and services of Task states, by the states' names. */
export type StandIns = Readonly<Record<string, StandIn>>;

/**
 * Makes sure, before anything is started, that every Task state has something to call.
 *
 * @param definitions of all state machines
 * @param hasFunction whether there is code for a function of that name
 * @throws StandInError
 */
export function checkStandIns(
  definitions: readonly Definition[],
  standIns: StandIns,
  hasFunction: (functionName: string) => boolean,
): void {
  const tasks = definitions.flatMap(tasksOf);
  for (const [name, state] of tasks) {
    const missing = Object.hasOwn(standIns, name) ? undefined : missingOf(state, hasFunction);
    if (missing !== undefined) {
      throw new StandInError(
        `The state ${JSON.stringify(name)} calls ${missing}, which is not on this machine: give it a stand-in`,
      );
    }
  }
  const names = tasks.map(([name]) => name);
  const unknown = Object.keys(standIns).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new StandInError(
      `There is a stand-in for ${JSON.stringify(unknown)}, but no such Task state; there are ${names.join(", ")}`,
    );
  }
}

/** The name of a function by its ARN, or by its name itself. */
export function functionNameOf(nameOrArn: string): string {
  return nameOrArn.split(":")[6] ?? nameOrArn;
}

type Task = readonly [name: string, state: TaskState];

/** Also those inside Map and Parallel states. A definition without states is for the service to refuse. */
function tasksOf({ States = {} }: Definition): Task[] {
  return Object.entries(States).flatMap(([name, state]): Task[] => {
    switch (state.Type) {
      case "Task":
        return [[name, state]];
      case "Map":
        return [itemProcessor(state) ?? []].flat().flatMap(tasksOf);
      case "Parallel":
        return state.Branches.flatMap(tasksOf);
      default:
        return [];
    }
  });
}

function missingOf(
  { Resource, Parameters }: TaskState,
  hasFunction: (functionName: string) => boolean,
): string | undefined {
  const kind = parseResource(Resource)?.kind;
  if (kind !== "function" && kind !== "lambdaInvoke") {
    return Resource;
  }
  const isObject = typeof Parameters === "object" && Parameters !== null && "FunctionName" in Parameters;
  const called = kind === "function" ? Resource : isObject ? Parameters.FunctionName : undefined;
  return typeof called === "string" && !hasFunction(functionNameOf(called))
    ? `the function ${functionNameOf(called)}`
    : undefined;
}
