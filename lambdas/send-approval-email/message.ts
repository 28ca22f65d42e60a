import { executionConsoleUrl } from "../shared/aws-console";
import { formatDuration, formatTime, type Locale } from "../shared/locale";
import type { ApprovalRequest, Reminder, RequestContext, RuleInWords } from "./approval-request";
import { cut, quote, subjectOf, wrap } from "./mail-text";
import { MAIL_TEXTS } from "./texts";

const MAX_DETAILS_LENGTH = 20_000;
/** Fits into a line beside its label: no line begins with what the execution's input says. */
const MAX_REQUESTER_LENGTH = 100;
const MAX_URL_LENGTH = 800;

/** A mail as SNS sends it. */
export interface Mail {
  readonly subject: string;
  readonly body: string;
}

/** What {@link approvalMail} needs beside the request. */
export interface ApprovalMailOptions {
  readonly locale: Locale;
  /** Whether opening a link decides at once. */
  readonly oneClick: boolean;
  /** The address of whom the links were made for. */
  readonly approver: string;
  readonly approveUrl: string;
  readonly rejectUrl: string;
}

/**
 * The mail that asks one approver.
 *
 * Text from the execution's input stands behind `> `, so that it cannot pass for the mail's own words or
 * links. No line but a link is longer than 130 characters, and the whole stays far below SNS's 256 KiB.
 */
export function approvalMail(request: ApprovalRequest, options: ApprovalMailOptions): Mail {
  const { locale, approver } = options;
  const texts = MAIL_TEXTS[locale];
  const { reminder } = request;
  const lines = [
    ...(reminder ? reminderLines(reminder, request.deadline, locale) : [texts.heading]),
    "",
    ...factLines([
      [texts.workflow, request.stateMachine],
      [texts.execution, request.execution],
      [texts.requestedBy, cut(request.requestedBy ?? "", MAX_REQUESTER_LENGTH)],
      [texts.waitingSince, formatTime(request.waitingSince, locale)],
      [texts.answerUntil, formatTime(request.deadline, locale)],
      [texts.sentTo, approver],
      [texts.rule, ruleInWords(request.rule, locale)],
    ]),
    "",
    ...askedLines(request, locale),
    "",
    texts.approve,
    options.approveUrl,
    "",
    texts.reject,
    options.rejectUrl,
    "",
    options.oneClick ? texts.decidesAtOnce : texts.opensPage,
    texts.doNotForward,
    "",
    `${texts.console}:`,
    executionConsoleUrl(request.executionArn),
  ];
  const words = reminder ? texts.reminderSubject(reminder.number) : texts.subject;
  return { subject: subjectOf(words, request.title), body: `${lines.join("\n")}\n` };
}

/** `Name: value`, a line each; what has no value is left out. */
export function factLines(facts: readonly (readonly [string, string])[]): string[] {
  return facts.flatMap(([name, value]) => (value ? wrap(`${name}: ${value}`) : []));
}

/** With one approver there is no rule to speak of. */
function ruleInWords(rule: RuleInWords, locale: Locale): string {
  const texts = MAIL_TEXTS[locale];
  if (rule.approvers === 1) {
    return "";
  }
  return rule.requiredApprovals === 1 && rule.requiredRejections === 1
    ? texts.firstAnswerDecides
    : texts.numbersDecide(rule);
}

function reminderLines({ number, of, votes }: Reminder, deadline: Date, locale: Locale): string[] {
  const texts = MAIL_TEXTS[locale];
  const left = formatDuration(deadline.getTime() - Date.now(), locale);
  return [
    texts.reminder(number, of, left),
    "",
    votes.length === 0 ? texts.nobodyAnswered : `${texts.answeredSoFar}:`,
    ...votes.flatMap(({ approver, decision }) => wrap(`${approver}: ${texts.decisions[decision]}`)),
  ];
}

/** What is asked, as the execution's input says it. */
export function askedLines({ title, details, url }: RequestContext, locale: Locale): string[] {
  const texts = MAIL_TEXTS[locale];
  if (!title && !details && !url) {
    return [texts.nothingSaid];
  }
  const text = [title, details].filter(Boolean).join("\n\n");
  const shown = cut(text, MAX_DETAILS_LENGTH);
  const quoted = text === "" ? [] : quote(shown);
  return [
    texts.whatIsAsked,
    ...quoted,
    ...(quoted.length > shown.split("\n").length ? [texts.wrapped] : []),
    ...(shown === text ? [] : [texts.cut(shown.length - 1, text.length)]),
    ...(url ? [`${texts.more}:`, isWebAddress(url) ? url : texts.urlLeftOut] : []),
  ];
}

function isWebAddress(url: string): boolean {
  return url.length <= MAX_URL_LENGTH && /^https?:\/\/[!-~]+$/.test(url) && URL.canParse(url);
}
