import {
  type ApprovalLink,
  BrokenLinkError,
  canonicalText,
  cutTitle,
  linkUrl,
  MAX_TITLE_BYTES,
  parseCanonicalText,
  parseForm,
  parseLink,
  requestIdOfToken,
} from "../../../lambdas/shared/approval-link";

const LINK: ApprovalLink = {
  action: "approve",
  sm: "ReleaseApproval",
  ex: "release-4.2",
  req: "q83vEjRWeJCrze8SNFZ4kA",
  by: "alice+ops@example.com",
  exp: 1795375800,
  title: "Release 4.2 (beta) – ¿sí? it's *now*! 👍",
};

const QUERY =
  "action=approve&sm=ReleaseApproval&ex=release-4.2&req=q83vEjRWeJCrze8SNFZ4kA" +
  "&by=alice%2Bops%40example.com&exp=1795375800" +
  "&title=Release%204.2%20%28beta%29%20%E2%80%93%20%C2%BFs%C3%AD%3F%20it%27s%20%2Anow%2A%21%20%F0%9F%91%8D";

const { title: _, ...UNTITLED } = LINK;
const UNTITLED_QUERY = QUERY.slice(0, QUERY.indexOf("&title="));

/** A query with a parameter's value exchanged; without one if the value is undefined. */
function changed(name: string, value: string | undefined): string {
  const parameters = `${QUERY}&sig=AbC`.split("&").filter((parameter) => !parameter.startsWith(`${name}=`));
  return [...parameters, ...(value === undefined ? [] : [`${name}=${value}`])].join("&");
}

describe("the canonical text", () => {
  test.each([
    ["a link with a title", LINK, `sfn-approval/1?${QUERY}`],
    ["a link without one", UNTITLED, `sfn-approval/1?${UNTITLED_QUERY}`],
    [
      "a rejection with characters that separate parameters",
      { ...UNTITLED, action: "reject", sm: "a&b=c", ex: "d?e#f", by: "g%h+i j/k" },
      "sfn-approval/1?action=reject&sm=a%26b%3Dc&ex=d%3Fe%23f&req=q83vEjRWeJCrze8SNFZ4kA" +
        "&by=g%25h%2Bi%20j%2Fk&exp=1795375800",
    ],
    ["an empty title", { ...UNTITLED, title: "" }, `sfn-approval/1?${UNTITLED_QUERY}&title=`],
  ] as const)("of %s is spelled so and in no other way", (_name, link, text) => {
    expect(canonicalText(link)).toBe(text);
    expect(parseCanonicalText(text)).toEqual(link);
  });

  test("is the query of the link's address, whose last parameter is the signature", () => {
    const url = linkUrl("https://abc.lambda-url.eu-west-1.on.aws/", { link: LINK, signature: "A-_z" });
    expect(url).toBe(`https://abc.lambda-url.eu-west-1.on.aws/?${QUERY}&sig=A-_z`);
  });

  test.each([
    ["has no version", QUERY],
    ["has another version", `sfn-approval/2?${QUERY}`],
    ["has its parameters in another order", `sfn-approval/1?title=x&${UNTITLED_QUERY}`],
    ["has lower-case escapes", `sfn-approval/1?${QUERY.replace("%2B", "%2b")}`],
    ["has a plus for a space", `sfn-approval/1?${QUERY.replaceAll("%20", "+")}`],
    ["has an unneeded escape", `sfn-approval/1?${QUERY.replace("alice", "%61lice")}`],
    ["has an empty parameter", `sfn-approval/1?${QUERY}&`],
    ["has a signature", `sfn-approval/1?${QUERY}&sig=AbC`],
  ])("is refused when it %s", (_name, text) => {
    expect(() => parseCanonicalText(text)).toThrow(BrokenLinkError);
  });
});

