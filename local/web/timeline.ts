import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { html } from "hono/html";
import { redact } from "../../lambdas/shared/redact";
import type { JsonObject, JsonValue } from "../json";
import type { Html } from "./layout";
import type { PathTaken } from "./path-taken";
import { parsed, readableJson } from "./readable-json";

/** The most events shown; the newest ones. */
export const MAX_ROWS = 1000;

/** Members of an event's details that hold JSON in a text. */
const JSON_MEMBERS = ["input", "output", "parameters", "cause"];

/** Members that tell nothing here. */
const DULL_MEMBERS = ["name", "inputDetails", "outputDetails"];

/** The history as a table: when what happened, in which state, with what data. */
export function timeline(history: readonly HistoryEvent[], path: PathTaken): Html {
  const start = history[0]?.timestamp?.getTime() ?? 0;
  const shown = history.slice(-MAX_ROWS);
  const hidden = history.length - shown.length;
  return html`${hidden > 0 ? html`<p class="hint">The first ${hidden} events are left out.</p>` : ""}
<div class="scroll" id="history-table" role="region" aria-labelledby="history-heading" tabindex="0">
<table class="history">
<thead><tr><th scope="col">Id</th><th scope="col">Time (UTC)</th><th scope="col">Event</th><th scope="col">State</th>
<th scope="col">Details</th></tr></thead>
<tbody>
${shown.map((event) => row(event, start, path.stateOfEvent.get(event.id ?? 0)))}
</tbody>
</table>
</div>`;
}

function row(event: HistoryEvent, start: number, state = ""): Html {
  const { id = 0, type = "", timestamp } = event;
  const details = detailsOf(event);
  return html`<tr id="event-${id}">
<td>${id}</td>
<td>${timestamp ? clock(timestamp, start) : ""}</td>
<td>${type}</td>
<td>${state}</td>
<td>${Object.keys(details).length > 0 ? data(id, type, details) : ""}</td>
</tr>
`;
}

function data(id: number, type: string, details: JsonObject): Html {
  return html`<details id="data-${id}"><summary>${redact(summaryOf(type, details)) || "data"}
<span class="hidden-text">of event ${id}</span></summary>
<pre>${readableJson(JSON.stringify(details))}</pre></details>`;
}

function clock(time: Date, start: number): Html {
  const since = ((time.getTime() - start) / 1000).toFixed(3);
  return html`<time datetime="${time.toISOString()}">${time.toISOString().slice(11, 23)}</time> <span class="hint">+${since} s</span>`;
}

/** What the event says beside its place in the history, with the JSON in its texts parsed. */
function detailsOf(event: HistoryEvent): JsonObject {
  const [, content] = Object.entries(event).find(([name]) => name.endsWith("EventDetails")) ?? [];
  const details: JsonObject = JSON.parse(JSON.stringify(content ?? {}));
  return Object.fromEntries(
    Object.entries(details)
      .filter(([name]) => !DULL_MEMBERS.includes(name))
      .map(([name, value]) => [name, JSON_MEMBERS.includes(name) ? parsedText(value) : value]),
  );
}

function parsedText(value: JsonValue): JsonValue {
  return typeof value === "string" ? parsed(value) : value;
}

function summaryOf(type: string, details: JsonObject): string {
  const { error, cause, resource, resourceType, timeoutInSeconds, output, index } = details;
  if (/(Failed|TimedOut|Aborted)$/.test(type)) {
    return [error, typeof cause === "object" ? errorMessageOf(cause) : cause].filter(Boolean).join(": ");
  }
  if (type.endsWith("Scheduled")) {
    const what = [resourceType, resource].filter(Boolean).join(":");
    return timeoutInSeconds === undefined ? what : `${what}, for ${timeoutInSeconds} s at most`;
  }
  if (type.endsWith("Succeeded") && typeof output === "object" && output !== null && "Status" in output) {
    return String(output.Status);
  }
  return index === undefined ? "" : `item ${index}`;
}

/** The message of an error as Lambda gives it. */
function errorMessageOf(cause: JsonValue): string {
  const { errorMessage } =
    typeof cause === "object" && cause !== null && "errorMessage" in cause ? cause : {};
  return typeof errorMessage === "string" ? errorMessage : "";
}
