import "./promise-with-resolvers";

/** The ASL engine's package. */
export type Engine = typeof import("aws-local-stepfunctions", { with: { "resolution-mode": "import" }});

/** A state machine of the engine's. */
export type EngineMachine = InstanceType<Engine["StateMachine"]>;

/** A definition as the engine takes it. */
type EngineDefinition = ConstructorParameters<Engine["StateMachine"]>[0];

let loaded: Engine | undefined;

/** Loads the engine with the first call: it brings AWS clients along and takes a while. */
export function loadEngine(): Engine {
  loaded ??= require("aws-local-stepfunctions") as Engine;
  return loaded;
}

/** Makes a state machine of the engine's out of a definition that needs no validation. */
export function engineMachine(definition: object): EngineMachine {
  const { StateMachine } = loadEngine();
  return new StateMachine(definition as EngineDefinition, { validationOptions: { noValidate: true } });
}

let timeoutError: Promise<new () => Error> | undefined;

/**
 * The engine's own error of a task that took too long: the one that `States.TaskFailed` does not stand for.
 *
 * The engine keeps its class to itself, yet tells timeouts from failures by it; so one task is made to time out.
 */
export function timeoutErrorClass(): Promise<new () => Error> {
  timeoutError ??= provokeTimeout().then((error) => error.constructor as new () => Error);
  return timeoutError;
}

async function provokeTimeout(): Promise<Error> {
  const machine = engineMachine({
    StartAt: "Late",
    States: { Late: { Type: "Task", Resource: "local", TimeoutSeconds: 0.001, End: true } },
  });
  const never = new Promise<never>(() => undefined);
  const { result } = machine.run(null, { overrides: { taskResourceLocalHandlers: { Late: () => never } } });
  const failure: unknown = await result.catch((error: unknown) => error);
  if (failure instanceof Error && failure.cause instanceof Error && failure.cause.name === "States.Timeout") {
    return failure.cause;
  }
  throw new Error("aws-local-stepfunctions did not time out a task as expected; is it another version?");
}