describe("a link's query", () => {
  const signed = { link: LINK, signature: "AbC" };

  test.each([
    ["as it was sent", `${QUERY}&sig=AbC`],
    ["with a plus for a space", `${QUERY.replaceAll("%20", "+")}&sig=AbC`],
    ["with lower-case escapes", `${QUERY.replace(/%../g, (byte) => byte.toLowerCase())}&sig=AbC`],
    ["with unneeded escapes", `${QUERY.replace("approve", "%61pprove").replace("sm=", "%73m=")}&sig=%41bC`],
    ["with fewer escapes than we write", `${QUERY.replace("%28", "(").replace("%2A", "*")}&sig=AbC`],
    ["with unescaped letters", `${QUERY.replace("%C3%AD", "í").replace("%F0%9F%91%8D", "👍")}&sig=AbC`],
    ["in another order", `sig=AbC&${QUERY.split("&").toReversed().join("&")}`],
    ["with empty parts", `&&${QUERY}&&sig=AbC&`],
  ])("is read %s", (_name, query) => {
    expect(parseLink(query)).toEqual(signed);
  });

  test("is read without a title, the one parameter that can be missing", () => {
    expect(parseLink(`${UNTITLED_QUERY}&sig=AbC`)).toEqual({ link: UNTITLED, signature: "AbC" });
  });

  test.each(["action", "sm", "ex", "req", "by", "exp", "sig"])("fails when %s is missing", (name) => {
    expect(() => parseLink(changed(name, undefined))).toThrow(new BrokenLinkError(`${name} is missing`));
  });

  test.each(["action", "sm", "ex", "req", "by", "exp", "title", "sig"])(
    "fails when %s is repeated, even with the same value",
    (name) => {
      const query = `${QUERY}&sig=AbC`;
      const own = query.split("&").find((parameter) => parameter.startsWith(`${name}=`));
      expect(() => parseLink(`${query}&${own}`)).toThrow(new BrokenLinkError(`${name} is repeated`));
    },
  );

  test.each([
    ["it is empty", ""],
    ["a parameter is unknown", `${QUERY}&sig=AbC&taskToken=x`],
    ["a parameter is named like a part of every object", `${QUERY}&sig=AbC&__proto__=x`],
    ["a name is in upper case", changed("sm", undefined).concat("&SM=x")],
    ["a parameter has no name", `${QUERY}&sig=AbC&=x`],
    ["the action is unknown", changed("action", "expire")],
    ["the action is in upper case", changed("action", "Approve")],
    ["the action is empty", changed("action", "")],
    ["exp is empty", changed("exp", "")],
    ["exp is zero", changed("exp", "0")],
    ["exp has a leading zero", changed("exp", "01795375800")],
    ["exp is negative", changed("exp", "-1795375800")],
    ["exp is a fraction", changed("exp", "1795375800.5")],
    ["exp has an exponent", changed("exp", "1e9")],
    ["exp is hexadecimal", changed("exp", "0x6b03c238")],
    ["exp has a space", changed("exp", "+1795375800")],
    ["exp has a line break", changed("exp", "1795375800%0A")],
    ["exp has digits of another script", changed("exp", "%D9%A1%D9%A2")],
    ["exp has more digits than any time of a link", changed("exp", "1234567890123")],
    ["an escape has one digit", changed("title", "100%2")],
    ["an escape has no digits", changed("title", "100%")],
    ["an escape is no UTF-8", changed("title", "%FF")],
    ["an escape is half a surrogate pair", changed("title", "%ED%A0%80")],
    ["a value holds half a surrogate pair", changed("title", "\ud83d")],
    ["a name is malformed", `${QUERY}&sig=AbC&%=x`],
  ])("fails when %s", (_name, query) => {
    expect(() => parseLink(query)).toThrow(BrokenLinkError);
  });

  test("is not repeated in what an error says", () => {
    const secret = "s3cr3t";
    for (const query of [`${QUERY}&${secret}=1&sig=a`, changed("action", secret), changed("exp", secret)]) {
      expect(() => parseLink(query)).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining(secret) }),
      );
    }
  });
});

describe("a form", () => {
  test.each([
    ["nothing", "", []],
    ["a pair", "comment=a+b%26c", [["comment", ["a b&c"]]]],
    ["repeated names", "a=1&a=2", [["a", ["1", "2"]]]],
    ["a name alone", "a", [["a", [""]]]],
    ["an equals sign in a value", "a=b=c", [["a", ["b=c"]]]],
    ["a plus sign that was escaped", "a=1%2B1", [["a", ["1+1"]]]],
  ] as const)("is read with %s", (_name, text, values) => {
    expect([...parseForm(text)]).toEqual(values);
  });
});

describe("a title", () => {
  const bytes = (title: string) => encodeURIComponent(title).length;

  test.each([
    ["a short one stays", "Release 4.2", "Release 4.2"],
    ["one of exactly 120 bytes stays", "a".repeat(120), "a".repeat(120)],
    ["one of 121 bytes is cut", "a".repeat(121), `${"a".repeat(111)}…`],
    ["one of ten emoji, 120 bytes, stays", "🚀".repeat(10), "🚀".repeat(10)],
    ["one of eleven emoji is cut between two", "🚀".repeat(11), `${"🚀".repeat(9)}…`],
    ["a family of joined emoji is not parted", `${"a".repeat(80)}👨‍👩‍👧‍👦👨‍👩‍👧‍👦`, `${"a".repeat(80)}…`],
    ["an accent stays on its letter", `${"a".repeat(110)}e\u0301${"b".repeat(20)}`, `${"a".repeat(110)}…`],
    ["no space stays before the ellipsis", `${"a".repeat(108)} ${"b".repeat(30)}`, `${"a".repeat(108)}…`],
    ["characters that only we escape count as escaped", "(".repeat(41), `${"(".repeat(37)}…`],
  ])("%s", (_name, title, cut) => {
    expect(cutTitle(title)).toBe(cut);
    expect(bytes(cutTitle(title))).toBeLessThanOrEqual(MAX_TITLE_BYTES);
  });
});

test("a request's id is the beginning of the token's SHA-256", () => {
  expect(requestIdOfToken("abc")).toBe(
    Buffer.from("ba7816bf8f01cfea414140de5dae2223", "hex").toString("base64url"),
  );
  expect(requestIdOfToken("abd")).not.toBe(requestIdOfToken("abc"));
});
