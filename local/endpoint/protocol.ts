import { AwsServiceError } from "../errors";
import type { JsonObject } from "../json";
import { OPERATIONS, type Operation, type ServiceName } from "./operations";

/** How the calls of one AWS protocol are read and answered. */
export interface Protocol {
  /** @throws AwsServiceError if the request cannot be read, or asks for what is not supported */
  read(request: Request): Promise<{ operation: Operation; input: JsonObject }>;
  /** The answer to a call that went well. */
  reply(operation: Operation, output: object, exchange: Exchange): Response;
  /** The answer to a call that failed. */
  refuse(error: AwsServiceError, exchange: Exchange): Response;
}

/** A request and the id that its answer carries. */
export interface Exchange {
  readonly request: Request;
  readonly requestId: string;
}

/**
 * The operation of a service by its name.
 *
 * @param code the error that this protocol has for an operation that there is not
 * @throws AwsServiceError that says what is supported
 */
export function findOperation(service: ServiceName | undefined, name: string, code: string): Operation {
  const known = OPERATIONS.filter((operation) => service === undefined || operation.service === service);
  const found = known.find((operation) => operation.service === service && operation.name === name);
  if (found) return found;
  const supported = known.map((operation) => `${operation.service} ${operation.name}`).join(", ");
  const asked = service === undefined ? name : `${service} ${name}`;
  throw new AwsServiceError(code, `${asked} is not supported here; supported: ${supported}`);
}
