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
  /** In a resource's policy only: `"*"`, or by type the ARNs of roles and accounts' roots, and services. */
  Principal?: string | Record<string, OneOrMany<string>>;
  Action: OneOrMany<string>;
  Resource: OneOrMany<string>;
  /** Values by condition key, by operator; `true` and `"true"` are the same. */
  Condition?: Record<string, ConditionValues>;
}

type OneOrMany<T> = T | T[];
type ConditionValues = Record<string, OneOrMany<string | boolean>>;

/** Who asks: a role, also where a service acts as it, or somebody without credentials. */
export interface Principal {
  /** The role's, such as `arn:aws:iam::123456789012:role/decide`. @default somebody without credentials */
  arn?: string;
}

/** A question to IAM: may this principal do this, given these policies. */
export interface AccessQuestion {
  /** Such as `kms:Sign`. */
  action: string;
  /** An ARN, or `*` for an action that knows no resource. */
  resource: string;
  principal: Principal;
  /** The request's values by condition key. */
  context: Readonly<Record<string, string>>;
  identityPolicies: PolicyDocument[];
  /** The policies of the resource: a function's, a topic's, a key's. */
  resourcePolicies: PolicyDocument[];
}

/** A refusal: no policy of this type allows it (implicit), or one forbids it (explicit). */
export interface Denial {
  decision: "implicitDeny" | "explicitDeny";
  policyType: PolicyType;
}

/** IAM's answer, and the type of policy that it comes from. */
export type Decision = { decision: "allowed"; policyType: PolicyType } | Denial;

type PolicyType = "identity-based policy" | "resource-based policy";

const OPERATORS: Readonly<Record<string, (wanted: string, given: string) => boolean>> = {
  StringEquals: (wanted, given) => wanted === given,
  StringLike: like,
  ArnLike: arnLike,
  Bool: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(),
};

/** What may stand in a policy; anything else is a {@link PolicyError}. */
const KNOWN = {
  "element of policy": /^(Version|Statement)$/,
  "element of identity-based policy": /^(Sid|Effect|Action|Resource|Condition)$/,
  "element of resource-based policy": /^(Sid|Effect|Principal|Action|Resource|Condition)$/,
  Version: /^2012-10-17$/,
  Effect: /^(Allow|Deny)$/,
  Principal: /^(\*|AWS \*|AWS arn:[\w-]+:iam::\d{12}:(root|role\/[^*?]+)|Service [\w-]+(\.[\w-]+)+)$/,
  Action: /^(\*|[a-z0-9-]+:[a-z0-9*?]+)$/i,
  Resource: /^(\*|arn(:[^:]*){4}:.+)$/,
  "condition operator": new RegExp(`^(${Object.keys(OPERATORS).join("|")})$`),
};

/**
 * Decides a question inside one account as AWS does.
 *
 * An explicit deny in any policy wins. Otherwise a policy of the role or of the resource has to allow it; with a
 * KMS key the role's policies count only where the key's policy leaves the matter to the account.
 *
 * @throws PolicyError for an element, operator, principal or policy variable that it does not know, also in a
 * statement that does not fit the question
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 */
export function evaluate(question: AccessQuestion): Decision {
  const { arn } = question.principal;
  const ofRole = fitting("identity-based policy", question.identityPolicies, question);
  const ofResource = fitting("resource-based policy", question.resourcePolicies, question);
  const naming = (...names: string[]) =>
    ofResource.filter((statement) => principalsOf(statement).some((name) => names.includes(name)));
  const toAsker = naming("*", "AWS *", `AWS ${arn}`);
  const toAccount = naming(`AWS ${arn?.replace(/:role\/.*/, ":root")}`);

  const denies = ({ Effect }: PolicyStatement) => Effect === "Deny";
  if (ofRole.some(denies)) return { decision: "explicitDeny", policyType: "identity-based policy" };
  if ([...toAsker, ...toAccount].some(denies)) {
    return { decision: "explicitDeny", policyType: "resource-based policy" };
  }
  // Without a denial, all that is left allows.
  if (toAsker.length > 0) return { decision: "allowed", policyType: "resource-based policy" };
  const rolesCount = arn !== undefined && (toAccount.length > 0 || !/^kms:/i.test(question.action));
  if (!rolesCount) return { decision: "implicitDeny", policyType: "resource-based policy" };
  return { decision: ofRole.length > 0 ? "allowed" : "implicitDeny", policyType: "identity-based policy" };
}

/** The statements of these policies that fit the question, whomever they name. */
function fitting(type: PolicyType, policies: PolicyDocument[], question: AccessQuestion): PolicyStatement[] {
  // All are checked before any is asked, so that nothing unknown hides in a statement that does not fit.
  const statements = policies.flatMap((policy) => checkedStatements(type, policy));
  return statements.filter(
    ({ Action, Resource, Condition = {} }) =>
      list(Action).some((pattern) => like(pattern.toLowerCase(), question.action.toLowerCase())) &&
      list(Resource).some((pattern) => pattern === "*" || arnLike(pattern, question.resource)) &&
      Object.entries(Condition).every(([operator, wanted]) => holds(operator, wanted, question.context)),
  );
}

function checkedStatements(type: PolicyType, policy: PolicyDocument): PolicyStatement[] {
  expectKnown("element of policy", Object.keys(policy));
  expectKnown("Version", [policy.Version]);
  for (const statement of list(policy.Statement)) {
    expectKnown(`element of ${type}`, Object.keys(statement));
    expectKnown("Effect", [statement.Effect]);
    expectKnown("Principal", type === "resource-based policy" ? principalsOf(statement) : []);
    expectKnown("Action", list(statement.Action));
    expectKnown("Resource", list(statement.Resource));
    expectKnown("condition operator", Object.keys(statement.Condition ?? {}));
    const variable = /\$\{[^}]*\}?/.exec(JSON.stringify(statement))?.[0];
    if (variable) throw new PolicyError(`unknown policy variable: ${variable}`);
  }
  return list(policy.Statement);
}

function expectKnown(what: keyof typeof KNOWN, given: string[]): void {
  for (const one of given) {
    if (!KNOWN[what].test(one)) throw new PolicyError(`unknown ${what}: ${one}`);
  }
}

/** Whom a statement names: `*`, or each with its type, such as `Service states.amazonaws.com`. */
function principalsOf({ Principal }: PolicyStatement): string[] {
  if (typeof Principal !== "object") return [String(Principal)];
  return Object.entries(Principal).flatMap(([type, names]) => list(names).map((name) => `${type} ${name}`));
}

function holds(operator: string, wanted: ConditionValues, context: AccessQuestion["context"]): boolean {
  const given = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), value]));
  return Object.entries(wanted).every(([key, values]) => {
    const value = given.get(key.toLowerCase());
    return value !== undefined && list(values).some((one) => OPERATORS[operator]?.(String(one), value));
  });
}

/** Compares text: `*` stands for any, `?` for any one character. */
function like(pattern: string, text: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${source.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(text);
}

/** Compares ARNs part by part. AWS lets the `*` of a Resource run on into the next part; here it does not. */
function arnLike(pattern: string, arn: string): boolean {
  const parts = (one: string) => [...one.split(":", 5), one.split(":").slice(5).join(":")];
  const given = parts(arn);
  return parts(pattern).every((part, i) => like(part, given[i] ?? ""));
}

function list<T>(value: OneOrMany<T>): T[] {
  return Array.isArray(value) ? value : [value];
}
