import type { State } from "./definition";
import { timeoutErrorClass } from "./engine";

/** Why a task, or any other state, failed. */
export class TaskError extends Error {
  /**
   * @param name the error's name, which `Retry` and `Catch` look for, such as `Lambda.ServiceException`; empty
   *   where nobody gave one
   * @param cause what happened; empty where nobody said
   */
  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}

/** The work was stopped from outside: nothing is left to retry, to catch or to write down. */
export class StoppedError extends TaskError {
  constructor() {
    super("States.Runtime", "The execution was stopped");
  }
}

/** How an error stands in an event or a description: its empty parts are left out, as AWS does. */
export function errorDetails(error: Error): { error?: string; cause?: string } {
  return {
    ...(error.name !== "" && { error: error.name }),
    ...(error.message !== "" && { cause: error.message }),
  };
}

/**
 * An error as the engine must see it to retry and catch as AWS does.
 *
 * `States.Runtime` always ends the execution, and `States.DataLimitExceeded` can be handled by its own name
 * only; `States.ALL` stands for neither. `States.TaskFailed` does not stand for `States.Timeout`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export async function errorForEngine(error: Error, state: State): Promise<Error> {
  const namedIn = (rules: readonly { readonly ErrorEquals: readonly string[] }[] = []) =>
    rules.some(({ ErrorEquals }) => ErrorEquals.includes(error.name));
  switch (error.name) {
    case "States.Runtime":
      return withHandling(error, false, false);
    case "States.DataLimitExceeded":
      return withHandling(error, namedIn(state.Retry), namedIn(state.Catch));
    case "States.Timeout": {
      const TimeoutError = await timeoutErrorClass();
      return Object.assign(new TimeoutError(), { message: error.message });
    }
    default:
      return withHandling(error, true, true);
  }
}

/** A new error, because the engine's own know their handling by getters that cannot be written to. */
function withHandling(error: Error, isRetryable: boolean, isCatchable: boolean): Error {
  return Object.assign(new TaskError(error.name, error.message), { isRetryable, isCatchable });
}
