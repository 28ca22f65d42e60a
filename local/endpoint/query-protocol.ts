import { AwsServiceError } from "../errors";
import type { ServiceName } from "./operations";
import { type Exchange, findOperation, type Protocol } from "./protocol";
import { credentialOf } from "./recognize";

const NAMESPACE = "http://sns.amazonaws.com/doc/2010-03-31/";
const SNS_VERSION = "2010-03-31";

/** What SNS calls the errors that every service has. */
const SNS_ERRORS: ReadonlyMap<string, { code: string; statusCode: number }> = new Map([
  ["AccessDeniedException", { code: "AuthorizationError", statusCode: 403 }],
  ["ValidationException", { code: "ValidationError", statusCode: 400 }],
]);

/**
 * AWS Query (SNS): a form names the operation as `Action`, answers are XML.
 *
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export const queryProtocol: Protocol = {
  async read(request) {
    const {
      Action = "",
      Version,
      ...members
    } = Object.fromEntries(new URLSearchParams(await request.text()));
    const service = serviceOf(request, Version);
    const asked = service ? Action : `${credentialOf(request)?.service ?? ""} ${Action} (${Version})`.trim();
    const operation = findOperation(service, asked, "InvalidAction");
    return { operation, input: members };
  },

  reply({ name }, output, exchange) {
    return respond(
      200,
      `<${name}Response xmlns="${NAMESPACE}"><${name}Result>${membersXml(output)}</${name}Result>` +
        `<ResponseMetadata><RequestId>${exchange.requestId}</RequestId></ResponseMetadata></${name}Response>`,
      exchange,
    );
  },

  refuse(error, exchange) {
    const { code, statusCode } = SNS_ERRORS.get(error.code) ?? error;
    const type = statusCode < 500 ? "Sender" : "Receiver";
    return respond(
      statusCode,
      `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>${type}</Type><Code>${escapeXml(code)}</Code>` +
        `<Message>${escapeXml(error.message)}</Message></Error>` +
        `<RequestId>${exchange.requestId}</RequestId></ErrorResponse>`,
      exchange,
    );
  },
};

/** SNS, unless the call says that it is for another service or another version of its API. */
function serviceOf(request: Request, version: string | undefined): ServiceName | undefined {
  const signedFor = credentialOf(request)?.service ?? "sns";
  return signedFor === "sns" && version === SNS_VERSION ? "sns" : undefined;
}

function respond(status: number, xml: string, exchange: Exchange): Response {
  return new Response(xml, {
    status,
    headers: { "content-type": "text/xml", "x-amzn-RequestId": exchange.requestId },
  });
}

/** The members of an output: each a text, or a map of texts. */
function membersXml(output: object): string {
  return Object.entries(output)
    .map(([name, value]: [string, unknown]) => `<${name}>${valueXml(value)}</${name}>`)
    .join("");
}

function valueXml(value: unknown): string {
  if (typeof value === "string") return escapeXml(value);
  if (typeof value !== "object" || value === null) {
    throw new AwsServiceError("InternalFailure", `${typeof value} is no value of an SNS answer`, 500);
  }
  return Object.entries(value)
    .map(
      ([key, text]) => `<entry><key>${escapeXml(key)}</key><value>${escapeXml(String(text))}</value></entry>`,
    )
    .join("");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text for XML, which has no place for most control characters. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "\uFFFD")
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character)
    .replaceAll("\r", "&#xD;");
}
