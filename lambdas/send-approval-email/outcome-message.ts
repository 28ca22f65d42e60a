import { executionConsoleUrl } from "../shared/aws-console";
import { formatTime, type Locale } from "../shared/locale";
import type { Vote } from "../shared/open-request";
import type { RequestContext } from "./approval-request";
import { quote, subjectOf } from "./mail-text";
import { askedLines, factLines, type Mail } from "./message";
import { MAIL_TEXTS } from "./texts";

type Ending = "approve" | "reject" | "expire";

/**
 * The mail that tells all approvers how their request ended, so that nobody clicks in vain.
 *
 * @param outcome the decision; or the state of the request, or of its caught deadline, which then has expired
 */
export function outcomeMail(context: RequestContext, outcome: unknown, locale: Locale): Mail {
  const texts = MAIL_TEXTS[locale];
  const { decision, votes } = readOutcome(outcome);
  const lines = [
    `${texts.outcomes[decision]}.`,
    "",
    ...factLines([
      [texts.workflow, context.stateMachine],
      [texts.execution, context.execution],
    ]),
    "",
    votes.length === 0 ? texts.nobodyAnswered : `${texts.answers}:`,
    ...votes.flatMap(({ approver, decision: answer, decidedAt, comment }) => [
      ...factLines([[approver, `${texts.decisions[answer]}, ${formatTime(new Date(decidedAt), locale)}`]]),
      ...(comment ? quote(comment) : []),
    ]),
    "",
    ...askedLines(context, locale),
    "",
    texts.linksClosed,
    "",
    `${texts.console}:`,
    executionConsoleUrl(context.executionArn),
  ];
  return { subject: subjectOf(texts.outcomes[decision], context.title), body: `${lines.join("\n")}\n` };
}

function readOutcome(outcome: unknown): { decision: Ending; votes: readonly Vote[] } {
  const record: Partial<Vote> & { votes?: readonly Vote[] } =
    typeof outcome === "object" && outcome !== null ? outcome : {};
  const { decision, approver, decidedAt, comment = "", evidence } = record;
  if (decision !== "approve" && decision !== "reject") {
    return { decision: "expire", votes: record.votes ?? [] };
  }
  const last =
    approver && decidedAt && evidence ? [{ approver, decision, comment, decidedAt, evidence }] : [];
  return { decision, votes: record.votes ?? last };
}
