import { createHash } from "node:crypto";
import { accessDenied } from "./access-denied";
import { evaluate, type PolicyDocument, type Principal } from "./iam";
import type { LocalCredentials } from "./lambda/local-function";

/** Somebody wants to do something to something. */
export interface PermissionQuestion {
  /** Such as `states:SendTaskSuccess`. */
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  /** Condition keys of the request. @default none */
  readonly context?: Readonly<Record<string, string>>;
}

/**
 * The account's policies, and what they allow.
 *
 * Calls are made by roles, known by their access keys; whoever has other credentials is the account's
 * administrator.
 */
export class Permissions {
  readonly #identityPolicies = new Map<string, PolicyDocument[]>();
  readonly #resourcePolicies = new Map<string, PolicyDocument[]>();
  readonly #roleArns = new Map<string, string>();

  /** A role's credentials, made up from its ARN. */
  credentialsOf(roleArn: string): LocalCredentials {
    const hash = createHash("sha256").update(roleArn).digest("hex").toUpperCase();
    const accessKeyId = `ASIA${hash.slice(0, 16)}`;
    this.#roleArns.set(accessKeyId, roleArn);
    return { accessKeyId, secretAccessKey: hash.slice(0, 40), sessionToken: hash };
  }

  /** Attaches a policy to a role. */
  addIdentityPolicy(roleArn: string, policy: PolicyDocument): void {
    this.#identityPolicies.set(roleArn, [...(this.#identityPolicies.get(roleArn) ?? []), policy]);
  }

  /** Attaches a policy to a resource, such as a key, a topic or a function. */
  addResourcePolicy(resourceArn: string, policy: PolicyDocument): void {
    this.#resourcePolicies.set(resourceArn, [...(this.#resourcePolicies.get(resourceArn) ?? []), policy]);
  }

  /**
   * Lets a signed call through by returning.
   *
   * @throws AwsServiceError AccessDeniedException
   */
  authorizeKey(accessKeyId: string | undefined, question: PermissionQuestion): void {
    const roleArn = this.#roleArns.get(accessKeyId ?? "");
    if (roleArn !== undefined) {
      this.authorizeRole(roleArn, question);
    }
  }

  /** Likewise for a role that a service of AWS acts as. */
  authorizeRole(roleArn: string, question: PermissionQuestion): void {
    const [, , , , accountId, role = ""] = roleArn.split(":");
    const session = `arn:aws:sts::${accountId}:assumed-role/${role.split("/").at(-1)}/local-run`;
    this.#authorize({ arn: roleArn }, session, question);
  }

  /** Likewise for somebody without credentials, such as a caller of a public function URL. */
  authorizeAnybody(question: PermissionQuestion): void {
    this.#authorize({}, "anonymous", question);
  }

  #authorize(
    principal: Principal,
    caller: string,
    { action, resource, context = {} }: PermissionQuestion,
  ): void {
    const decision = evaluate({
      action,
      resource,
      principal,
      // What the SDKs reach by HTTPS in AWS stands on loopback here.
      context: { "aws:SecureTransport": "true", ...context },
      identityPolicies: this.#identityPolicies.get(principal.arn ?? "") ?? [],
      resourcePolicies: this.#resourcePolicies.get(resource) ?? [],
    });
    if (decision.decision !== "allowed") {
      throw accessDenied(caller, action, resource, decision);
    }
  }
}
