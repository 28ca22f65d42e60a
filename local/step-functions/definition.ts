import type { JsonObject, JsonValue } from "../json";

/** A rule of `Retry`. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly MaxDelaySeconds?: number;
}

/** A rule of `Catch`. */
export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly Next: string;
  readonly ResultPath?: string | null;
}

interface StateFields {
  readonly InputPath?: string | null;
  readonly OutputPath?: string | null;
  readonly Parameters?: JsonValue;
  readonly ResultSelector?: JsonValue;
  readonly ResultPath?: string | null;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly Next?: string;
  readonly End?: boolean;
}

/** A Task state. */
export interface TaskState extends StateFields {
  readonly Type: "Task";
  readonly Resource: string;
  readonly TimeoutSeconds?: number;
  readonly TimeoutSecondsPath?: string;
}

/** A Pass state. */
export interface PassState extends StateFields {
  readonly Type: "Pass";
  readonly Result?: JsonValue;
}

/** A Wait state. */
export interface WaitState extends StateFields {
  readonly Type: "Wait";
  readonly Seconds?: number;
  readonly SecondsPath?: string;
  readonly Timestamp?: string;
  readonly TimestampPath?: string;
}

/** A Fail state. */
export interface FailState extends StateFields {
  readonly Type: "Fail";
  readonly Error?: string;
  readonly ErrorPath?: string;
  readonly Cause?: string;
  readonly CausePath?: string;
}

/** An inline Map state. */
export interface MapState extends StateFields {
  readonly Type: "Map";
  readonly ItemProcessor?: Definition;
  readonly Iterator?: Definition;
  readonly ItemSelector?: JsonValue;
  readonly ItemsPath?: string;
  readonly MaxConcurrency?: number;
  readonly MaxConcurrencyPath?: string;
}

/** A Parallel state. */
export interface ParallelState extends StateFields {
  readonly Type: "Parallel";
  readonly Branches: readonly Definition[];
}

/** A Choice state. */
export interface ChoiceState extends StateFields {
  readonly Type: "Choice";
  readonly Choices: readonly JsonObject[];
  readonly Default?: string;
}

/** A Succeed state. */
export interface SucceedState extends StateFields {
  readonly Type: "Succeed";
}

/** Any state; the engine's validator has checked it, so its fields have their types. */
export type State =
  | TaskState
  | PassState
  | WaitState
  | FailState
  | MapState
  | ParallelState
  | ChoiceState
  | SucceedState;

/** A state machine, or the part of one that a Map or a Parallel state runs. */
export interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly TimeoutSeconds?: number;
  readonly ProcessorConfig?: { readonly Mode?: string };
}

/** The part of a state machine that a Map state runs for each item. */
export function itemProcessor(state: MapState): Definition | undefined {
  return state.ItemProcessor ?? state.Iterator;
}

/** What a Map state makes of each item: `ItemSelector`, or `Parameters` as it was called before. */
export function itemSelector(state: MapState): JsonValue | undefined {
  return state.ItemSelector ?? state.Parameters;
}
