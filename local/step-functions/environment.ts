import type { JsonValue } from "../json";
import type { StandIn } from "./stand-in";
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

/** What the states of an execution work with. */
export interface Environment {
  readonly region: string;
  readonly standIns: Readonly<Record<string, StandIn>>;
  readonly tokens: TaskTokens;
  invokeFunction(call: FunctionCall): Promise<JsonValue>;
}
