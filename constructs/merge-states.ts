import type { AslFragment } from "./asl";

type States = AslFragment["States"];

/** Two states of a workflow have the same name; the message says which. */
export class StateNameError extends Error {
  override readonly name = "StateNameError";
}

/**
 * Puts the states of approval steps and a workflow's own together.
 *
 * Spreading them into one object would let a state replace another of the same name, unseen.
 *
 * @throws StateNameError if a name is there twice
 */
export function mergeStates(...parts: readonly States[]): States {
  const merged: Record<string, States[string]> = {};
  for (const [name, state] of parts.flatMap((part) => Object.entries(part))) {
    if (Object.hasOwn(merged, name)) {
      throw new StateNameError(
        `There are two states named ${JSON.stringify(name)}: rename yours, or give the approval step a stepName`,
      );
    }
    merged[name] = state;
  }
  return merged;
}
