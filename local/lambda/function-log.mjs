// @ts-check
/** What a function logs, in Lambda's JSON format. */
import { StringDecoder } from "node:string_decoder";
import { format } from "node:util";

/**
 * @typedef {object} LogOptions
 * @property {() => string} currentRequestId
 * @property {(line: string) => void} writeLine gets each line without its end
 */

/**
 * Makes a log of what the function gives to `console` and writes to its standard streams.
 *
 * Each line goes out at once and in order. The streams of a worker need its event loop for that, so lines
 * before an endless loop would be lost.
 *
 * @param {LogOptions} options
 * @returns {() => void} writes out last lines that have no end
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export function captureLog({ currentRequestId, writeLine }) {
  /** @param {string} level */
  const logger =
    (level) =>
    /** @param {unknown[]} values */
    (...values) =>
      writeLine(formatEntry(level, currentRequestId(), values));
  Object.assign(console, {
    trace: logger("TRACE"),
    debug: logger("DEBUG"),
    log: logger("INFO"),
    info: logger("INFO"),
    warn: logger("WARN"),
    error: logger("ERROR"),
    fatal: logger("FATAL"),
  });
  const flushers = [process.stdout, process.stderr].map((stream) => captureLines(stream, writeLine));
  return () => {
    for (const flush of flushers) flush();
  };
}

/**
 * @param {NodeJS.WriteStream} stream
 * @param {(line: string) => void} writeLine
 */
function captureLines(stream, writeLine) {
  const decoder = new StringDecoder("utf8");
  let open = "";
  /**
   * @param {string | Uint8Array} chunk
   * @param {BufferEncoding | ((error?: Error | null) => void)} [encodingOrDone]
   * @param {(error?: Error | null) => void} [done]
   */
  stream.write = (chunk, encodingOrDone, done) => {
    const encoding = typeof encodingOrDone === "string" ? encodingOrDone : "utf8";
    const bytes = typeof chunk === "string" ? Buffer.from(chunk, encoding) : Buffer.from(chunk);
    const lines = (open + decoder.write(bytes)).split("\n");
    open = lines.pop() ?? "";
    for (const line of lines) writeLine(line);
    const callback = typeof encodingOrDone === "function" ? encodingOrDone : done;
    if (callback !== undefined) process.nextTick(callback);
    return true;
  };
  return () => {
    if (open !== "") writeLine(open);
    open = "";
  };
}

/**
 * @param {string} level
 * @param {string} requestId
 * @param {unknown[]} values
 */
function formatEntry(level, requestId, values) {
  const entry = { timestamp: new Date().toISOString(), level, requestId };
  if (values.length > 1) {
    const error = values.slice(1).find((value) => value instanceof Error);
    const details = error instanceof Error ? describe(error) : {};
    return JSON.stringify({ ...entry, message: format(...values), ...details });
  }
  try {
    return JSON.stringify({ ...entry, message: values[0] }, (_key, value) =>
      value instanceof Error ? { ...describe(value), ...value } : value,
    );
  } catch {
    return JSON.stringify({ ...entry, message: format(values[0]) });
  }
}

/** @param {Error} error */
function describe(error) {
  return {
    errorType: error.name === "Error" ? error.constructor.name : error.name,
    errorMessage: error.message,
    stackTrace: error.stack?.split("\n") ?? [],
  };
}
