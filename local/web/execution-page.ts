import type { DescribeExecutionOutput, HistoryEvent } from "@aws-sdk/client-sfn";
import { html } from "hono/html";
import { redact } from "../../lambdas/shared/redact";
import type { Definition } from "../step-functions/definition";
import { graphPicture } from "./graph-picture";
import type { Html, Page } from "./layout";
import { type PathTaken, pathTaken, type WaitingTask } from "./path-taken";
import { readableJson } from "./readable-json";
import { stateGraph } from "./state-graph";
import { statusMark } from "./status";
import { durationText, timeElement, timeText } from "./time";
import { timeline } from "./timeline";

/** What the page of an execution shows. */
export interface ExecutionView {
  readonly machineName: string;
  readonly definition: Definition;
  readonly execution: DescribeExecutionOutput;
  /** Oldest event first. */
  readonly history: readonly HistoryEvent[];
  /** The mails that ask for this execution's approval. */
  readonly mails: readonly { readonly to: string; readonly path: string }[];
}

/** How close a deadline is when every second counts. */
const SOON_SECONDS = 600;

/** The page of one execution. */
export function executionPage(view: ExecutionView): Page {
  const { execution, machineName, definition, history } = view;
  const { name = "", status = "" } = execution;
  const isRunning = status === "RUNNING";
  const path = pathTaken(history);
  const waiting = isRunning ? path.waiting : [];
  return {
    title: waiting.length > 0 ? `${name}: waiting for an answer` : `${name}: ${status}`,
    refreshSeconds: refreshSecondsOf(waiting),
    content: html`<h1>Execution ${name}</h1>
<section>
<dl>
<dt>Status</dt><dd>${statusMark(status)}</dd>
<dt>State machine</dt><dd>${machineName}</dd>
<dt>Started</dt><dd>${timeElement(execution.startDate)}</dd>
${execution.stopDate ? html`<dt>Stopped</dt><dd>${timeElement(execution.stopDate)}</dd>` : ""}
${execution.error === undefined ? "" : html`<dt>Error</dt><dd>${redact(execution.error)}</dd>`}
${execution.cause === undefined ? "" : html`<dt>Cause</dt><dd>${redact(execution.cause)}</dd>`}
</dl>
${waiting.length > 0 ? waitingNote(waiting, view.mails) : ""}
</section>
<section>
<h2 id="graph-heading">Way through the state machine</h2>
<div class="scroll" id="graph-box" role="region" aria-labelledby="graph-heading" tabindex="0">
${graphPicture({
  graph: stateGraph(definition),
  path: { ...path, waiting },
  isRunning,
  title: `States of ${machineName}`,
  description: descriptionOf(path, waiting, status),
})}
</div>
${statesTaken(path)}
</section>
<section>
<h2 id="input-heading">Input</h2>
${dataBox("input", execution.input ?? "")}
</section>
${
  execution.output === undefined
    ? ""
    : html`<section>
<h2 id="output-heading">Output</h2>
${dataBox("output", execution.output)}
</section>`
}
<section>
<h2 id="history-heading">History</h2>
${timeline(history, path)}
</section>`,
  };
}

function refreshSecondsOf(waiting: readonly WaitingTask[]): number | undefined {
  const deadline = firstDeadline(waiting);
  if (deadline === undefined) return undefined;
  return deadline.getTime() - Date.now() < SOON_SECONDS * 1000 ? 1 : 60;
}

function firstDeadline(waiting: readonly WaitingTask[]): Date | undefined {
  const deadlines = waiting.flatMap(({ deadline }) => (deadline ? [deadline.getTime()] : []));
  return deadlines.length > 0 ? new Date(Math.min(...deadlines)) : undefined;
}

function waitingNote(waiting: readonly WaitingTask[], mails: ExecutionView["mails"]): Html {
  const states = [...new Set(waiting.map(({ state }) => state))].join(", ");
  const deadline = firstDeadline(waiting);
  return html`<div class="note">
<p><strong>${states}</strong> waits for ${waiting.length > 1 ? `${waiting.length} answers` : "an answer"}${deadline && until(deadline, waiting)}.</p>
${mails.length > 0 ? html`<p>Mails: ${mails.map(({ to, path }) => html`<a href="${path}">to ${to}</a> `)}</p>` : ""}
</div>`;
}

function until(deadline: Date, waiting: readonly WaitingTask[]): Html {
  const left = durationText(deadline.getTime() - Date.now());
  return html`${waiting.length > 1 ? ", the first" : ""} until ${timeElement(deadline)} (<strong>${left}</strong> left)`;
}

function statesTaken({ entered }: PathTaken): Html {
  return html`<h3>States in the order they were entered</h3>
<ol class="states">${entered.map((state) => html`<li>${state}</li>`)}</ol>`;
}

function descriptionOf({ entered }: PathTaken, waiting: readonly WaitingTask[], status: string): string {
  const waits = waiting.map(
    ({ state, deadline }) => `${state} waits for an answer${deadline ? ` until ${timeText(deadline)}` : ""}.`,
  );
  return [`States entered: ${entered.join(", ") || "none"}.`, ...waits, `The execution is ${status}.`].join(
    " ",
  );
}

function dataBox(name: string, text: string): Html {
  return html`<pre class="scroll" id="${name}-data" role="region" aria-labelledby="${name}-heading" tabindex="0">${readableJson(text)}</pre>`;
}
