import { executionConsoleUrl } from "../shared/aws-console";
import { formatTime, type Locale } from "../shared/locale";
import type { ApprovalRequest } from "./approval-request";
import { MAIL_TEXTS } from "./texts";

/** SNS takes fewer than 100 characters. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_SUBJECT_LENGTH = 99;
const MAX_DETAILS_LENGTH = 20_000;
const MAX_FACT_LENGTH = 300;
const MAX_LINE_LENGTH = 120;
const MAX_URL_LENGTH = 800;

/** One approver's mail. */
export interface ApprovalMail {
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
export function approvalMail(request: ApprovalRequest, options: ApprovalMailOptions): ApprovalMail {
  const texts = MAIL_TEXTS[options.locale];
  const facts = [
    [texts.workflow, request.stateMachine],
    [texts.execution, request.execution],
    [texts.requestedBy, request.requestedBy],
    [texts.waitingSince, formatTime(request.waitingSince, options.locale)],
    [texts.answerUntil, formatTime(request.deadline, options.locale)],
    [texts.sentTo, options.approver],
  ].flatMap(([name, value]) => (value ? wrap(`${name}: ${cut(value, MAX_FACT_LENGTH)}`) : []));
  const lines = [
    texts.heading,
    "",
    ...facts,
    "",
    ...asked(request, options.locale),
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
  return { subject: subjectOf(texts.subject, request.title), body: `${lines.join("\n")}\n` };
}

function subjectOf(words: string, title: string | undefined): string {
  return title ? cut(`${words}: ${title.replaceAll("\n", " ")}`, MAX_SUBJECT_LENGTH) : words;
}

function asked({ title, details, url }: ApprovalRequest, locale: Locale): string[] {
  const texts = MAIL_TEXTS[locale];
  if (!title && !details && !url) {
    return [texts.nothingSaid];
  }
  const text = [title, details].filter(Boolean).join("\n\n");
  const shown = cut(text, MAX_DETAILS_LENGTH);
  const lines = shown.split("\n");
  const wrapped = lines.flatMap(wrap);
  return [
    texts.whatIsAsked,
    ...(text === "" ? [] : wrapped.map((line) => `> ${line}`.trimEnd())),
    ...(wrapped.length > lines.length ? [texts.wrapped] : []),
    ...(shown === text ? [] : [texts.cut(shown.length - 1, text.length)]),
    ...(url ? [`${texts.more}:`, isWebAddress(url) ? url : texts.urlLeftOut] : []),
  ];
}

/** Cuts between characters as a person sees them, so that no emoji is halved. */
function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) {
    return text;
  }
  const head = text.slice(0, maxLength - 1);
  const last = [...new Intl.Segmenter().segment(text.slice(0, maxLength + 32))].findLast(
    ({ index, segment }) => index + segment.length <= head.length,
  );
  return `${text.slice(0, last ? last.index + last.segment.length : 0)}…`;
}

/** Breaks a line at spaces, and a word that is longer than a line within it. */
function wrap(line: string): string[] {
  if (line.length <= MAX_LINE_LENGTH) {
    return [line];
  }
  return line.match(new RegExp(`.{1,${MAX_LINE_LENGTH}}(?:\\s|$)|.{${MAX_LINE_LENGTH}}`, "gsu")) ?? [];
}

function isWebAddress(url: string): boolean {
  return url.length <= MAX_URL_LENGTH && /^https?:\/\/[!-~]+$/.test(url) && URL.canParse(url);
}
