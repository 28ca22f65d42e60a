import { canonicalText, type LinkAction, type SignedLink } from "./approval-link";

/** What proves a decision: anybody who holds the public key can check it offline. It holds no token. */
export interface Evidence {
  /** The canonical text of the link that was used. */
  readonly signed: string;
  /** The signing key's signature of that text: DER, base64url. */
  readonly signature: string;
}

/** The output of the approval task, so the input of the Choice state. */
export interface Decision {
  /** The article's words, `Approved! Task approved by ADDRESS` or `Rejected! Task rejected by ADDRESS`. */
  readonly Status: string;
  readonly decision: LinkAction;
  /** The address that the link was sent to: whose link was used, not an authenticated identity. */
  readonly approver: string;
  /** What the approver wrote beside the button; empty when nothing. */
  readonly comment: string;
  /** ISO 8601, UTC. */
  readonly decidedAt: string;
  readonly evidence: Evidence;
}

/** The output of `ExpiredState`. */
export const EXPIRED_DECISION = {
  Status: "Expired! Nobody answered before the deadline",
  decision: "expire",
} as const;

/** The `Status` of an expired request that may have had some answers, but not enough. */
export const EXPIRED_WITH_VOTES_STATUS = "Expired! There were not enough answers before the deadline";

/** The decision that using a link makes. */
export function decisionOf({ link, signature }: SignedLink, comment: string, decidedAt: Date): Decision {
  return {
    Status: statusOf(link.action, [link.by]),
    decision: link.action,
    approver: link.by,
    comment,
    decidedAt: decidedAt.toISOString(),
    evidence: { signed: canonicalText(link), signature },
  };
}

/** The article's words, with the addresses of all who decided it. */
export function statusOf(action: LinkAction, approvers: readonly string[]): string {
  const words = action === "approve" ? "Approved! Task approved by" : "Rejected! Task rejected by";
  return `${words} ${approvers.join(", ")}`;
}
