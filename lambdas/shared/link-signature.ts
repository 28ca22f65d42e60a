import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { type ApprovalLink, canonicalText } from "./approval-link";

/**
 * The public half of the link signing key.
 *
 * @param derBase64 SubjectPublicKeyInfo, DER, base64: what KMS's GetPublicKey gives
 */
export function linkPublicKey(derBase64: string): KeyObject {
  return createPublicKey({ key: Buffer.from(derBase64, "base64"), format: "der", type: "spki" });
}

/**
 * Whether the signing key signed this link: ECDSA P-256 over SHA-256 of its canonical text.
 *
 * A signature must be spelled as base64url spells it: Node's decoder is lenient, and one decision should
 * have one evidence.
 */
export function isSignedBy(publicKey: KeyObject, link: ApprovalLink, signature: string): boolean {
  const der = Buffer.from(signature, "base64url");
  return (
    der.toString("base64url") === signature &&
    verify("sha256", Buffer.from(canonicalText(link)), publicKey, der)
  );
}
