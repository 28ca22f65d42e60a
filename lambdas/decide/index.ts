import type { KeyObject } from "node:crypto";
import type { SFNClient } from "@aws-sdk/client-sfn";
import type { Context, LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";
import {
  type ApprovalLink,
  BrokenLinkError,
  parseForm,
  parseLink,
  type SignedLink,
} from "../shared/approval-link";
import { executionArn, locationOf } from "../shared/aws-console";
import { localeVariable, oneClickVariable, requiredVariable } from "../shared/environment";
import { isSignedBy, linkPublicKey } from "../shared/link-signature";
import { loggableError, redact } from "../shared/redact";
import { type HttpRequest, httpRequestOf, MAX_BODY_BYTES } from "./http-request";
import type { Outcome } from "./outcome";
import { type ResponseOptions, respond } from "./response";

/** The longest comment, in UTF-16 code units: what a text area's `maxlength` counts. */
export const MAX_COMMENT_LENGTH = 1000;

let publicKey: KeyObject | undefined;
let client: SFNClient | undefined;

/**
 * Takes an approver's answer at the public function URL.
 *
 * GET and HEAD show what is asked and call nothing (with `ONE_CLICK`, GET decides). POST to the same address
 * answers the task. Everything else is refused before any call of AWS. Environment: `LINK_PUBLIC_KEY`,
 * `LOCALE`, `ONE_CLICK`, `AFTER_DECISION`.
 *
 * @throws EnvironmentError before anything is done, if a page could not be made of the settings
 */
export async function handler(
  event: LambdaFunctionURLEvent,
  context: Context,
): Promise<LambdaFunctionURLResult> {
  const options: ResponseOptions = {
    location: locationOf(context.invokedFunctionArn),
    locale: localeVariable(),
    redirectToConsole: requiredVariable("AFTER_DECISION") === "console",
  };
  const request = httpRequestOf(event);
  const outcome = await outcomeOf(request, context).catch((error: unknown): Outcome => {
    console.error({ event: "unexpected error", error: loggableError(error) });
    return { kind: "broken" };
  });
  log(outcome, request, context);
  return respond(outcome, request, options);
}

async function outcomeOf(request: HttpRequest, context: Context): Promise<Outcome> {
  const { method } = request;
  if (request.path !== "/") {
    return { kind: "notFound" };
  }
  if (method !== "GET" && method !== "HEAD" && method !== "POST") {
    return { kind: "methodNotAllowed" };
  }
  const signed = verifiedLink(request.query);
  if ("kind" in signed) {
    return signed;
  }
  const { link } = signed;
  if (link.exp * 1000 <= Date.now()) {
    return { kind: "expired", link };
  }
  if (method === "HEAD" || (method === "GET" && !oneClickVariable())) {
    return { kind: "asked", link };
  }
  const comment = method === "POST" ? commentOf(request) : "";
  if (typeof comment !== "string") {
    return comment;
  }
  if (comment.length > MAX_COMMENT_LENGTH) {
    return { kind: "commentTooLong", link, comment };
  }
  const { SFNClient, answer } = await import("./answering");
  client ??= new SFNClient();
  return answer(signed, comment, client, executionArnOf(link, context));
}

function verifiedLink(query: string): SignedLink | Outcome {
  let signed: SignedLink;
  try {
    signed = parseLink(query);
  } catch (error) {
    if (error instanceof BrokenLinkError) {
      return { kind: "linkBroken" };
    }
    throw error;
  }
  publicKey ??= linkPublicKey(requiredVariable("LINK_PUBLIC_KEY"));
  return isSignedBy(publicKey, signed.link, signed.signature) ? signed : { kind: "linkForged" };
}

/** The comment of a posted form, or the outcome of a body that is none: it holds a comment or nothing. */
function commentOf({ body, bodyBytes, header }: HttpRequest): string | Outcome {
  if (bodyBytes > MAX_BODY_BYTES) {
    return { kind: "bodyTooLarge" };
  }
  if (body === "") {
    return "";
  }
  const isForm = /^application\/x-www-form-urlencoded\s*(;|$)/i.test(header("content-type"));
  const form = body === undefined || !isForm ? undefined : formOf(body);
  const [comment = "", ...repeated] = form?.get("comment") ?? [];
  if (form === undefined || repeated.length > 0 || [...form.keys()].some((name) => name !== "comment")) {
    return { kind: "bodyMalformed" };
  }
  return comment
    .replace(/\r\n?/g, "\n")
    .replace(/(?![\n\t])\p{Cc}/gu, "")
    .trim();
}

function formOf(body: string): Map<string, string[]> | undefined {
  try {
    return parseForm(body);
  } catch (error) {
    if (error instanceof BrokenLinkError) {
      return undefined;
    }
    throw error;
  }
}

function executionArnOf({ sm, ex }: ApprovalLink, context: Context): string {
  return executionArn(locationOf(context.invokedFunctionArn), sm, ex);
}

function log(outcome: Outcome, { sourceIp, userAgent }: HttpRequest, context: Context): void {
  const who = { sourceIp, userAgent: redact(userAgent).slice(0, 300), requestId: context.awsRequestId };
  switch (outcome.kind) {
    case "asked":
      return;
    case "counted":
    case "recorded": {
      const { decision, approver } = outcome.decision;
      const execution = executionArnOf(outcome.link, context);
      console.info({ event: "decision", decision, approver, execution, ...who });
      return;
    }
    default:
      console.warn({ event: "refusal", reason: outcome.kind, ...who });
  }
}
