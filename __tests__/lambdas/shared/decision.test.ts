import { parseCanonicalText } from "../../../lambdas/shared/approval-link";
import { decisionOf } from "../../../lambdas/shared/decision";
import { isSignedBy, linkPublicKey } from "../../../lambdas/shared/link-signature";
import { approvalLink, LinkSigner } from "../../helpers/signed-links";

const at = new Date("2026-11-22T19:30:00.000Z");

test.each([
  ["approve", "Approved! Task approved by alice@example.com"],
  ["reject", "Rejected! Task rejected by alice@example.com"],
] as const)("a link to %s becomes the article's words", (action, Status) => {
  const link = approvalLink({ action });
  expect(decisionOf({ link, signature: "AbC" }, "ship it", at)).toEqual({
    Status,
    decision: action,
    approver: "alice@example.com",
    comment: "ship it",
    decidedAt: "2026-11-22T19:30:00.000Z",
    evidence: { signed: expect.any(String), signature: "AbC" },
  });
});

test("the evidence alone proves, with the public key, which link was used", () => {
  const signer = new LinkSigner();
  const link = approvalLink({ title: "¿Publicar (4.2)?" });
  const { evidence } = decisionOf({ link, signature: signer.signature(link) }, "", at);
  const proven = parseCanonicalText(evidence.signed);
  expect(proven).toEqual(link);
  expect(isSignedBy(linkPublicKey(signer.publicKey), proven, evidence.signature)).toBe(true);
});
