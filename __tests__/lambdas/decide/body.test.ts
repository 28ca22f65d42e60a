import { MAX_COMMENT_LENGTH } from "../../../lambdas/decide";
import { MAX_BODY_BYTES } from "../../../lambdas/decide/http-request";
import { ConsoleOutput } from "../../helpers/console-output";
import { DecideFunction, type HttpAnswer, JSON_ONLY } from "../../helpers/decide-function";
import { approvalLink, LinkSigner } from "../../helpers/signed-links";

const decide = new DecideFunction();
const { aws } = decide;
const FORM = "application/x-www-form-urlencoded";

beforeAll(() => decide.start());
beforeEach(() => {
  decide.reset();
  new ConsoleOutput();
});
afterAll(() => decide.stop());

/** Posts a body as it is, by default as a form. */
function send(body: string, { type = FORM, base64 = false } = {}): Promise<HttpAnswer> {
  const headers = { ...JSON_ONLY, ...(type && { "content-type": type }) };
  return decide.get({ method: "POST", body, headers, isBase64Encoded: base64 });
}

function recordedComment(): unknown {
  const { answers } = aws.stepFunctions;
  expect(answers).toHaveLength(1);
  return JSON.parse(answers[0]?.output ?? "{}").comment;
}

describe("an answer is taken with", () => {
  test.each([
    ["an empty body", "", ""],
    ["an empty comment", "comment=", ""],
    ["a comment without a value", "comment", ""],
    ["a comment", "comment=ship+it%21", "ship it!"],
    ["other scripts", "comment=%C2%A1s%C3%AD%21+%F0%9F%91%8D", "¡sí! 👍"],
    ["unescaped other scripts", "comment=¡sí!", "¡sí!"],
    ["an escaped name", "%63omment=x", "x"],
    ["separators alone", "&&", ""],
    ["a browser's line breaks, which become plain ones", "comment=a%0D%0Ab%0Dc%0Ad", "a\nb\nc\nd"],
    ["control characters, which are left out", "comment=a%00b%1B%5B31m%7F%C2%85c%09d", "ab[31mc\td"],
    ["space around it, which is left out", "comment=+%0D%0A+x+%0D%0A", "x"],
  ])("%s", async (_name, body, comment) => {
    expect((await send(body)).statusCode).toBe(200);
    expect(recordedComment()).toBe(comment);
  });

  test("no body and no content type, as `curl -X POST LINK` sends it", async () => {
    expect((await decide.get({ method: "POST" })).statusCode).toBe(200);
    expect(recordedComment()).toBe("");
  });

  test.each([FORM, `${FORM};charset=UTF-8`, `${FORM} ; charset=utf-8`, "Application/X-WWW-Form-URLEncoded"])(
    "a form of type %s",
    async (type) => {
      expect((await send("comment=x", { type })).statusCode).toBe(200);
    },
  );

  test("a body in base64, as function URLs hand forms over", async () => {
    const body = Buffer.from("comment=%C2%A1s%C3%AD%21").toString("base64");
    expect((await send(body, { base64: true })).statusCode).toBe(200);
    expect(recordedComment()).toBe("¡sí!");
  });
});

describe("an answer is refused with 400 and nothing is called when", () => {
  test.each([
    ["there is another field", "comment=x&action=approve", FORM],
    ["there is another field alone", "sig=x", FORM],
    ["the comment is repeated", "comment=a&comment=b", FORM],
    ["the comment is repeated alike", "comment=a&comment=a", FORM],
    ["a field has no name", "comment=a&=b", FORM],
    ["an escape is malformed", "comment=100%", FORM],
    ["an escape is no UTF-8", "comment=%FF", FORM],
    ["the body is JSON", '{"comment":"x"}', "application/json"],
    ["the body is plain text", "comment=x", "text/plain"],
    ["the body is multipart", "--x\r\n", "multipart/form-data; boundary=x"],
    ["the type only begins like a form's", "comment=x", `${FORM}-not`],
    ["the type is missing", "comment=x", ""],
  ])("%s", async (_name, body, type) => {
    const answer = await send(body, { type });
    expect(answer.statusCode).toBe(400);
    expect(JSON.parse(answer.body).outcome).toBe("bodyMalformed");
    expect(aws.calls).toEqual([]);
  });

  test("the bytes in base64 are no UTF-8", async () => {
    const body = Buffer.from([...Buffer.from("comment="), 0xff, 0xfe]).toString("base64");
    expect((await send(body, { base64: true })).statusCode).toBe(400);
    expect(aws.calls).toEqual([]);
  });
});

describe("the size of a body", () => {
  /** A form of so many bytes whose comment is empty. */
  const padded = (bytes: number) => `comment=${"+".repeat(bytes - "comment=".length)}`;

  test.each([
    ["text", (body: string) => body, false],
    ["base64", (body: string) => Buffer.from(body).toString("base64"), true],
  ])("is taken up to 16 KiB as %s, and refused with 413 above", async (_name, encode, base64) => {
    expect(MAX_BODY_BYTES).toBe(16_384);
    expect((await send(encode(padded(16_384)), { base64 })).statusCode).toBe(200);
    aws.reset();
    const answer = await send(encode(padded(16_385)), { base64 });
    expect(answer.statusCode).toBe(413);
    expect(aws.calls).toEqual([]);
  });

  test("counts in bytes, not in characters", async () => {
    expect((await send(`comment=${"ñ".repeat(8189)}`)).statusCode).toBe(413);
  });

  test("is not told to whoever has no valid link", async () => {
    const answer = await decide.post("", { query: new LinkSigner().query(), body: padded(16_385) });
    expect(answer.statusCode).toBe(403);
  });
});

describe("the length of a comment", () => {
  test("counts as a browser counts it", () => expect(MAX_COMMENT_LENGTH).toBe(1000));

  test.each([
    ["letters", "x".repeat(1000)],
    ["characters of three bytes", "語".repeat(1000)],
    ["emoji, two each", "🚀".repeat(500)],
    ["lines, whose breaks count once", `${"x\r\n".repeat(499)}xy`],
    ["letters and control characters, which do not count", `${"x".repeat(1000)}${"\u0007".repeat(99)}`],
    ["letters and space around them, which does not count", `  ${"x".repeat(1000)}\r\n`],
  ])("is taken with 1,000 of %s", async (_name, comment) => {
    expect((await decide.post(comment)).statusCode).toBe(200);
  });

  test.each([
    ["letters", "x".repeat(1001)],
    ["emoji", "🚀".repeat(501)],
    ["lines", `${"x\r\n".repeat(500)}x`],
  ])("is refused with more %s, and the page keeps what was written", async (_name, comment) => {
    const answer = await decide.post(comment);
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain(`>\n${comment.replaceAll("\r", "")}</textarea>`);
    expect(answer.body).toContain('<button class="approve">Approve</button>');
    expect(aws.calls).toEqual([]);
  });
});

test("who has an expired link is told so, whatever the body", async () => {
  const query = decide.signer.query(approvalLink({ exp: 1_700_000_000 }));
  expect((await decide.post("", { query, body: "x=y" })).statusCode).toBe(410);
});
