import { type KMSClient, SignCommand } from "@aws-sdk/client-kms";
import {
  type ApprovalLink,
  canonicalText,
  cutTitle,
  type LinkAction,
  linkUrl,
  MAX_LINK_LENGTH,
} from "../shared/approval-link";
import type { ApprovalRequest } from "./approval-request";
import { LinkTooLongError } from "./errors";

/** A P-256 signature has at most 72 bytes of DER. */
const LONGEST_SIGNATURE = "A".repeat(96);

/** A link for each action. */
export type LinksOfApprover = Readonly<Record<LinkAction, ApprovalLink>>;

/**
 * An approver's links, yet unsigned, with the title where there is room for it.
 *
 * @throws LinkTooLongError if a link would be too long for a mail line even without the title
 */
export function linksFor(request: ApprovalRequest, approver: string): LinksOfApprover {
  const common = {
    sm: request.stateMachine,
    ex: request.execution,
    req: request.req,
    by: approver,
    exp: Math.ceil(request.deadline.getTime() / 1000),
  };
  const titled = request.title ? { ...common, title: cutTitle(request.title) } : common;
  const fits = longestUrl(request, titled).length < MAX_LINK_LENGTH;
  const length = longestUrl(request, common).length;
  if (length >= MAX_LINK_LENGTH) {
    throw new LinkTooLongError(length);
  }
  const values = fits ? titled : common;
  return { approve: { action: "approve", ...values }, reject: { action: "reject", ...values } };
}

/**
 * Signs both links with the KMS key and gives their addresses.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 */
export async function signedUrls(
  kms: KMSClient,
  keyId: string,
  functionUrl: string,
  links: LinksOfApprover,
): Promise<Record<LinkAction, string>> {
  const sign = async (action: LinkAction): Promise<string> => {
    const link = links[action];
    const { Signature = new Uint8Array() } = await kms.send(
      new SignCommand({
        KeyId: keyId,
        Message: Buffer.from(canonicalText(link)),
        MessageType: "RAW",
        SigningAlgorithm: "ECDSA_SHA_256",
      }),
    );
    return linkUrl(functionUrl, { link, signature: Buffer.from(Signature).toString("base64url") });
  };
  const [approve, reject] = await Promise.all([sign("approve"), sign("reject")]);
  return { approve, reject };
}

function longestUrl({ functionUrl }: ApprovalRequest, link: Omit<ApprovalLink, "action">): string {
  return linkUrl(functionUrl, { link: { action: "approve", ...link }, signature: LONGEST_SIGNATURE });
}
