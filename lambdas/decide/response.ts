import { createHash } from "node:crypto";
import type { LambdaFunctionURLResult } from "aws-lambda";
import { parseAccept } from "hono/utils/accept";
import {
  type ArnLocation,
  consoleFormAction,
  executionArn,
  executionConsoleUrl,
} from "../shared/aws-console";
import { LOCALES, type Locale } from "../shared/locale";
import { PAGE_STYLE } from "../shared/page-style";
import type { HttpRequest } from "./http-request";
import { type Outcome, STATUS_CODES } from "./outcome";
import { messageOf, page } from "./page";

/** What {@link respond} needs beside outcome and request. */
export interface ResponseOptions {
  readonly location: ArnLocation;
  /** Language where the browser asks for none of ours. */
  readonly locale: Locale;
  /** Whether a recorded decision leads to the execution in the AWS console, as in the article. */
  readonly redirectToConsole: boolean;
}

/** How long a throttled client should wait, in seconds. */
const RETRY_AFTER_SECONDS = 5;

const STYLE_HASH = createHash("sha256").update(PAGE_STYLE).digest("base64");

/** The HTTP answer of an outcome: a page, or JSON for a client that prefers it. */
export async function respond(
  outcome: Outcome,
  request: HttpRequest,
  options: ResponseOptions,
): Promise<LambdaFunctionURLResult> {
  const locale = preferred(request.header("accept-language"), LOCALES, languageOf) ?? options.locale;
  const asJson = preferred(request.header("accept"), ["text/html", "application/json"], (type) => type);
  const consoleUrl = consoleUrlOf(outcome, options.location);
  const headers = headersOf(outcome, options);
  if (asJson === "application/json") {
    return {
      statusCode: STATUS_CODES[outcome.kind],
      headers: { ...headers, "Content-Type": "application/json; charset=utf-8" },
      body: bodyFor(request, JSON.stringify(jsonOf(outcome, locale, consoleUrl))),
    };
  }
  if (outcome.kind === "recorded" && options.redirectToConsole && consoleUrl !== undefined) {
    return { statusCode: 302, headers: { ...headers, Location: consoleUrl }, body: "" };
  }
  return {
    statusCode: STATUS_CODES[outcome.kind],
    headers: { ...headers, "Content-Type": "text/html; charset=utf-8" },
    body: bodyFor(request, String(await page(outcome, locale, consoleUrl))),
  };
}

function headersOf(
  { kind }: Outcome,
  { location, redirectToConsole }: ResponseOptions,
): Record<string, string> {
  const formAction = redirectToConsole ? `'self' ${consoleFormAction(location.partition)}` : "'self'";
  return {
    "Cache-Control": "no-store",
    "Content-Security-Policy":
      `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; ` +
      `form-action ${formAction}; frame-ancestors 'none'`,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    ...(kind === "methodNotAllowed" && { Allow: "GET, HEAD, POST" }),
    ...(kind === "throttled" && { "Retry-After": String(RETRY_AFTER_SECONDS) }),
  };
}

/** The execution, once a request has got as far as asking AWS about it. */
function consoleUrlOf(outcome: Outcome, location: ArnLocation): string | undefined {
  return ["recorded", "counted", "unchanged", "answered", "stopped"].includes(outcome.kind) &&
    "link" in outcome
    ? executionConsoleUrl(executionArn(location, outcome.link.sm, outcome.link.ex))
    : undefined;
}

/** The same as the page says. The evidence stays in the execution: no answer holds a signature. */
function jsonOf(outcome: Outcome, locale: Locale, consoleUrl: string | undefined): Record<string, unknown> {
  const { title, text } = messageOf(outcome, locale);
  const link = "link" in outcome ? outcome.link : undefined;
  const decision = "decision" in outcome ? outcome.decision : undefined;
  return {
    outcome: outcome.kind,
    title,
    message: text,
    ...(link && {
      request: {
        action: link.action,
        workflow: link.sm,
        execution: link.ex,
        title: link.title,
        approver: link.by,
        deadline: new Date(link.exp * 1000).toISOString(),
      },
    }),
    ...(decision && {
      decision: {
        decision: decision.decision,
        approver: decision.approver,
        comment: decision.comment,
        decidedAt: decision.decidedAt,
      },
    }),
    ...("standing" in outcome && outcome.standing && { standing: outcome.standing }),
    ...(consoleUrl && { console: consoleUrl }),
  };
}

/** The first of our choices in the client's order of preference. */
function preferred<T extends string>(
  header: string,
  choices: readonly T[],
  key: (given: string) => string,
): T | undefined {
  for (const { type, q } of parseAccept(header)) {
    const choice = q > 0 ? choices.find((ours) => ours === key(type.toLowerCase())) : undefined;
    if (choice !== undefined) {
      return choice;
    }
  }
  return undefined;
}

function languageOf(tag: string): string {
  return tag.split("-")[0] ?? tag;
}

function bodyFor({ method }: HttpRequest, body: string): string {
  return method === "HEAD" ? "" : body;
}
