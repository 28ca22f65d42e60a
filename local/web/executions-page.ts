import type { ExecutionListItem } from "@aws-sdk/client-sfn";
import { html } from "hono/html";
import type { Html, Page } from "./layout";
import { executionPath, machineNameOf } from "./paths";
import { STATUSES, statusMark } from "./status";
import { timeElement } from "./time";

/** Which executions are shown. */
export interface ExecutionFilter {
  /** One of the statuses, or empty for all. */
  readonly status: string;
  /** Part of the name, or empty. */
  readonly name: string;
}

/** The most rows of the list. */
export const MAX_EXECUTIONS = 200;

/** The list of executions that a filter leaves, newest first. */
export function executionsPage(executions: readonly ExecutionListItem[], filter: ExecutionFilter): Page {
  const isFiltered = filter.status !== "" || filter.name !== "";
  return {
    title: `Executions (${executions.length})`,
    content: html`<h1>Executions</h1>
${filterForm(filter)}
<section>
${executions.length > 0 ? table(executions) : nothing(isFiltered)}
</section>`,
  };
}

function filterForm({ status, name }: ExecutionFilter): Html {
  return html`<form class="filter" method="get" action="/executions" role="search" aria-label="Filter">
<div><label for="status">Status</label>
<select id="status" name="status"><option value="">any</option>
${STATUSES.map((one) => html`<option${one === status ? html` selected` : ""}>${one}</option>`)}</select></div>
<div><label for="name">Name contains</label>
<input id="name" name="name" value="${name}" autocomplete="off" spellcheck="false"></div>
<button>Filter</button>
</form>`;
}

function table(executions: readonly ExecutionListItem[]): Html {
  const shown = executions.slice(0, MAX_EXECUTIONS);
  const hidden = executions.length - shown.length;
  return html`<div class="scroll" id="executions-table" role="region" aria-label="Executions" tabindex="0">
<table>
<thead><tr><th scope="col">Name</th><th scope="col">Status</th><th scope="col">Started</th><th scope="col">Stopped</th>
<th scope="col">State machine</th></tr></thead>
<tbody>
${shown.map(row)}
</tbody>
</table>
</div>
${hidden > 0 ? html`<p class="hint">${hidden} older ones are left out; a filter finds them.</p>` : ""}`;
}

function row({
  executionArn,
  name,
  status = "RUNNING",
  startDate,
  stopDate,
  stateMachineArn = "",
}: ExecutionListItem): Html {
  const machineName = machineNameOf(stateMachineArn);
  return html`<tr id="${executionArn}">
<th scope="row"><a href="${executionPath(machineName, name ?? "")}">${name}</a></th>
<td>${statusMark(status)}</td>
<td>${timeElement(startDate)}</td>
<td>${timeElement(stopDate)}</td>
<td>${machineName}</td>
</tr>
`;
}

function nothing(isFiltered: boolean): Html {
  return isFiltered
    ? html`<p>No execution matches. <a href="/executions">Show all</a></p>`
    : html`<p>No execution yet. <a href="/start">Start one</a></p>`;
}
