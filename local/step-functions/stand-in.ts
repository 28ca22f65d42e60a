import type { JsonValue } from "../json";

/** Does a state's work in place of a service that there is none of here; gets the state's parameters. */
export type StandIn = (parameters: JsonValue) => Promise<JsonValue> | JsonValue;
