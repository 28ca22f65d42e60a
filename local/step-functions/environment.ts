import type { JsonValue } from "../json";
import type { TaskTokens } from "./task-tokens";

/** One call of a function by a Task state. */
export interface FunctionCall {
  /** A name or an ARN, as the definition has it. */
  readonly functionName: string;
  readonly payload: JsonValue;
  /** The state machine's role, which must be allowed to make the call. */
  readonly roleArn: string;
  readonly executionArn: string;
  readonly stateName: string;
}

/** Does a state's work in place of a service that there is none of here; gets the state's parameters. */
export type StandIn = (parameters: JsonValue) => Promise<JsonValue> | JsonValue;

/** What the states of an execution work with. */
export interface Environment {
  readonly region: string;
  readonly standIns: Readonly<Record<string, StandIn>>;
  readonly tokens: TaskTokens;
  invokeFunction(call: FunctionCall): Promise<JsonValue>;
}
