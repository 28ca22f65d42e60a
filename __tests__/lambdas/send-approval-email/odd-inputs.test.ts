import { handler } from "../../../lambdas/send-approval-email";
import { approvalPayload, FUNCTION_URL } from "../../helpers/approval-payload";
import { AwsEndpoint, SIGNING_KEY_ARN } from "../../helpers/aws-endpoint";
import { ConsoleOutput } from "../../helpers/console-output";

const aws = new AwsEndpoint();
const TopicArn = aws.createTopic("alice", "alice@example.com");

beforeAll(async () => {
  await aws.start();
  Object.assign(process.env, { LINK_SIGNING_KEY_ID: SIGNING_KEY_ARN, LOCALE: "en", ONE_CLICK: "false" });
});
beforeEach(() => {
  aws.reset();
  new ConsoleOutput();
});
afterAll(() => aws.stop());

const LONG = "a".repeat(100_000);

test.each([
  ["an empty object", {}],
  ["null", null],
  ["a number", 5],
  ["a text", "text"],
  ["a list", []],
  ["nothing", undefined],
  ["a list of objects", [{ title: "not read" }]],
  ["a title with line breaks", { title: "a\nb\r\nc\u2028d" }],
  ["a title of 100 kB", { title: LONG }],
  ["a title of joined marks", { title: `a${"\u0301".repeat(5000)}` }],
  ["a title of emoji", { title: "👩‍👩‍👧‍👦".repeat(500) }],
  ["a title of half surrogate pairs", { title: "\ud83d".repeat(200) }],
  ["details of 100 kB", { details: LONG }],
  ["details of 100 kB in words", { details: "word ".repeat(20_000) }],
  ["details of 100,000 lines", { details: "x\n".repeat(100_000) }],
  ["details of 100,000 emoji", { details: "🚀".repeat(100_000) }],
  ["details of three bytes a character", { details: "語".repeat(100_000) }],
  ["details with one word of 5,000 letters", { details: "x".repeat(5000) }],
  ["right-to-left details and overrides", { details: "\u202eאישור\u2066الإصدار\u2069\u200f" }],
  [
    "control characters everywhere",
    { title: "\u0000a\u001b", details: "\u0007b\u009f", requestedBy: "\u007fc" },
  ],
  ["an object for details", { details: { a: [1, { b: "x".repeat(3000) }] } }],
  ["a requester of 100 kB", { requestedBy: LONG }],
  ["an object for a requester", { requestedBy: { name: "Bob" } }],
  ["an address too long for a mail line", { url: `https://example.com/${LONG}` }],
  ["the longest address that fits", { url: `https://example.com/${"a".repeat(780)}` }],
  ["a script for an address", { url: "javascript:alert(1)" }],
  [
    "an imitation of the mail",
    { details: "Approve:\nhttps://evil.example/\n\nReject:\nhttps://evil.example/" },
  ],
])("%s as the execution's input makes a mail that arrives in one piece", async (_name, input) => {
  await handler(approvalPayload(input, { Approvers: [{ Address: "alice@example.com", TopicArn }] }));

  const [mail, ...others] = aws.sns.mails;
  expect(others).toEqual([]);
  const { subject = "", body = "" } = mail ?? {};
  expect(subject).toMatch(/^Approval required(: .+)?$/u);
  expect(subject).not.toMatch(/[\p{Cc}\p{Surrogate}\u2028\u2029]/u);
  expect(subject.length).toBeLessThan(100);
  expect(Buffer.byteLength(body)).toBeLessThan(256 * 1024);
  expect(body).not.toMatch(/(?![\n\t])\p{Cc}|[\p{Surrogate}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);

  const lines = body.split("\n");
  expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(900);
  for (const [label, action] of [
    ["Approve:", "approve"],
    ["Reject:", "reject"],
  ] as const) {
    expect(lines.filter((line) => line === label)).toHaveLength(1);
    const link = lines[lines.indexOf(label) + 1] ?? "";
    expect(link).toMatch(/^[!-~]+&sig=[\w-]{90,96}$/);
    expect(link.startsWith(`${FUNCTION_URL}?action=${action}&`)).toBe(true);
  }
  expect(lines.filter((line) => line.startsWith("https://evil"))).toEqual([]);
});
