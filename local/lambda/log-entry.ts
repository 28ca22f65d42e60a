import type { JsonValue } from "../json";

/** One line of a function's log. */
export interface LogEntry {
  readonly functionName: string;
  /** The event that was being handled; empty while the function was starting. */
  readonly requestId: string;
  /** `TRACE`, `DEBUG`, `INFO`, `WARN`, `ERROR` or `FATAL`; `INFO` for what was written to a stream as it is. */
  readonly level: string;
  /** What was logged: the object that `console` was given, or a text. */
  readonly message: JsonValue;
  /** The line as CloudWatch Logs would show it: JSON for `console`, else the text itself. */
  readonly line: string;
}

/** Reads a line that a function wrote. */
export function parseLogLine(functionName: string, requestId: string, line: string): LogEntry {
  const entry = parseJson(line);
  if (
    typeof entry !== "object" ||
    entry === null ||
    Array.isArray(entry) ||
    typeof entry.level !== "string"
  ) {
    return { functionName, requestId, level: "INFO", message: line, line };
  }
  return { functionName, requestId, level: entry.level, message: entry.message ?? null, line };
}

/** What Lambda itself says about an event, such as that it timed out. */
export function platformLogEntry(functionName: string, requestId: string, message: string): LogEntry {
  const level = "ERROR";
  const line = JSON.stringify({ timestamp: new Date().toISOString(), level, requestId, message });
  return { functionName, requestId, level, message, line };
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
