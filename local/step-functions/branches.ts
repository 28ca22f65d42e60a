import type { JsonValue } from "../json";
import type { EventContent } from "./history";
import type { Scope } from "./scope";

/** One of the lines that a Map or Parallel state runs side by side. */
export interface Branch {
  /** How the history tells of it; a Parallel's branches have no events of their own. */
  readonly events?: Readonly<Record<"started" | "succeeded" | "failed" | "aborted", EventContent>>;
  /** Gives the branch's output. */
  run(scope: Scope): Promise<JsonValue>;
}

/**
 * Runs branches side by side until all have succeeded or one has failed, which ends the others.
 *
 * @returns their outputs, in their order
 * @throws what the first one failed with
 */
export async function runBranches(
  scope: Scope,
  branches: readonly Branch[],
  maxConcurrency: number,
): Promise<JsonValue[]> {
  const group = scope.fork();
  const outputs: JsonValue[] = [];
  const queue = branches.entries();
  const work = async (): Promise<void> => {
    for (const [index, branch] of queue) {
      outputs[index] = await runBranch(scope, group, branch);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(maxConcurrency, branches.length) }, work));
    return outputs;
  } finally {
    group.close();
  }
}

async function runBranch(scope: Scope, group: Scope, { events, run }: Branch): Promise<JsonValue> {
  const line = group.fork(events?.aborted);
  try {
    if (events) line.record(events.started);
    const output = await run(line);
    if (events) line.record(events.succeeded);
    scope.lastEventId = line.lastEventId;
    return output;
  } catch (error) {
    if (!line.isClosed) {
      const failureId = line.lastEventId;
      if (events) line.record(events.failed);
      line.close();
      group.abortForks(failureId);
      group.close();
      scope.lastEventId = failureId;
    }
    throw error;
  } finally {
    line.close();
  }
}
