import { html } from "hono/html";
import type { Html } from "./layout";

/** The states that an execution can be in. */
export const STATUSES = ["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"] as const;

/** A status with its colour; the word alone says all. */
export function statusMark(status: string): Html {
  return html`<span class="status ${status.toLowerCase()}">${status}</span>`;
}
