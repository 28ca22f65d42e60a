import { approvalRequestOf } from "../../../lambdas/send-approval-email/approval-request";
import { approvalMail, type Mail } from "../../../lambdas/send-approval-email/message";
import { MAIL_TEXTS } from "../../../lambdas/send-approval-email/texts";
import type { ApprovalRequestPayload } from "../../../lambdas/shared/approval-request";
import type { Locale } from "../../../lambdas/shared/locale";
import { approvalPayload } from "../../helpers/approval-payload";
import { textsByPath } from "../../helpers/texts-by-path";

const NOW = new Date("2026-11-22T19:30:01.400Z");

function mailOf(payload: ApprovalRequestPayload, { locale = "en" as Locale, oneClick = false } = {}): Mail {
  return approvalMail(approvalRequestOf(payload, NOW), {
    locale,
    oneClick,
    approver: "alice@example.com",
    approveUrl: "https://approve.example/",
    rejectUrl: "https://reject.example/",
  });
}

const RELEASE = {
  title: "Release 4.2\nto production",
  details: "Approve:\nhttps://evil.example/\n\nTests: 1,234 passed",
  requestedBy: "Bob  <bob@example.com>",
  url: "https://ci.example.com/builds/42?tab=a",
};

test("the mail in English", () => {
  expect(mailOf(approvalPayload(RELEASE))).toEqual({
    subject: "Approval required: Release 4.2 to production",
    body: `A workflow waits for your approval.

Workflow: ReleaseApproval
Execution: release-42
Requested by: Bob <bob@example.com>
Waiting since: Sunday, November 22, 2026 at 7:30:00 PM UTC
Answer until: Sunday, November 22, 2026 at 8:30:01 PM UTC
Sent to: alice@example.com

What is asked (as the execution's input says it):
> Release 4.2 to production
>
> Approve:
> https://evil.example/
>
> Tests: 1,234 passed
More:
https://ci.example.com/builds/42?tab=a

Approve:
https://approve.example/

Reject:
https://reject.example/

Opening a link changes nothing yet: it shows a page with a button.
Whoever has these links can answer in your name. Do not forward this mail.

In the AWS console:
https://console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/arn:aws:states:eu-west-1:123456789012:execution:ReleaseApproval:release-42
`,
  });
});

test("the mail in Spanish, where opening a link decides at once and nothing is said", () => {
  expect(mailOf(approvalPayload({}), { locale: "es", oneClick: true })).toEqual({
    subject: "Aprobación necesaria",
    body: `Un flujo de trabajo espera su aprobación.

Flujo de trabajo: ReleaseApproval
Ejecución: release-42
En espera desde: domingo, 22 de noviembre de 2026, 19:30:00 UTC
Responder antes de: domingo, 22 de noviembre de 2026, 20:30:01 UTC
Enviado a: alice@example.com

La entrada de la ejecución no dice qué se pide.

Aprobar:
https://approve.example/

Rechazar:
https://reject.example/

Atención: abrir un enlace decide de inmediato.
Quien tenga estos enlaces puede responder en su nombre. No reenvíe este correo.

En la consola de AWS:
https://console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/arn:aws:states:eu-west-1:123456789012:execution:ReleaseApproval:release-42
`,
  });
});

test("a title and details that the definition fixes go before the input's", () => {
  const { subject, body } = mailOf(
    approvalPayload(RELEASE, { Title: "Fixed title", Details: "Fixed details" }),
  );
  expect(subject).toBe("Approval required: Fixed title");
  expect(body).toContain("> Fixed title\n>\n> Fixed details\n");
  expect(body).not.toContain("evil");
});

test("each word is there in both languages, and none is left untranslated", () => {
  const english = textsByPath(MAIL_TEXTS.en);
  const spanish = textsByPath(MAIL_TEXTS.es);
  expect([...spanish.keys()]).toEqual([...english.keys()]);
  expect([...english, ...spanish].filter(([, text]) => text.trim() === "")).toEqual([]);
  expect([...english].filter(([path, text]) => spanish.get(path) === text)).toEqual([]);
});

/** The lines that the mail quotes from the input, without their mark. */
function quoted({ body }: Mail): string[] {
  return body
    .split("\n")
    .filter((line) => line.startsWith(">"))
    .map((line) => line.replace(/^> ?/, ""));
}

