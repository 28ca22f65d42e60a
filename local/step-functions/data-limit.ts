import type { JsonValue } from "../json";
import { TaskError } from "./task-error";

/** The most bytes that the input or the output of a task, a state or an execution may have as UTF-8. */
export const MAX_DATA_BYTES = 262_144;

/** Whether a text has more bytes than fit. */
export function exceedsDataLimit(text: string): boolean {
  return Buffer.byteLength(text) > MAX_DATA_BYTES;
}

/**
 * A value as JSON.
 *
 * @param name the state or task that is to blame
 * @throws TaskError `States.DataLimitExceeded`
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export function limitedJson(value: JsonValue, name: string): string {
  const json = JSON.stringify(value);
  if (exceedsDataLimit(json)) throw dataLimitExceeded(name);
  return json;
}

/** The error of a state or task whose data is too large. */
export function dataLimitExceeded(name: string): TaskError {
  return new TaskError(
    "States.DataLimitExceeded",
    `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}
