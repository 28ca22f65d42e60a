import { html, raw } from "hono/html";
import type { ApprovalLink } from "../shared/approval-link";
import { formatTime, type Locale } from "../shared/locale";
import { PAGE_STYLE } from "../shared/page-style";
import type { Outcome, RecordedDecision } from "./outcome";
import { PAGE_TEXTS } from "./texts";

type Html = ReturnType<typeof html>;

/** What an outcome says, in the page's language. */
export function messageOf(
  outcome: Outcome,
  locale: Locale,
): { readonly title: string; readonly text: string } {
  const texts = PAGE_TEXTS[locale];
  switch (outcome.kind) {
    case "asked":
      return texts.ask[outcome.link.action];
    case "recorded":
      return texts.recorded[outcome.link.action];
    case "counted":
      return texts.counted[outcome.link.action];
    default:
      return texts.messages[outcome.kind];
  }
}

/**
 * The page of an outcome: HTML that needs no script.
 *
 * @param consoleUrl the execution in the AWS console, shown once AWS was asked about it
 */
export function page(outcome: Outcome, locale: Locale, consoleUrl: string | undefined): Html {
  const { title, text } = messageOf(outcome, locale);
  return html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${raw(PAGE_STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
${content(outcome, locale)}
${consoleUrl === undefined ? "" : html`<p><a href="${consoleUrl}">${PAGE_TEXTS[locale].console}</a></p>`}
</main>
</body>
</html>
`;
}

function content(outcome: Outcome, locale: Locale): Html | "" {
  const texts = PAGE_TEXTS[locale];
  switch (outcome.kind) {
    case "asked":
      return html`${facts(outcome.link, locale)}
<p class="note">${texts.detailsInMail} ${texts.otherAnswer}</p>
${form(outcome.link, "", texts.ask[outcome.link.action].button, locale)}`;
    case "throttled":
    case "failed":
      return html`${facts(outcome.link, locale)}
${form(outcome.link, outcome.comment, texts.tryAgain, locale)}`;
    case "commentTooLong":
    case "commentsFull":
      return html`${facts(outcome.link, locale)}
${form(outcome.link, outcome.comment, texts.ask[outcome.link.action].button, locale)}`;
    case "counted":
    case "unchanged":
      return html`${facts(outcome.link, locale)}
${decided(outcome.decision, locale)}
${outcome.standing ? html`<p class="note">${texts.standing(outcome.standing)}</p>` : ""}`;
    case "recorded":
    case "answered":
    case "tooManyAnswers":
      return html`${facts(outcome.link, locale)}
${outcome.decision ? decided(outcome.decision, locale) : ""}`;
    default:
      return "link" in outcome ? facts(outcome.link, locale) : "";
  }
}

function facts(link: ApprovalLink, locale: Locale): Html {
  const texts = PAGE_TEXTS[locale];
  return html`<dl>
${link.title ? html`<dt>${texts.title}</dt><dd dir="auto">${link.title}</dd>` : ""}
<dt>${texts.workflow}</dt><dd>${link.sm}</dd>
<dt>${texts.execution}</dt><dd>${link.ex}</dd>
<dt>${texts.deadline}</dt><dd>${formatTime(new Date(link.exp * 1000), locale)}</dd>
<dt>${texts.sentTo}</dt><dd>${link.by}</dd>
</dl>`;
}

/** The form has no `action`: it posts to the link itself, whose query alone says what is decided. */
function form(link: ApprovalLink, comment: string, button: string, locale: Locale): Html {
  const texts = PAGE_TEXTS[locale];
  return html`<form method="post">
<label for="comment">${texts.comment}</label>
<textarea id="comment" name="comment" maxlength="1000" dir="auto" aria-describedby="comment-hint">
${comment}</textarea>
<p class="hint" id="comment-hint">${texts.commentHint} ${texts.sentToHint}</p>
<button class="${link.action}">${button}</button>
</form>`;
}

function decided({ decision, approver, decidedAt, comment }: RecordedDecision, locale: Locale): Html {
  const texts = PAGE_TEXTS[locale];
  const answer = Object.hasOwn(texts.answers, decision) ? texts.answers[decision] : decision;
  return html`<dl>
<dt>${texts.answer}</dt><dd>${answer}</dd>
<dt>${texts.answeredBy}</dt><dd>${approver}</dd>
<dt>${texts.answeredAt}</dt><dd>${formatTime(new Date(decidedAt), locale)}</dd>
${comment ? html`<dt>${texts.commentGiven}</dt><dd dir="auto">${comment}</dd>` : ""}
</dl>`;
}
