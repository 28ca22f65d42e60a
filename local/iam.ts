import { AwsServiceError } from "./errors";

/** A policy, or a question, that the local run cannot judge; the message names what it does not know. */
export class PolicyError extends Error {
  override readonly name = "PolicyError";
}

/**
 * An IAM policy as it stands in JSON, whatever it is attached to.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export interface PolicyDocument {
  Version: string;
  Statement: OneOrMany<PolicyStatement>;
}

/** One statement of a policy: who may or may not do what, with which resource, and when. */
export interface PolicyStatement {
  Sid?: string;
  Effect: string;
  /** In resource-based policies only: `"*"`, or ARNs of roles and accounts' roots, and services, by type. */
  Principal?: string | Record<string, OneOrMany<string>>;
  Action: OneOrMany<string>;
  Resource: OneOrMany<string>;
  /** Values by condition key, by operator; `true` and `"true"` are the same. */
  Condition?: Record<string, Record<string, OneOrMany<string | boolean>>>;
}

type OneOrMany<T> = T | T[];

/** Who asks. */
export interface Principal {
  /** A role's, such as `arn:aws:iam::123456789012:role/decide`. @default somebody without credentials */
  arn?: string;
}

/** A question to IAM: may this principal do this, given these policies. */
export interface AccessQuestion {
  /** Such as `kms:Sign`. */
  action: string;
  /** An ARN, or `*` for an action that knows no resource. */
  resource: string;
  principal: Principal;
  /** The request's values by condition key, in any case. */
  context: Readonly<Record<string, string>>;
  /** The role's policies. */
  identityPolicies: PolicyDocument[];
  /** The policies of the resource: a function's, a topic's, a key's. */
  resourcePolicies: PolicyDocument[];
}

/** The kinds of policy, in AWS's words. */
type PolicyType = "identity-based policy" | "resource-based policy";

/** A refusal: no policy of this type allows it (implicit), or one forbids it (explicit). */
export interface Denial {
  decision: "implicitDeny" | "explicitDeny";
  policyType: PolicyType;
}

/** IAM's answer, and the type of policy that it comes from. */
export type Decision = { decision: "allowed"; policyType: PolicyType } | Denial;

const REQUIRED: Readonly<Record<PolicyType, string[]>> = {
  "identity-based policy": ["Effect", "Action", "Resource"],
  "resource-based policy": ["Effect", "Principal", "Action", "Resource"],
};
const ACTION = /^(\*|[a-z0-9-]+:[a-z0-9*?]+)$/i;
const RESOURCE = /^(\*|arn(:[^:]*){4}:.+)$/;
const PRINCIPALS: Readonly<Record<string, RegExp>> = {
  AWS: /^(\*|arn:[\w-]+:iam::\d{12}:(root|role\/[^*?]+))$/,
  Service: /^[\w-]+(\.[\w-]+)+$/,
};
const OPERATORS: Readonly<Record<string, (wanted: string, given: string) => boolean>> = {
  StringEquals: (wanted, given) => wanted === given,
  StringLike: like,
  ArnLike: arnLike,
  Bool: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(),
};

/**
 * Decides a question inside one account as AWS does.
 *
 * An explicit deny in any policy wins. Otherwise a policy of the role or of the resource has to allow it. With a
 * KMS key the role's policies count only where the key's policy leaves the matter to the account.
 *
 * A wildcard matches within one part of an ARN, the last of which holds all the rest. AWS lets a `*` that ends a
 * part run on into the next ones; here such a policy gives less.
 *
 * @throws PolicyError for an element, operator, principal or policy variable that it does not know, also in a
 * statement that does not fit the question, and for a resource of another account
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 */
export function evaluate(question: AccessQuestion): Decision {
  const { action, resource, principal, identityPolicies, resourcePolicies } = question;
  const [, partition, , , account] = principal.arn?.split(":") ?? [];
  const owner = resource.split(":")[4];
  if (account && owner && owner !== account) throw new PolicyError(`${resource} is not in account ${account}`);
  const root = `arn:${partition}:iam::${account}:root`;

  const ofRole = fitting("identity-based policy", identityPolicies, question);
  const ofResource = fitting("resource-based policy", resourcePolicies, question);
  const naming = (...names: string[]) =>
    ofResource.filter((statement) => principalsOf(statement).some((name) => names.includes(name)));
  const toPrincipal = naming("*", principal.arn ?? "*");
  const toAccount = naming(root);

  if (ofRole.some(denies)) return { decision: "explicitDeny", policyType: "identity-based policy" };
  if ([...toPrincipal, ...toAccount].some(denies)) {
    return { decision: "explicitDeny", policyType: "resource-based policy" };
  }
  if (toPrincipal.length > 0) return { decision: "allowed", policyType: "resource-based policy" };
  if (!account || (/^kms:/i.test(action) && toAccount.length === 0)) {
    return { decision: "implicitDeny", policyType: "resource-based policy" };
  }
  return { decision: ofRole.length > 0 ? "allowed" : "implicitDeny", policyType: "identity-based policy" };
}

/**
 * Makes the error that AWS answers a refused call with.
 *
 * @param principalArn the caller as AWS names it: `arn:aws:sts::123456789012:assumed-role/ROLE/SESSION`
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function accessDenied(
  principalArn: string,
  action: string,
  resource: string,
  { decision, policyType }: Denial,
): AwsServiceError {
  const reason =
    decision === "implicitDeny"
      ? `because no ${policyType} allows the ${action} action`
      : `with an explicit deny in ${policyType === "identity-based policy" ? "an" : "a"} ${policyType}`;
  return new AwsServiceError(
    "AccessDeniedException",
    `User: ${principalArn} is not authorized to perform: ${action} on resource: ${resource} ${reason}`,
  );
}

/** The statements that fit the question, whomever they name. Checks them all before any of them counts. */
function fitting(type: PolicyType, policies: PolicyDocument[], question: AccessQuestion): PolicyStatement[] {
  const { action, resource, context } = question;
  const given = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  const holds = (operator: string, key: string, wanted: OneOrMany<string | boolean>) => {
    const value = given.get(key.toLowerCase());
    return value !== undefined && list(wanted).some((one) => OPERATORS[operator]?.(String(one), value));
  };
  return policies
    .flatMap((policy) => checkedStatements(type, policy))
    .filter(({ Action, Resource, Condition = {} }) => {
      const conditions = Object.entries(Condition);
      return (
        list(Action).some((pattern) => like(pattern.toLowerCase(), action.toLowerCase())) &&
        list(Resource).some((pattern) => pattern === "*" || arnLike(pattern, resource)) &&
        conditions.every(([operator, keys]) =>
          Object.entries(keys).every(([key, wanted]) => holds(operator, key, wanted)),
        )
      );
    });
}

function checkedStatements(type: PolicyType, policy: PolicyDocument): PolicyStatement[] {
  expectElements("policy", policy, ["Version", "Statement"], []);
  expectKnown("Version", [policy.Version], ["2012-10-17"]);
  for (const statement of list(policy.Statement)) {
    expectElements(`statement of a ${type}`, statement, REQUIRED[type], ["Sid", "Condition"]);
    expectKnown("Effect", [statement.Effect], ["Allow", "Deny"]);
    expectKnown("condition operator", Object.keys(statement.Condition ?? {}), Object.keys(OPERATORS));
  }
  return list(policy.Statement);
}
