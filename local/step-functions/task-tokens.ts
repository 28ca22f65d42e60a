import { AwsServiceError } from "../errors";
import type { OpenTask } from "./open-task";
import { isTaskToken } from "./task-token";

/** Every task token that was given out, so that a late answer is told from a wrong one. */
export class TaskTokens {
  readonly #tasks = new Map<string, { readonly stateMachineArn: string; task?: OpenTask }>();

  /** Gives a token to a task. */
  open(token: string, stateMachineArn: string, task: OpenTask): void {
    this.#tasks.set(token, { stateMachineArn, task });
  }

  /** Lets go of a token's task, which has ended. */
  close(token: string): void {
    delete this.#tasks.get(token)?.task;
  }

  /** The state machine of the task that has or had a token. */
  stateMachineArn(token: string): string | undefined {
    return this.#tasks.get(token)?.stateMachineArn;
  }

  /**
   * Answers the task that has a token.
   *
   * @param answer ends the task and tells whether it was still open
   * @throws AwsServiceError `InvalidToken`, `TaskDoesNotExist`, or `TaskTimedOut` for one that has ended
   */
  answer(token: string, answer: (task: OpenTask) => boolean): void {
    if (!isTaskToken(token)) {
      throw new AwsServiceError("InvalidToken", "Invalid Token: 'Invalid token'");
    }
    const entry = this.#tasks.get(token);
    if (!entry) {
      throw new AwsServiceError("TaskDoesNotExist", "Task Does Not Exist: 'Provided task does not exist'");
    }
    if (!entry.task || !answer(entry.task)) {
      throw new AwsServiceError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
    }
  }
}
