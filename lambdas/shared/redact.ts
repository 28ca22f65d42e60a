/**
 * Takes out of a text whatever could be a task token or a signature, however it is encoded.
 *
 * Names in AWS have at most 80 characters; a signature has 90 and more, a task token hundreds. So any longer
 * run of characters that base64, percent-encoding or JSON's escapes could make is replaced.
 */
export function redact(text: string): string {
  return text.replace(/[\w+/=%\\-]{85,}/g, "[removed]");
}

/** An error that may leave the function: it keeps its name, by which a workflow catches it. */
export function redactedError(error: unknown): Error {
  const { name, message } = error instanceof Error ? error : new Error(typeof error);
  return Object.assign(new Error(redact(message)), { name });
}

/** An error as a log may show it: name, redacted message and AWS's request id. */
export function loggableError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) {
    return { name: typeof error };
  }
  const metadata = "$metadata" in error ? error.$metadata : undefined;
  const requestId =
    typeof metadata === "object" && metadata !== null && "requestId" in metadata
      ? metadata.requestId
      : undefined;
  return { name: error.name, message: redact(error.message), ...(requestId !== undefined && { requestId }) };
}