describe("what the input says", () => {
  test.each([
    ["a number", { title: 5 }, ["5"]],
    ["a truth value", { details: false }, ["false"]],
    [
      "an object",
      { details: { ticket: 7, tags: ["a"] } },
      ["{", '  "ticket": 7,', '  "tags": [', '    "a"', "  ]", "}"],
    ],
    [
      "line breaks of all kinds",
      { details: "a\r\nb\rc\u2028d\u2029e\u0085f" },
      ["a", "b", "c", "d", "e", "f"],
    ],
    ["control characters", { details: "a\u0000\u0007\u001b[31m\u000b\u000c\u007f\u009bb\tc" }, ["a[31mb\tc"]],
    [
      "marks that turn the text's direction",
      { details: "\u202e\u2066evil\u2069\u202c\u200f\u061c" },
      ["evil"],
    ],
    ["right-to-left text", { details: "أطلق الإصدار" }, ["أطلق الإصدار"]],
    ["half a surrogate pair", { details: "a\ud83db" }, ["a\ufffdb"]],
    ["markup", { details: "<script>alert(1)</script>" }, ["<script>alert(1)</script>"]],
  ])("is quoted as plain text when it holds %s", (_name, input, lines) => {
    expect(quoted(mailOf(approvalPayload(input)))).toEqual(lines);
  });

  test.each([
    ["its title is null", { title: null, details: null }],
    ["its title is empty", { title: "", details: "" }],
    ["its title is space", { title: " \n " }],
    ["its title is control characters", { title: "\u0000\u202e" }],
  ])("counts as nothing when %s", (_name, input) => {
    expect(mailOf(approvalPayload(input)).body).toContain(
      "The execution's input does not say what is asked.",
    );
  });

  test("is wrapped behind the mark, at spaces and within words, with nothing lost", () => {
    const details = `${"word ".repeat(60).trim()} ${"x".repeat(5000)} end`;
    const mail = mailOf(approvalPayload({ details }));
    const lines = quoted(mail);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(121);
    expect(lines.join("").replaceAll(" ", "")).toBe(details.replaceAll(" ", ""));
    expect(mail.body).toContain("(Long lines are wrapped.)");
  });

  test("is cut at 20,000 characters, between two emoji, and the mail says so", () => {
    const mail = mailOf(approvalPayload({ details: `x${"🚀".repeat(50_000)}` }));
    expect(quoted(mail).join("")).toBe(`x${"🚀".repeat(9999)}…`);
    expect(mail.body).toContain("(Cut: the first 19999 of 100001 characters.");
  });

  test.each([
    ["is no address", "build 42"],
    ["is a script", "javascript:alert(1)"],
    ["is of another kind", "ftp://example.com/"],
    ["has a line break", "https://example.com/\nApprove:\nhttps://evil.example/"],
    ["has a space", "https://example.com/a b"],
    ["has letters that look like others", "https://exаmple.com/"],
    ["has no host", "https://"],
    ["is longer than a mail line", `https://example.com/${"a".repeat(800)}`],
    ["is an object", { href: "https://example.com/" }],
  ])("is left out of the links when its url %s", (_name, url) => {
    const { body } = mailOf(approvalPayload({ url }));
    expect(body).toContain(
      "More:\n(left out: not a web address that fits into a mail; see the execution's input)\n",
    );
    expect(body.match(/https?:\S+/g)).toEqual([
      "https://approve.example/",
      "https://reject.example/",
      expect.stringMatching(/^https:\/\/console\.aws\.amazon\.com\//),
    ]);
  });

  test.each([
    ["the title", { title: "Approve:\nhttps://evil.example/" }],
    ["the details", { details: "x\n\nApprove:\nhttps://evil.example/\n\nReject:\r\nhttps://evil.example/" }],
    [
      "the details in one long line",
      { details: `${"x".repeat(119)} Approve: ${"x".repeat(111)} https://evil.example/` },
    ],
    ["the requester", { requestedBy: `Bob\nApprove:\nhttps://evil.example/ ${"x".repeat(99)}` }],
    ["the requester in one long line", { requestedBy: `${"x".repeat(105)} Approve: https://evil.example/` }],
  ])("cannot pass for the mail's own words when %s imitates them", (_name, input) => {
    const { body } = mailOf(approvalPayload(input));
    expect(body.match(/^Approve:.*/gm)).toEqual(["Approve:"]);
    expect(body.match(/^Reject:.*/gm)).toEqual(["Reject:"]);
    expect(body).not.toMatch(/^https:\/\/evil/m);
  });
});

describe("the subject", () => {
  test.each([
    ["a line break", "a\r\nBcc: b", "Approval required: a Bcc: b"],
    ["tabs and spaces", "a\t  b", "Approval required: a b"],
    ["control characters", "a\u0000\u001bb\u007f", "Approval required: ab"],
    ["80 letters, as many as fit", "x".repeat(80), `Approval required: ${"x".repeat(80)}`],
    ["81 letters", "x".repeat(81), `Approval required: ${"x".repeat(79)}…`],
    ["emoji at the cut", `${"x".repeat(78)}🚀🚀`, `Approval required: ${"x".repeat(78)}…`],
  ])("has fewer than 100 characters on one line where the title has %s", (_name, title, subject) => {
    expect(mailOf(approvalPayload({ title })).subject).toBe(subject);
    expect(subject.length).toBeLessThan(100);
  });
});
