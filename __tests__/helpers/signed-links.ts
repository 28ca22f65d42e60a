import { generateKeyPairSync, sign } from "node:crypto";
import {
  type ApprovalLink,
  canonicalText,
  linkUrl,
  requestIdOfToken,
} from "../../lambdas/shared/approval-link";
import { TASK_TOKEN } from "./task-token";

/** A link of the execution `release-42` that is valid for an hour. */
export function approvalLink(changes: Partial<ApprovalLink> = {}): ApprovalLink {
  return {
    action: "approve",
    sm: "ReleaseApproval",
    ex: "release-42",
    req: requestIdOfToken(TASK_TOKEN),
    by: "alice@example.com",
    exp: Math.floor(Date.now() / 1000) + 3600,
    title: "Release 4.2 to production",
    ...changes,
  };
}

/** A P-256 key of its own that signs links as KMS does. */
export class LinkSigner {
  private readonly keys = generateKeyPairSync("ec", { namedCurve: "P-256" });

  /** As the environment variable `LINK_PUBLIC_KEY` holds it: SubjectPublicKeyInfo, DER, base64. */
  readonly publicKey = this.keys.publicKey.export({ type: "spki", format: "der" }).toString("base64");

  /** The signature of a link: DER, base64url. */
  signature(link: ApprovalLink): string {
    return sign("sha256", Buffer.from(canonicalText(link)), this.keys.privateKey).toString("base64url");
  }

  /** The query of a signed link's address. */
  query(link: ApprovalLink = approvalLink()): string {
    return linkUrl("", { link, signature: this.signature(link) }).slice(1);
  }
}

const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The other valid signature that anybody can make of one: (r, n − s) for (r, s). */
export function twinOf(signature: string): string {
  const der = Buffer.from(signature, "base64url");
  const rLength = der[3] ?? 0;
  const r = der.subarray(4, 4 + rLength);
  const s = BigInt(`0x${der.subarray(6 + rLength).toString("hex")}`);
  const body = Buffer.concat([Buffer.from([2, r.length]), r, derInteger(P256_ORDER - s)]);
  return Buffer.concat([Buffer.from([0x30, body.length]), body]).toString("base64url");
}

function derInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 1 ? `0${hex}` : hex, "hex");
  const padded = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([2, padded.length]), padded]);
}
