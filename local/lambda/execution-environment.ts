import { randomBytes } from "node:crypto";
import path from "node:path";
import { Worker } from "node:worker_threads";
import { AwsServiceError } from "../errors";
import type { FunctionSettings, InvokeMessage, WorkerMessage } from "./function-worker.mjs";
import { DEFAULT_MEMORY_SIZE_MB, DEFAULT_TIMEOUT_SECONDS, type LocalFunction } from "./local-function";
import { type LogEntry, parseLogLine, platformLogEntry } from "./log-entry";

/** The largest answer of a function, in bytes. */
const MAX_RESPONSE_BYTES = 6_291_556;

const WORKER_FILE = path.join(__dirname, "function-worker.mjs");

/** How one event ended: what the function answered, or a JSON text that describes its error. */
export interface Outcome {
  readonly payload: string;
  /** Set when the function failed in any way, as Lambda's header `X-Amz-Function-Error`. */
  readonly functionError?: "Unhandled";
}

/** What an execution environment needs besides its function. */
export interface ExecutionEnvironmentOptions {
  /** All environment variables that the function sees. */
  readonly variables: Readonly<Record<string, string>>;
  /** How long loading the function may take. */
  readonly initTimeoutSeconds: number;
  readonly onLog: (entry: LogEntry) => void;
  /** Called once, after the event that was running has ended. */
  readonly onExit: () => void;
}

interface RunningEvent {
  readonly requestId: string;
  readonly payload: string;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A worker thread that has loaded a function and handles one event at a time.
 *
 * It lives on after an error that the function throws. A timeout, an error that nobody catches, or the end
 * of the process from inside ends it; then it is no longer {@link alive}.
 */
export class ExecutionEnvironment {
  readonly #function: LocalFunction;
  readonly #options: ExecutionEnvironmentOptions;
  readonly #worker: Worker;
  #running: RunningEvent | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ready = false;
  #alive = true;
  #shutDown = false;
  /** Why the worker ends, where that is known before it has. */
  #lastOutcome: Outcome | undefined;

  constructor(localFunction: LocalFunction, options: ExecutionEnvironmentOptions) {
    this.#function = localFunction;
    this.#options = options;
    this.#worker = startWorker(localFunction, options.variables);
    this.#worker.on("message", (message: WorkerMessage) => this.#receive(message));
    this.#worker.on("error", (error: NodeJS.ErrnoException) => {
      const reason =
        error.code === "ERR_WORKER_OUT_OF_MEMORY"
          ? "with error: signal: killed"
          : `with error: ${error.message}`;
      this.#lastOutcome ??= this.#platformError("Runtime.ExitError", `Runtime exited ${reason}`);
    });
    this.#worker.on("exit", (code) => this.#exited(code));
    for (const stream of [this.#worker.stdout, this.#worker.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        for (const line of text.trimEnd().split("\n")) this.#log(this.#running?.requestId ?? "", line);
      });
    }
    this.#startTimer(options.initTimeoutSeconds);
  }

  /** Whether another event can be given. */
  get alive(): boolean {
    return this.#alive;
  }

  /**
   * Handles one event; the caller sees to it that none is running.
   *
   * @throws {AwsServiceError} `ServiceException` when {@link terminate} is called meanwhile
   */
  run(requestId: string, payload: string): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      this.#running = { requestId, payload, resolve, reject };
      if (this.#ready) this.#send(this.#running);
    });
  }

  /** Ends the worker and waits until it is gone. */
  async terminate(): Promise<void> {
    this.#shutDown = true;
    this.#alive = false;
    await this.#worker.terminate();
  }

  #receive(message: WorkerMessage): void {
    switch (message.type) {
      case "ready":
        this.#ready = true;
        clearTimeout(this.#timer);
        if (this.#running !== undefined) this.#send(this.#running);
        return;
      case "log":
        this.#log(message.requestId, message.line);
        return;
      case "result":
        this.#settle(checkSize(message.payload));
        return;
      case "error": {
        const outcome = failure(message.error);
        if (message.fatal) this.#end(outcome);
        else this.#settle(outcome);
      }
    }
  }

  #send({ requestId, payload }: RunningEvent): void {
    const timeoutSeconds = this.#function.timeoutSeconds ?? DEFAULT_TIMEOUT_SECONDS;
    this.#startTimer(timeoutSeconds);
    const message: InvokeMessage = { requestId, payload, deadline: Date.now() + timeoutSeconds * 1000 };
    this.#worker.postMessage(message);
  }

  #startTimer(seconds: number): void {
    this.#timer = setTimeout(() => {
      const message = `Task timed out after ${seconds.toFixed(2)} seconds`;
      this.#end(this.#platformError("Sandbox.Timedout", message));
    }, seconds * 1000);
  }

  #settle(outcome: Outcome): void {
    clearTimeout(this.#timer);
    const running = this.#running;
    this.#running = undefined;
    running?.resolve(outcome);
  }

  #end(outcome: Outcome): void {
    this.#alive = false;
    this.#lastOutcome ??= outcome;
    void this.#worker.terminate();
  }

  #exited(code: number): void {
    this.#alive = false;
    clearTimeout(this.#timer);
    if (this.#shutDown) {
      this.#running?.reject(new AwsServiceError("ServiceException", "The local Lambda was shut down.", 500));
    } else {
      this.#settle(this.#lastOutcome ?? this.#platformError("Runtime.ExitError", describeExit(code)));
    }
    this.#options.onExit();
  }

  #platformError(errorType: string, message: string): Outcome {
    const requestId = this.#running?.requestId ?? "";
    const errorMessage = requestId === "" ? message : `RequestId: ${requestId} Error: ${message}`;
    this.#options.onLog(platformLogEntry(this.#function.functionName, requestId, errorMessage));
    return failure({ errorType, errorMessage });
  }

  #log(requestId: string, line: string): void {
    this.#options.onLog(parseLogLine(this.#function.functionName, requestId, line));
  }
}

function startWorker(localFunction: LocalFunction, variables: Readonly<Record<string, string>>): Worker {
  const { codeFolder, handler, functionName, functionArn, logGroupName } = localFunction;
  const memorySizeMb = localFunction.memorySizeMb ?? DEFAULT_MEMORY_SIZE_MB;
  const settings: FunctionSettings = {
    codeFolder,
    handler,
    functionName,
    functionArn,
    logGroupName,
    memorySizeMb,
    logStreamName: createLogStreamName(),
  };
  return new Worker(WORKER_FILE, {
    workerData: settings,
    env: { ...variables },
    // Without this a worker would take over our own loader for TypeScript.
    execArgv: [],
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memorySizeMb },
  });
}

function createLogStreamName(): string {
  const day = new Date().toISOString().slice(0, 10).replaceAll("-", "/");
  return `${day}/[$LATEST]${randomBytes(16).toString("hex")}`;
}

function describeExit(code: number): string {
  return code === 0
    ? "Runtime exited without providing a reason"
    : `Runtime exited with error: exit status ${code}`;
}

function checkSize(payload: string): Outcome {
  if (Buffer.byteLength(payload) <= MAX_RESPONSE_BYTES) return { payload };
  return failure({
    errorType: "Function.ResponseSizeTooLarge",
    errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
  });
}

function failure(error: { errorType: string; errorMessage: string; trace?: string[] }): Outcome {
  return { payload: JSON.stringify(error), functionError: "Unhandled" };
}
