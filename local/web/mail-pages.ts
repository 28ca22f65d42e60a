import { html } from "hono/html";
import type { Mail } from "../sns";
import type { Html, Page } from "./layout";
import { executionPath, mailPath } from "./paths";
import { timeElement } from "./time";

/** The execution that a mail's links are about. */
export interface MailSubject {
  readonly machineName: string;
  readonly executionName: string;
}

const LINK = /https?:\/\/[^\s<>"]+/g;

/** All mails, or those to one approver, newest first. */
export function inboxPage(mails: readonly Mail[], to: string | undefined): Page {
  const numbered = mails.map((mail, index) => ({ mail, path: mailPath(index), id: `mail-${index + 1}` }));
  const shown = numbered.filter(({ mail }) => to === undefined || mail.to === to).reverse();
  return {
    title: `Inbox (${shown.length})`,
    content: html`<h1>Inbox${to === undefined ? "" : html` of ${to}`}</h1>
${mails.length > 0 ? approverLinks(mails, to) : ""}
<section>
${
  shown.length > 0
    ? html`<div class="scroll" id="mails-table" role="region" aria-label="Mails" tabindex="0">
<table>
<thead><tr><th scope="col">Subject</th><th scope="col">To</th><th scope="col">Received</th></tr></thead>
<tbody>
${shown.map(
  ({ mail, path, id }) => html`<tr id="${id}">
<th scope="row"><a href="${path}">${mail.subject}</a></th><td>${mail.to}</td><td>${timeElement(mail.receivedAt)}</td>
</tr>
`,
)}
</tbody>
</table>
</div>`
    : html`<p>No mail yet. It arrives when an execution asks for approval: <a href="/start">start one</a>.</p>`
}
</section>`,
  };
}

/** One mail, as its receiver reads it. */
export function mailPage(mail: Mail): Page {
  const subject = mailSubjectOf(mail);
  return {
    title: mail.subject,
    content: html`<h1>${mail.subject}</h1>
<dl>
<dt>From</dt><dd>${mail.from}</dd>
<dt>To</dt><dd><a href="${inboxPath(mail.to)}">${mail.to}</a></dd>
<dt>Received</dt><dd>${timeElement(mail.receivedAt)}</dd>
${
  subject === undefined
    ? ""
    : html`<dt>Execution</dt>
<dd><a href="${executionPath(subject.machineName, subject.executionName)}">${subject.executionName}</a></dd>`
}
</dl>
<p class="hint" id="mail-hint">Links open in a new tab.</p>
<div class="mail" role="region" aria-label="Text of the mail" aria-describedby="mail-hint">${withLinks(mail.body)}</div>`,
  };
}

/** Reads the execution out of the first approval link of a mail. */
export function mailSubjectOf({ body }: Mail): MailSubject | undefined {
  for (const [address] of body.matchAll(LINK)) {
    const query = URL.canParse(address) ? new URL(address).searchParams : new URLSearchParams();
    const [machineName, executionName] = [query.get("sm"), query.get("ex")];
    if (machineName && executionName) return { machineName, executionName };
  }
  return undefined;
}

function approverLinks(mails: readonly Mail[], to: string | undefined): Html {
  const counts = new Map<string, number>();
  for (const mail of mails) counts.set(mail.to, (counts.get(mail.to) ?? 0) + 1);
  const link = (path: string, text: string, isCurrent: boolean): Html =>
    html`<li><a href="${path}"${isCurrent ? html` aria-current="true"` : ""}>${text}</a></li>`;
  return html`<nav aria-label="Approvers"><ul class="filters">
${link("/", `All (${mails.length})`, to === undefined)}
${[...counts].map(([address, count]) => link(inboxPath(address), `${address} (${count})`, address === to))}
</ul></nav>`;
}

function inboxPath(to: string): string {
  return `/?to=${encodeURIComponent(to)}`;
}

/** The text with its web addresses as links. A full stop or a bracket after an address is not part of it. */
function withLinks(text: string): Html {
  const pieces: (Html | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    const address = match[0].replace(/[.,;:!?)\]}']+$/, "");
    pieces.push(
      text.slice(end, match.index),
      html`<a href="${address}" target="_blank" rel="noopener noreferrer">${address}</a>`,
    );
    end = match.index + address.length;
  }
  return html`${pieces}${text.slice(end)}`;
}
