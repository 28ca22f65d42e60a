import type { JsonValue } from "../json";
import type { State } from "./definition";
import { type EngineMachine, loadEngine } from "./engine";
import type { Scope } from "./scope";
import type { CompiledStates } from "./state-machine";
import { StoppedError, TaskError } from "./task-error";

/** Does what a state does, and gives its output. */
export type RunState = (name: string, state: State, input: JsonValue) => Promise<JsonValue>;

/**
 * Has the engine go through the states of a line, and writes down where it is.
 *
 * @param runState does the work of every state but a Choice
 * @throws TaskError the failure that no state caught
 */
export async function runStates(
  scope: Scope,
  { engine, states }: CompiledStates,
  input: JsonValue,
  runState: RunState,
): Promise<JsonValue> {
  const gate = new Gate();
  const handlers = Object.entries(states).map(([name, state]) => {
    const handler = async (stateInput: JsonValue): Promise<JsonValue> => {
      await gate.pass();
      return runState(name, state, stateInput);
    };
    return [name, handler] as const;
  });
  const run = engine.run(input, { overrides: { taskResourceLocalHandlers: Object.fromEntries(handlers) } });
  const leaveScope = scope.onClose(run.abort);
  const following = follow(run.eventLogs, states, scope, gate).catch((error) => {
    run.abort();
    throw error;
  });
  const [followed, result] = await Promise.allSettled([following, run.result]);
  leaveScope();
  if (followed.status === "rejected") throw followed.reason;
  if (result.status === "rejected") throw taskError(result.reason, scope);
  return result.value;
}

/**
 * The engine tells where it is some time after it went on. This holds a state's work back until its entering
 * (or its retry) was written down.
 */
class Gate {
  #isOpen = false;
  #isShut = false;
  #waiting: { enter(): void; turnAway(error: Error): void } | undefined;

  /** Lets one pass: the one who waits, or the next. */
  open(): void {
    if (this.#waiting) this.#waiting.enter();
    else this.#isOpen = true;
    this.#waiting = undefined;
  }

  /** Lets nobody pass any more. */
  shut(): void {
    this.#isShut = true;
    this.#waiting?.turnAway(new StoppedError());
  }

  /** @throws StoppedError when shut */
  async pass(): Promise<void> {
    if (this.#isShut) throw new StoppedError();
    if (!this.#isOpen) {
      await new Promise<void>((enter, turnAway) => {
        this.#waiting = { enter, turnAway };
      });
    }
    this.#isOpen = false;
  }
}

async function follow(
  events: ReturnType<EngineMachine["run"]>["eventLogs"],
  states: CompiledStates["states"],
  scope: Scope,
  gate: Gate,
): Promise<void> {
  try {
    for await (const event of events) {
      if (!("state" in event)) continue;
      const { name, input, output = null } = event.state;
      const type = states[name]?.Type;
      if (type === undefined) continue;
      if (event.type === "StateExited") {
        scope.exit(name, type, output);
      }
      if (event.type === "StateEntered") {
        scope.enter(name, type, input);
      }
      if (event.type === "StateRetried") {
        scope.retry();
      }
      if (type !== "Choice" && (event.type === "StateEntered" || event.type === "StateRetried")) {
        gate.open();
      }
    }
  } finally {
    gate.shut();
  }
}

/** An error as AWS would name it; the engine's own mistakes end the execution. */
function taskError(reason: unknown, { current }: Scope): TaskError {
  const { ExecutionError } = loadEngine();
  const error = reason instanceof ExecutionError ? reason.cause : reason;
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const isKnown = error instanceof Error && "isCatchable" in error;
  if (isKnown && name !== "States.Runtime") return new TaskError(name, message);
  const wasTold = message.startsWith(EXECUTING);
  if (wasTold || !current) return new TaskError("States.Runtime", message);
  const where = `'${current.name}' (entered at the event id #${current.enteredEventId})`;
  return new TaskError("States.Runtime", `${EXECUTING} ${where}. ${message}`);
}

const EXECUTING = "An error occurred while executing the state";
