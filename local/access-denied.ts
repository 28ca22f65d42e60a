import { AwsServiceError } from "./errors";
import type { Denial } from "./iam";

/**
 * Makes the error that AWS answers a refused call with.
 *
 * @param user the caller as AWS names it: `arn:aws:sts::123456789012:assumed-role/ROLE/SESSION`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function accessDenied(
  user: string,
  action: string,
  resource: string,
  { decision, policyType }: Denial,
): AwsServiceError {
  const article = policyType === "identity-based policy" ? "an" : "a";
  const reason = {
    implicitDeny: `because no ${policyType} allows the ${action} action`,
    explicitDeny: `with an explicit deny in ${article} ${policyType}`,
  }[decision];
  const message = `User: ${user} is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
  return new AwsServiceError("AccessDeniedException", message);
}
