import { BrokenLinkError, type LinkAction, parseCanonicalText } from "../shared/approval-link";
import { executionConsoleUrl } from "../shared/aws-console";
import { formatTime, type Locale } from "../shared/locale";
import type { RequestContext } from "./approval-request";
import { quote, safeText, subjectOf } from "./mail-text";
import { askedLines, factLines, type Mail } from "./message";
import { MAIL_TEXTS } from "./texts";

type Ending = LinkAction | "expire";

interface AnswerInMail {
  readonly approver: string;
  readonly decision: LinkAction;
  readonly when: Date;
  readonly comment: string;
}

/**
 * The mail that tells all approvers how their request ended, so that nobody clicks in vain.
 *
 * @param outcome the decision; or the state of the request, or of its caught deadline, which then has expired
 */
export function outcomeMail(context: RequestContext, outcome: unknown, locale: Locale): Mail {
  const texts = MAIL_TEXTS[locale];
  const { decision, votes } = readOutcome(outcome);
  const asked = { ...context, title: context.title ?? titleIn(outcome) };
  const lines = [
    `${texts.outcomes[decision]}.`,
    "",
    ...factLines([
      [texts.workflow, context.stateMachine],
      [texts.execution, context.execution],
    ]),
    "",
    votes.length === 0 ? texts.nobodyAnswered : `${texts.answers}:`,
    ...votes.flatMap(({ approver, decision: answer, when, comment }) => [
      ...factLines([[approver, `${texts.decisions[answer]}, ${formatTime(when, locale)}`]]),
      ...(comment ? quote(comment) : []),
    ]),
    "",
    ...(asked.title || asked.details || asked.url ? [...askedLines(asked, locale), ""] : []),
    texts.linksClosed,
    "",
    `${texts.console}:`,
    executionConsoleUrl(context.executionArn),
  ];
  return { subject: subjectOf(texts.outcomes[decision], asked.title), body: `${lines.join("\n")}\n` };
}

/** Whoever may call SendTaskSuccess can write any output: only answers of our shape are told. */
function readOutcome(outcome: unknown): { decision: Ending; votes: readonly AnswerInMail[] } {
  const { decision, votes } = asRecord(outcome);
  if (decision !== "approve" && decision !== "reject") {
    return { decision: "expire", votes: answersIn(votes) };
  }
  return { decision, votes: Array.isArray(votes) ? answersIn(votes) : answersIn([outcome]) };
}

/** What was asked, as the link that answered said it: the payload of this mail has no input. */
function titleIn(outcome: unknown): string {
  const { evidence, votes } = asRecord(outcome);
  const [vote] = Array.isArray(votes) ? votes : [];
  try {
    return parseCanonicalText(String(asRecord(evidence ?? asRecord(vote).evidence).signed)).title ?? "";
  } catch (error) {
    if (error instanceof BrokenLinkError) {
      return "";
    }
    throw error;
  }
}

function answersIn(votes: unknown): AnswerInMail[] {
  return (Array.isArray(votes) ? votes : []).flatMap((vote) => {
    const { approver, decision, decidedAt, comment } = asRecord(vote);
    const when = new Date(String(decidedAt));
    return typeof approver === "string" &&
      /^[!-~]+@[!-~]+$/.test(approver) &&
      (decision === "approve" || decision === "reject") &&
      !Number.isNaN(when.getTime())
      ? [{ approver, decision, when, comment: typeof comment === "string" ? safeText(comment) : "" }]
      : [];
  });
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
