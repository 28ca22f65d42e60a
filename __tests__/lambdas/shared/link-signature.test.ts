import { type ApprovalLink, canonicalText } from "../../../lambdas/shared/approval-link";
import { isSignedBy, linkPublicKey } from "../../../lambdas/shared/link-signature";
import { approvalLink, LinkSigner, twinOf } from "../../helpers/signed-links";

/** Made once with OpenSSL: links in mails and evidence in executions must stay valid from release to release. */
const PUBLISHED = {
  publicKey:
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE6SOBv+OYXKxIjPsUaR5pD/RPQUArWFwgaazzXUE0dWIPjxR5xkbib4ltdE0g1PoWOi6s3ka6" +
    "gjXiT1ulLeExWg==",
  link: {
    action: "approve",
    sm: "ReleaseApproval",
    ex: "release-4.2",
    req: "q83vEjRWeJCrze8SNFZ4kA",
    by: "alice+ops@example.com",
    exp: 1795375800,
    title: "Release 4.2 (beta) – ¿sí? it's *now*! 👍",
  },
  signature:
    "MEUCIQDviHTOsIHY4jfSFJrbuX_lbt9dQ5feDxG2hYoHkKJR8gIgCXuMltWq7-gCIdmkOjJ67Lxr5pdJEiHRWvHJ5et9Zvs",
} as const satisfies { publicKey: string; link: ApprovalLink; signature: string };

const signer = new LinkSigner();
const publicKey = linkPublicKey(signer.publicKey);
const link = approvalLink();
const signature = signer.signature(link);

test("a link that was signed long ago is still valid", () => {
  expect(isSignedBy(linkPublicKey(PUBLISHED.publicKey), PUBLISHED.link, PUBLISHED.signature)).toBe(true);
});

test("a link is valid with its signature alone", () => {
  expect(isSignedBy(publicKey, link, signature)).toBe(true);
  expect(isSignedBy(publicKey, { ...link, action: "reject" }, signature)).toBe(false);
  expect(isSignedBy(publicKey, link, new LinkSigner().signature(link))).toBe(false);
});

test("a link is valid with the twin of its signature, which anybody can compute and which says the same", () => {
  const twin = twinOf(signature);
  expect(twin).not.toBe(signature);
  expect(twinOf(twin)).toBe(signature);
  expect(isSignedBy(publicKey, link, twin)).toBe(true);
});

test("the title counts, also when there is none", () => {
  const { title: _, ...untitled } = link;
  expect(isSignedBy(publicKey, untitled, signature)).toBe(false);
  expect(isSignedBy(publicKey, { ...untitled, title: "" }, signer.signature(untitled))).toBe(false);
});

/** A signature whose last base64url character has bits to spare, so that others decode alike. */
function looseEnded(): { link: ApprovalLink; signature: string } {
  for (let exp = 2_000_000_000; ; exp++) {
    const candidate = approvalLink({ exp });
    const loose = signer.signature(candidate);
    if (loose.length % 4 !== 0) return { link: candidate, signature: loose };
  }
}

describe("a signature in another spelling is refused", () => {
  const loose = looseEnded();
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const sibling = alphabet[alphabet.indexOf(loose.signature.slice(-1)) + 1] ?? "";

  test.each([
    ["with spare bits set", loose.signature.slice(0, -1) + sibling],
    ["with padding", `${loose.signature}=`],
    ["with two signs of padding", `${loose.signature}==`],
    ["with a space before it", ` ${loose.signature}`],
    ["with a line break after it", `${loose.signature}\n`],
    ["with a space inside", `${loose.signature.slice(0, 40)} ${loose.signature.slice(40)}`],
    ["with a character of no alphabet", `${loose.signature}*`],
    ["as base64 of the other alphabet", Buffer.from(loose.signature, "base64url").toString("base64")],
    ["as hexadecimal", Buffer.from(loose.signature, "base64url").toString("hex")],
    ["twice", loose.signature + loose.signature],
    ["cut", loose.signature.slice(0, -4)],
    ["of nothing", ""],
  ])("%s", (_name, spelled) => {
    expect(isSignedBy(publicKey, loose.link, loose.signature)).toBe(true);
    expect(spelled).not.toBe(loose.signature);
    expect(isSignedBy(publicKey, loose.link, spelled)).toBe(false);
  });

  test("with bytes after the DER", () => {
    const longer = Buffer.concat([Buffer.from(signature, "base64url"), Buffer.from([0])]);
    expect(isSignedBy(publicKey, link, longer.toString("base64url"))).toBe(false);
  });

  test("with a leading zero in the DER", () => {
    const der = Buffer.from(signature, "base64url");
    const rLength = der[3] ?? 0;
    const padded = Buffer.concat([Buffer.from([0x30, der.length - 1, 2, rLength + 1, 0]), der.subarray(4)]);
    expect(isSignedBy(publicKey, link, padded.toString("base64url"))).toBe(false);
  });

  test("as r and s alone, IEEE P1363", () => {
    const der = Buffer.from(signature, "base64url");
    const rLength = der[3] ?? 0;
    const parts = [der.subarray(4, 4 + rLength), der.subarray(6 + rLength)];
    const plain = Buffer.concat(
      parts.map((part) => Buffer.from(part.toString("hex").slice(-64).padStart(64, "0"), "hex")),
    );
    expect(isSignedBy(publicKey, link, plain.toString("base64url"))).toBe(false);
  });
});

test("the text that KMS signs has at most 4,096 bytes with the longest link", () => {
  const longest = approvalLink({ sm: "ñ".repeat(80), ex: "ñ".repeat(80), title: "a".repeat(120) });
  expect(Buffer.byteLength(canonicalText(longest))).toBeLessThan(4096);
});
