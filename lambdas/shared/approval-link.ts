import { createHash } from "node:crypto";

/** What a link can ask for: the `action` of the article. */
export const LINK_ACTIONS = ["approve", "reject"] as const;

/** One of {@link LINK_ACTIONS}. */
export type LinkAction = (typeof LINK_ACTIONS)[number];

/**
 * The longest link, in characters, that the e-mail function sends.
 *
 * Mail servers break lines over 998 octets, and with the line the link.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5322#section-2.1.1
 */
export const MAX_LINK_LENGTH = 900;

/** What is read of a query at most: our longest link with every character percent-encoded fits. */
const MAX_QUERY_LENGTH = 3 * MAX_LINK_LENGTH;

/** The longest title in a link, in percent-encoded bytes. */
export const MAX_TITLE_BYTES = 120;

/** What an approval link says, by its decoded values. It holds no task token. */
export interface ApprovalLink {
  /** What pressing the page's button does. */
  readonly action: LinkAction;
  /** Name of the state machine. */
  readonly sm: string;
  /** Name of the execution. */
  readonly ex: string;
  /** Which request of the execution is answered: see {@link requestIdOfToken}. */
  readonly req: string;
  /** Address of the approver whom the link was made for. */
  readonly by: string;
  /** When the request ends, in seconds since 1970. */
  readonly exp: number;
  /** What is asked, cut to {@link MAX_TITLE_BYTES}. Left out when there is none or no room for it. */
  readonly title?: string;
}

/** A link as it arrived: what it says, and the signature that should bear it out. */
export interface SignedLink {
  readonly link: ApprovalLink;
  /** DER, base64url. */
  readonly signature: string;
}

/** Says what is wrong with a link, without repeating any of it. */
export class BrokenLinkError extends Error {
  override readonly name = "BrokenLinkError";
}

const SIGNED_TEXT_VERSION = "sfn-approval/1";
const PARAMETERS = ["action", "sm", "ex", "req", "by", "exp", "title"] as const;
const OPTIONAL_PARAMETERS: readonly string[] = ["title"];

/**
 * The one text that is signed for a link: a version, then all parameters in a fixed order and spelling.
 *
 * Whatever spelling a mail gateway gave the link's address, the same decoded values give the same text.
 */
export function canonicalText(link: ApprovalLink): string {
  return `${SIGNED_TEXT_VERSION}?${query(link)}`;
}

/**
 * Reads a {@link canonicalText} back, as the evidence in an execution's output holds it.
 *
 * @throws BrokenLinkError if the text is not exactly what {@link canonicalText} writes
 */
export function parseCanonicalText(text: string): ApprovalLink {
  const prefix = `${SIGNED_TEXT_VERSION}?`;
  if (!text.startsWith(prefix)) {
    throw new BrokenLinkError(`the signed text does not begin with ${prefix}`);
  }
  const link = linkOf(parseForm(text.slice(prefix.length)));
  if (canonicalText(link) !== text) {
    throw new BrokenLinkError("the signed text is not in its canonical spelling");
  }
  return link;
}

/** The address that an approver opens. */
export function linkUrl(functionUrl: string, { link, signature }: SignedLink): string {
  return `${functionUrl}?${query(link)}&sig=${signature}`;
}

/**
 * Reads a link's query, however its parameters are ordered and percent-encoded.
 *
 * @throws BrokenLinkError for a missing, repeated, unknown or malformed parameter
 */
export function parseLink(rawQueryString: string): SignedLink {
  if (rawQueryString.length > MAX_QUERY_LENGTH) {
    throw new BrokenLinkError("it is longer than any link, however it is spelled");
  }
  const values = parseForm(rawQueryString);
  const signatures = values.get("sig") ?? [];
  values.delete("sig");
  const [signature] = signatures;
  if (signature === undefined || signatures.length > 1) {
    throw new BrokenLinkError(signature === undefined ? "sig is missing" : "sig is repeated");
  }
  return { link: linkOf(values), signature };
}

/**
 * The request's id in a link: the first 16 bytes of the task token's SHA-256, base64url.
 *
 * It finds the task and tells nothing of the token.
 */
export function requestIdOfToken(taskToken: string): string {
  return createHash("sha256").update(taskToken).digest().subarray(0, 16).toString("base64url");
}

/** A title as a link carries it: cut at a character so that its encoding keeps {@link MAX_TITLE_BYTES}. */
export function cutTitle(title: string): string {
  if (encode(title).length <= MAX_TITLE_BYTES) {
    return title;
  }
  const ellipsis = "…";
  let cut = "";
  for (const { segment } of new Intl.Segmenter().segment(title)) {
    if (encode(cut + segment + ellipsis).length > MAX_TITLE_BYTES) {
      break;
    }
    cut += segment;
  }
  return cut.trimEnd() + ellipsis;
}

/**
 * Decodes `a=1&b=2`, the form of a query and of a posted form, strictly: malformed escapes are refused.
 *
 * @throws BrokenLinkError for a percent escape that is none, or text that is not UTF-8
 */
export function parseForm(text: string): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const pair of text.split("&").filter((part) => part !== "")) {
    const separator = pair.includes("=") ? pair.indexOf("=") : pair.length;
    const name = decode(pair.slice(0, separator));
    const value = decode(pair.slice(separator + 1));
    const earlier = values.get(name);
    if (earlier) {
      earlier.push(value);
    } else {
      values.set(name, [value]);
    }
  }
  return values;
}

function query(link: ApprovalLink): string {
  return PARAMETERS.flatMap((name) => {
    const value = link[name];
    return value === undefined ? [] : [`${name}=${encode(String(value))}`];
  }).join("&");
}

function linkOf(values: Map<string, string[]>): ApprovalLink {
  const unknown = [...values.keys()].find((name) => !PARAMETERS.some((known) => known === name));
  if (unknown !== undefined) {
    throw new BrokenLinkError("it has a parameter that no link has");
  }
  const given: Record<string, string> = {};
  for (const name of PARAMETERS) {
    const [value, ...repeated] = values.get(name) ?? [];
    if (repeated.length > 0) {
      throw new BrokenLinkError(`${name} is repeated`);
    }
    if (value !== undefined) {
      given[name] = value;
    } else if (!OPTIONAL_PARAMETERS.includes(name)) {
      throw new BrokenLinkError(`${name} is missing`);
    }
  }
  const { action, sm = "", ex = "", req = "", by = "", exp = "", title } = given;
  if (action !== "approve" && action !== "reject") {
    throw new BrokenLinkError(`action is neither ${LINK_ACTIONS.join(" nor ")}`);
  }
  if (!/^[1-9]\d{0,11}$/.test(exp)) {
    throw new BrokenLinkError("exp is no time");
  }
  return { action, sm, ex, req, by, exp: Number(exp), ...(title !== undefined && { title }) };
}

/** Percent-encodes all but RFC 3986's unreserved characters: mail programs end a link at `)`, `'` or `*`. */
function encode(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decode(text: string): string {
  try {
    const value = decodeURIComponent(text.replaceAll("+", " "));
    encodeURIComponent(value); // throws for half a surrogate pair, which no UTF-8 is
    return value;
  } catch (cause) {
    throw new BrokenLinkError("it has a percent escape that is none", { cause });
  }
}
