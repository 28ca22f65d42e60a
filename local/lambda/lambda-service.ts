import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import { AwsServiceError } from "../errors";
import type { Outcome } from "./execution-environment";
import { FunctionPool } from "./function-pool";
import { environmentVariables, type LocalFunction } from "./local-function";
import type { LogEntry } from "./log-entry";

/** The largest event of a synchronous call, in bytes. */
export const MAX_REQUEST_BYTES = 6_291_456;

/** Settings of a {@link LambdaService}. */
export interface LambdaServiceOptions {
  readonly region: string;
  /** Where the functions' AWS clients send their calls. */
  readonly endpointUrl: string;
  /**
   * How long loading a function may take.
   *
   * @default 10
   */
  readonly initTimeoutSeconds?: number;
  /**
   * How many events may wait for each function before it throttles.
   *
   * @default 1000
   */
  readonly maxQueuedEvents?: number;
}

/** Settings of one call. */
export interface InvokeOptions {
  /** @default a new UUID */
  readonly requestId?: string;
}

/** The answer to a call. */
export interface InvokeResult extends Outcome {
  readonly requestId: string;
  readonly executedVersion: "$LATEST";
}

/**
 * A Lambda on this machine: runs bundles as they would be deployed, each event in a worker thread.
 *
 * Emits `log` for every line that a function writes and for every failure of its runtime.
 */
export class LambdaService extends EventEmitter<{ log: [LogEntry] }> {
  readonly #options: LambdaServiceOptions;
  readonly #pools = new Map<string, FunctionPool>();

  constructor(options: LambdaServiceOptions) {
    super();
    this.#options = options;
  }

  /**
   * Adds a function; its code is loaded with the first event.
   *
   * @throws {AwsServiceError} `ResourceConflictException` when there is one of that name
   */
  createFunction(localFunction: LocalFunction): void {
    const { region, endpointUrl, initTimeoutSeconds = 10, maxQueuedEvents = 1000 } = this.#options;
    const { functionName } = localFunction;
    if (this.#pools.has(functionName)) {
      throw new AwsServiceError("ResourceConflictException", `Function already exist: ${functionName}`, 409);
    }
    const pool = new FunctionPool(localFunction, {
      variables: environmentVariables(localFunction, region, endpointUrl),
      initTimeoutSeconds,
      maxQueuedEvents,
      onLog: (entry) => this.emit("log", entry),
    });
    this.#pools.set(functionName, pool);
  }

  /** The unqualified ARN of a function by its name, or nothing when there is none. */
  functionArn(functionName: string): string | undefined {
    return this.#pools.get(functionName)?.localFunction.functionArn;
  }

  /**
   * Calls a function and waits for its answer, as the invocation type `RequestResponse` does.
   *
   * A failing function is an answer too, with `functionError` set.
   *
   * @param functionNameOrArn a name or an ARN, either with the qualifier `$LATEST` or without one
   * @param payload the event as JSON; `{}` when empty
   * @throws {AwsServiceError} `ResourceNotFoundException`, `InvalidRequestContentException`,
   *   `RequestEntityTooLargeException`, `TooManyRequestsException`, or `ServiceException` when closed meanwhile
   * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
   */
  async invoke(
    functionNameOrArn: string,
    payload: string,
    options: InvokeOptions = {},
  ): Promise<InvokeResult> {
    const pool = this.#findPool(functionNameOrArn);
    const requestId = options.requestId ?? randomUUID();
    const event = payload === "" ? "{}" : payload;
    checkPayload(event);
    return { ...(await pool.invoke(requestId, event)), requestId, executedVersion: "$LATEST" };
  }

  /** Ends all workers; calls that run or wait are rejected. */
  async close(): Promise<void> {
    await Promise.all([...this.#pools.values()].map((pool) => pool.close()));
  }

  #findPool(functionNameOrArn: string): FunctionPool {
    const unqualified = functionNameOrArn.replace(/:\$LATEST$/, "");
    for (const pool of this.#pools.values()) {
      const { functionName, functionArn } = pool.localFunction;
      if (unqualified === functionName || unqualified === functionArn) return pool;
    }
    throw new AwsServiceError("ResourceNotFoundException", `Function not found: ${functionNameOrArn}`, 404);
  }
}

function checkPayload(payload: string): void {
  const size = Buffer.byteLength(payload);
  if (size > MAX_REQUEST_BYTES) {
    throw new AwsServiceError(
      "RequestEntityTooLargeException",
      `${size} byte payload is too large for the RequestResponse invocation type (limit ${MAX_REQUEST_BYTES} bytes)`,
      413,
    );
  }
  try {
    JSON.parse(payload);
  } catch (error) {
    throw new AwsServiceError(
      "InvalidRequestContentException",
      `Could not parse request body into json: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
