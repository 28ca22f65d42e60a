import { AwsServiceError } from "../errors";
import { ExecutionEnvironment, type Outcome } from "./execution-environment";
import type { LocalFunction } from "./local-function";
import type { LogEntry } from "./log-entry";

/** How many events a function handles at the same time when nothing is reserved for it. */
const DEFAULT_CONCURRENCY = 8;

/** What the execution environments of a function share. */
export interface FunctionPoolOptions {
  /** All environment variables that the function sees. */
  readonly variables: Readonly<Record<string, string>>;
  /** How long loading the function may take. */
  readonly initTimeoutSeconds: number;
  /** How many events may wait while all execution environments are busy. */
  readonly maxQueuedEvents: number;
  readonly onLog: (entry: LogEntry) => void;
}

interface QueuedEvent {
  readonly requestId: string;
  readonly payload: string;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The execution environments of one function.
 *
 * An event goes to one that is free, else to a new one, else it waits: where Lambda would throttle at once,
 * a local function has far fewer environments and so a queue in front of them.
 */
export class FunctionPool {
  readonly localFunction: LocalFunction;
  readonly #options: FunctionPoolOptions;
  readonly #environments = new Set<ExecutionEnvironment>();
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #queue: QueuedEvent[] = [];
  readonly #concurrency: number;
  #closed = false;

  constructor(localFunction: LocalFunction, options: FunctionPoolOptions) {
    this.localFunction = localFunction;
    this.#options = options;
    this.#concurrency = localFunction.reservedConcurrency ?? DEFAULT_CONCURRENCY;
  }

  /**
   * Handles one event as soon as an execution environment is free.
   *
   * @throws {AwsServiceError} `TooManyRequestsException` when nothing may run or too many events wait,
   *   `ServiceException` when the pool is closed
   */
  async invoke(requestId: string, payload: string): Promise<Outcome> {
    if (this.#closed) throw shutDownError();
    const busy = this.#idle.length === 0 && this.#environments.size >= this.#concurrency;
    if (busy && (this.#concurrency === 0 || this.#queue.length >= this.#options.maxQueuedEvents)) {
      throw new AwsServiceError("TooManyRequestsException", "Rate Exceeded.", 429);
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ requestId, payload, resolve, reject });
      this.#work();
    });
  }

  /** Ends every execution environment; events that run or wait are rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const event of this.#queue.splice(0)) event.reject(shutDownError());
    await Promise.all([...this.#environments].map((environment) => environment.terminate()));
  }

  #work(): void {
    while (!this.#closed) {
      const event = this.#queue[0];
      if (event === undefined) return;
      try {
        const environment = this.#takeIdle() ?? this.#start();
        if (environment === undefined) return;
        this.#queue.shift();
        void this.#run(environment, event);
      } catch (error) {
        this.#queue.shift();
        event.reject(error);
      }
    }
  }

  async #run(environment: ExecutionEnvironment, event: QueuedEvent): Promise<void> {
    try {
      event.resolve(await environment.run(event.requestId, event.payload));
    } catch (error) {
      event.reject(error);
    }
    if (environment.alive) this.#idle.push(environment);
    this.#work();
  }

  /** One that an error between two events has ended may still be among the idle ones. */
  #takeIdle(): ExecutionEnvironment | undefined {
    let environment = this.#idle.pop();
    while (environment !== undefined && !environment.alive) environment = this.#idle.pop();
    return environment;
  }

  #start(): ExecutionEnvironment | undefined {
    if (this.#environments.size >= this.#concurrency) return undefined;
    const environment = new ExecutionEnvironment(this.localFunction, {
      ...this.#options,
      onExit: () => this.#forget(environment),
    });
    this.#environments.add(environment);
    return environment;
  }

  #forget(environment: ExecutionEnvironment): void {
    this.#environments.delete(environment);
    this.#work();
  }
}

function shutDownError(): AwsServiceError {
  return new AwsServiceError("ServiceException", "The local Lambda was shut down.", 500);
}
