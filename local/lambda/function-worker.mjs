// @ts-check
/**
 * The runtime inside a worker thread: loads one function and hands it one event after the other.
 *
 * Plain JavaScript, so that no TypeScript loader runs in each worker. It does what the runtime of Node.js 24
 * does on Lambda, under the same error names.
 *
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parentPort, workerData } from "node:worker_threads";
import { captureLog } from "./function-log.mjs";

/**
 * @typedef {object} FunctionSettings
 * @property {string} codeFolder
 * @property {string} handler
 * @property {string} functionName
 * @property {string} functionArn
 * @property {number} memorySizeMb
 * @property {string} logGroupName
 * @property {string} logStreamName
 */

/**
 * @typedef {object} InvokeMessage
 * @property {string} requestId
 * @property {string} payload the event as JSON
 * @property {number} deadline when the function times out, in milliseconds since 1970
 */

/**
 * @typedef {object} FunctionError
 * @property {string} errorType
 * @property {string} errorMessage
 * @property {string[]} trace
 */

/**
 * What a worker says. After `fatal` it has to be replaced.
 *
 * @typedef {{ type: "ready" }
 *   | { type: "log", requestId: string, line: string }
 *   | { type: "result", payload: string }
 *   | { type: "error", error: FunctionError, fatal: boolean }} WorkerMessage
 */

/** @typedef {(event: unknown, context: object) => unknown} Handler */

/** @type {FunctionSettings} */
const settings = workerData;
let requestId = "";

/** An error of the runtime, under the name that Lambda gives it. */
class RuntimeError extends Error {
  /**
   * @param {string} name
   * @param {string} message
   * @param {ErrorOptions} [options]
   */
  constructor(name, message, options) {
    super(message, options);
    this.name = `Runtime.${name}`;
  }
}

/** @param {WorkerMessage} message */
function post(message) {
  parentPort?.postMessage(message);
}

/**
 * @param {unknown} error
 * @returns {FunctionError}
 */
function describe(error) {
  return error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: error.stack?.split("\n") ?? [] }
    : { errorType: typeof error, errorMessage: String(error), trace: [] };
}

/**
 * @param {unknown} error
 * @param {boolean} fatal
 */
function fail(error, fatal) {
  flushLog();
  console.error(error instanceof Error ? error : new Error(String(error)));
  post({ type: "error", error: describe(error), fatal });
}

/** @returns {Promise<Handler>} */
async function loadHandler() {
  const { codeFolder, handler } = settings;
  const [, moduleName, exportPath] = /^(.*?)\.([^/]+)$/.exec(handler) ?? [];
  if (moduleName === undefined || exportPath === undefined || handler.includes("..")) {
    throw new RuntimeError("MalformedHandlerName", "Bad handler");
  }
  const file = [".js", ".mjs", ".cjs"]
    .map((extension) => path.resolve(codeFolder, `${moduleName}${extension}`))
    .find((candidate) => existsSync(candidate));
  if (file === undefined) {
    throw new RuntimeError("ImportModuleError", `Error: Cannot find module '${moduleName}'`);
  }
  const module = await importModule(file);
  const found = [module, module.default].map((root) => readPath(root, exportPath)).find(isHandler);
  if (found === undefined) {
    throw new RuntimeError("HandlerNotFound", `${handler} is undefined or not exported`);
  }
  if (found.length >= 3) {
    throw new RuntimeError(
      "CallbackHandlerDeprecated",
      `${handler} takes a callback, which Node.js 24 no longer gives: return the result or a promise`,
    );
  }
  return found;
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, unknown>>}
 */
async function importModule(file) {
  try {
    return await import(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw new RuntimeError("UserCodeSyntaxError", String(error), { cause: error });
    }
    if (error instanceof Error && "code" in error && String(error.code).endsWith("MODULE_NOT_FOUND")) {
      throw new RuntimeError("ImportModuleError", String(error), { cause: error });
    }
    throw error;
  }
}

/**
 * @param {unknown} root
 * @param {string} dottedPath
 */
function readPath(root, dottedPath) {
  return dottedPath.split(".").reduce((value, key) => Object(value)[key], root);
}

/**
 * @param {unknown} value
 * @returns {value is Handler}
 */
function isHandler(value) {
  return typeof value === "function";
}

/**
 * @param {number} deadline
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html
 */
function createContext(deadline) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: "$LATEST",
    functionName: settings.functionName,
    memoryLimitInMB: String(settings.memorySizeMb),
    logGroupName: settings.logGroupName,
    logStreamName: settings.logStreamName,
    invokedFunctionArn: settings.functionArn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

/** @param {unknown} result */
function toJson(result) {
  try {
    return JSON.stringify(result) ?? "null";
  } catch (error) {
    throw new RuntimeError("JSONStringifyError", "Unable to stringify response body", { cause: error });
  }
}

/**
 * @param {Handler} handler
 * @param {InvokeMessage} message
 */
async function invoke(handler, message) {
  requestId = message.requestId;
  try {
    const payload = toJson(await handler(JSON.parse(message.payload), createContext(message.deadline)));
    flushLog();
    post({ type: "result", payload });
  } catch (error) {
    fail(error, false);
  }
}

const flushLog = captureLog({
  currentRequestId: () => requestId,
  writeLine: (line) => post({ type: "log", requestId, line }),
});
process.on("exit", flushLog);
process.on("uncaughtException", (error) => fail(error, true));
process.on("unhandledRejection", (reason) =>
  fail(new RuntimeError("UnhandledPromiseRejection", String(reason), { cause: reason }), true),
);

try {
  const handler = await loadHandler();
  parentPort?.on("message", (message) => invoke(handler, message));
  post({ type: "ready" });
} catch (error) {
  fail(error, true);
}
