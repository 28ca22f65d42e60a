/**
 * What only an answer needs, loaded when there is one.
 *
 * By name and in one module: a dynamic import of the client's package itself would bring all of its commands into
 * the bundle.
 */
export { SFNClient } from "@aws-sdk/client-sfn";
export { answer } from "./answer";
