import { accessDenied } from "../../local/access-denied";
import { AwsServiceError } from "../../local/errors";
import {
  type AccessQuestion,
  type Denial,
  evaluate,
  PolicyError,
  type PolicyStatement,
} from "../../local/iam";

const ROLE = "arn:aws:iam::123456789012:role/decide";
const ACCOUNT = "arn:aws:iam::123456789012:root";
const MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:approval";
const KEY = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c";
const FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:decide";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:alice";

const ALLOW: PolicyStatement = { Effect: "Allow", Action: "*", Resource: "*" };
const DENY: PolicyStatement = { Effect: "Deny", Action: "*", Resource: "*" };

interface Statements {
  identity?: PolicyStatement[];
  resource?: PolicyStatement[];
}

function policy(...Statement: PolicyStatement[]) {
  return { Version: "2012-10-17", Statement };
}

/** The role asks about its state machine unless told otherwise. */
function ask({ identity = [], resource = [] }: Statements, question: Partial<AccessQuestion> = {}) {
  return evaluate({
    action: "states:SendTaskSuccess",
    resource: MACHINE,
    principal: { arn: ROLE },
    context: {},
    identityPolicies: [policy(...identity)],
    resourcePolicies: [policy(...resource)],
    ...question,
  });
}

describe("matching", () => {
  test.each([
    ["states:SendTaskSuccess", "allowed"],
    ["STATES:sendtasksuccess", "allowed"],
    ["states:*Task*", "allowed"],
    ["states:SendTask?uccess", "allowed"],
    ["*", "allowed"],
    [["states:StartExecution", "states:SendTaskSuccess"], "allowed"],
    [[], "implicitDeny"],
    ["states:SendTask", "implicitDeny"],
    ["states:SendTaskSuccess?", "implicitDeny"],
    ["sns:SendTaskSuccess", "implicitDeny"],
  ])("the action %j gives %s", (Action, decision) => {
    expect(ask({ identity: [{ ...ALLOW, Action }] }).decision).toBe(decision);
  });

  test.each([
    [MACHINE, "allowed"],
    ["*", "allowed"],
    ["arn:aws:states:*:123456789012:stateMachine:approval", "allowed"],
    ["arn:aws:states:us-east-1:123456789012:*", "allowed"],
    ["arn:aws:states:us-east-1:123456789012:stateMachine:appr?val", "allowed"],
    [[TOPIC, MACHINE], "allowed"],
    ["arn:aws:states:us-east-1:123456789012:statemachine:approval", "implicitDeny"],
    ["arn:aws:states:us-east-1:123456789012:stateMachine:approval:*", "implicitDeny"],
    ["arn:aws:states:eu-west-1:123456789012:stateMachine:approval", "implicitDeny"],
    ["arn:aws:states:us-east-1:*:approval", "implicitDeny"],
    ["arn:aws:states:us.east.1:123456789012:stateMachine:approval", "implicitDeny"],
  ])("the resource %j gives %s", (Resource, decision) => {
    expect(ask({ identity: [{ ...ALLOW, Resource }] }).decision).toBe(decision);
  });

  test.each([
    [`${MACHINE}:*`, `${MACHINE}:version:1`, "allowed"],
    ["*", "*", "allowed"],
    ["arn:*:*:*:*:*", "*", "implicitDeny"],
  ])("the resource %s, asked for %s, gives %s", (Resource, resource, decision) => {
    expect(ask({ identity: [{ ...ALLOW, Resource }] }, { resource }).decision).toBe(decision);
  });

  test.each([
    [{ StringEquals: { "aws:SourceAccount": "123456789012" } }, "allowed"],
    [{ StringEquals: { "AWS:sourceaccount": ["999999999999", "123456789012"] } }, "allowed"],
    [{ StringEquals: { "aws:SourceAccount": "1234*" } }, "implicitDeny"],
    [{ StringLike: { "aws:SourceAccount": "1234*" } }, "allowed"],
    [{ StringLike: { "aws:SourceAccount": "234*" } }, "implicitDeny"],
    [{ StringLike: { "aws:SourceArn": "arn:aws:sns:*alice" } }, "allowed"],
    [{ ArnLike: { "aws:SourceArn": "arn:aws:sns:*:123456789012:alice" } }, "allowed"],
    [{ ArnLike: { "aws:SourceArn": "arn:aws:sns:*alice" } }, "implicitDeny"],
    [{ Bool: { "aws:SecureTransport": "True" } }, "allowed"],
    [{ Bool: { "aws:SecureTransport": true } }, "allowed"],
    [{ Bool: { "aws:SecureTransport": "False" } }, "implicitDeny"],
    [{ StringLike: { "aws:SourceVpce": "*" } }, "implicitDeny"],
    [{ Bool: { "aws:SecureTransport": "true" }, StringLike: { "aws:SourceAccount": "9*" } }, "implicitDeny"],
    [{ StringLike: { "aws:SourceAccount": "1*", "aws:SourceVpce": "*" } }, "implicitDeny"],
    [{}, "allowed"],
  ])("the condition %j gives %s", (Condition, decision) => {
    const context = {
      "aws:SourceAccount": "123456789012",
      "AWS:SourceArn": TOPIC,
      "aws:SecureTransport": "true",
    };

    expect(ask({ identity: [{ ...ALLOW, Condition }] }, { context }).decision).toBe(decision);
  });

  test.each([
    ["*", { arn: ROLE }, "allowed"],
    ["*", {}, "allowed"],
    [{ AWS: "*" }, {}, "allowed"],
    [{ AWS: ROLE }, { arn: ROLE }, "allowed"],
    [{ Service: "states.amazonaws.com", AWS: [ACCOUNT, ROLE] }, { arn: ROLE }, "allowed"],
    [{ AWS: [ROLE] }, { arn: "arn:aws:iam::123456789012:role/send" }, "implicitDeny"],
    [{ AWS: ROLE }, {}, "implicitDeny"],
    [{ AWS: ACCOUNT }, { arn: ROLE }, "implicitDeny"],
    [{ Service: ["sns.amazonaws.com", "states.amazonaws.com"] }, { arn: ROLE }, "implicitDeny"],
    [{ Service: "states.amazonaws.com" }, {}, "implicitDeny"],
  ])("the principal %j, asked by %j, gives %s", (Principal, principal, decision) => {
    const answer = ask({ resource: [{ ...ALLOW, Principal }] }, { principal, identityPolicies: [] });

    expect(answer.decision).toBe(decision);
  });
});

describe("policies together", () => {
  const byRole = "identity-based policy";
  const byResource = "resource-based policy";
  const toRole = { ...ALLOW, Principal: { AWS: ROLE } };
  const toAccount = { ...ALLOW, Principal: { AWS: ACCOUNT } };
  const toOthers = { ...ALLOW, Principal: { AWS: "arn:aws:iam::999999999999:root" } };

  test.each<[string, Statements, ...string[]]>([
    ["there is no statement", {}, "implicitDeny", byRole],
    ["the role's policy allows", { identity: [ALLOW] }, "allowed", byRole],
    ["the resource's policy allows", { resource: [toRole] }, "allowed", byResource],
    ["it leaves it to the account", { resource: [toAccount] }, "implicitDeny", byRole],
    ["the role's policy denies, too", { identity: [ALLOW, DENY] }, "explicitDeny", byRole],
    [
      "the resource's policy denies the role",
      { identity: [ALLOW], resource: [{ ...toRole, ...DENY }] },
      "explicitDeny",
      byResource,
    ],
    [
      "it denies the account",
      { identity: [ALLOW], resource: [{ ...toAccount, ...DENY }] },
      "explicitDeny",
      byResource,
    ],
    [
      "it denies somebody else",
      { identity: [ALLOW], resource: [{ ...toOthers, ...DENY }] },
      "allowed",
      byRole,
    ],
  ])("when %s", (_, statements, decision, policyType) => {
    expect(ask(statements)).toEqual({ decision, policyType });
  });

  test.each<[string, Statements, ...string[]]>([
    ["names the role", { resource: [toRole] }, "allowed", byResource],
    ["leaves it to the account", { identity: [ALLOW], resource: [toAccount] }, "allowed", byRole],
    ["alone names the account", { resource: [toAccount] }, "implicitDeny", byRole],
    ["is silent", { identity: [ALLOW] }, "implicitDeny", byResource],
    ["names another account", { identity: [ALLOW], resource: [toOthers] }, "implicitDeny", byResource],
    [
      "leaves something else to the account",
      { identity: [ALLOW], resource: [{ ...toAccount, Action: "kms:GetPublicKey" }] },
      "implicitDeny",
      byResource,
    ],
    [
      "denies it to everyone",
      { identity: [ALLOW], resource: [toAccount, { ...DENY, Principal: "*" }] },
      "explicitDeny",
      byResource,
    ],
  ])("when a key's policy %s", (_, statements, decision, policyType) => {
    expect(ask(statements, { action: "kms:Sign", resource: KEY })).toEqual({ decision, policyType });
  });
});

describe("a public function URL", () => {
  const url = {
    Effect: "Allow",
    Principal: "*",
    Action: "lambda:InvokeFunctionUrl",
    Resource: FUNCTION,
    Condition: { StringEquals: { "lambda:FunctionUrlAuthType": "NONE" } },
  };
  const invoke = {
    ...url,
    Action: "lambda:InvokeFunction",
    Condition: { Bool: { "lambda:InvokedViaFunctionUrl": "true" } },
  };

  test.each([
    ["lambda:InvokeFunctionUrl", { "lambda:FunctionUrlAuthType": "NONE" }, "allowed"],
    ["lambda:InvokeFunctionUrl", { "lambda:FunctionUrlAuthType": "AWS_IAM" }, "implicitDeny"],
    ["lambda:InvokeFunction", { "lambda:InvokedViaFunctionUrl": "true" }, "allowed"],
    ["lambda:InvokeFunction", {}, "implicitDeny"],
  ])("%s with %j gives %s", (action, context, decision) => {
    const question = { action, resource: FUNCTION, principal: {}, context, identityPolicies: [] };

    expect(ask({ resource: [url, invoke] }, question)).toEqual({
      decision,
      policyType: "resource-based policy",
    });
  });
});

describe("fails when", () => {
  function failure(statements: Statements, question: Partial<AccessQuestion> = {}): string {
    try {
      return ask(statements, question).decision;
    } catch (error) {
      return String(error);
    }
  }

  test.each([
    ["element of identity-based policy: NotAction", { ...ALLOW, NotAction: "sns:*" }],
    ["element of identity-based policy: NotResource", { ...ALLOW, NotResource: TOPIC }],
    ["element of identity-based policy: Principal", { ...ALLOW, Principal: "*" }],
    ["Effect: Maybe", { ...ALLOW, Effect: "Maybe" }],
    ["Action: undefined", JSON.parse(`{ "Effect": "Allow", "Resource": "*" }`)],
    ["Resource: undefined", JSON.parse(`{ "Effect": "Allow", "Action": "*" }`)],
    ["Action: s*:SendTaskSuccess", { ...ALLOW, Action: ["states:*", "s*:SendTaskSuccess"] }],
    ["Resource: arn:aws:states", { ...ALLOW, Resource: [MACHINE, "arn:aws:states"] }],
    [`policy variable: \${aws:username}`, { ...ALLOW, Resource: `${TOPIC}-\${aws:username}` }],
    ["condition operator: NumericLessThan", { ...ALLOW, Condition: { NumericLessThan: { "a:b": "3" } } }],
    ["condition operator: BoolIfExists", { ...ALLOW, Condition: { BoolIfExists: { "a:b": "true" } } }],
    ["condition operator: constructor", { ...ALLOW, Condition: { constructor: { "a:b": "1" } } }],
  ])("a role's policy has an unknown %s", (unknown, statement) => {
    expect(failure({ identity: [statement] })).toBe(`PolicyError: unknown ${unknown}`);
  });

  test.each([
    ["element of resource-based policy: NotPrincipal", { ...ALLOW, NotPrincipal: { AWS: ROLE } }],
    ["Principal: undefined", ALLOW],
    ["Principal: everyone", { ...ALLOW, Principal: "everyone" }],
    [`Principal: ${ROLE}`, { ...ALLOW, Principal: ROLE }],
    ["Principal: Federated google.com", { ...ALLOW, Principal: { AWS: "*", Federated: "google.com" } }],
    ["Principal: AWS 123456789012", { ...ALLOW, Principal: { AWS: ["*", "123456789012"] } }],
    [`Principal: AWS ${ROLE}*`, { ...ALLOW, Principal: { AWS: `${ROLE}*` } }],
    ["Principal: Service lambda", { ...ALLOW, Principal: { Service: "lambda" } }],
  ])("a resource's policy has an unknown %s", (unknown, statement) => {
    expect(failure({ resource: [statement] })).toBe(`PolicyError: unknown ${unknown}`);
  });

  test.each([
    ["element of policy: Id", { Version: "2012-10-17", Id: "default", Statement: [] }],
    ["Version: 2026-01-01", { Version: "2026-01-01", Statement: [] }],
    ["Version: undefined", JSON.parse(`{ "Statement": [] }`)],
  ])("a policy has an unknown %s", (unknown, document) => {
    expect(failure({}, { identityPolicies: [document] })).toBe(`PolicyError: unknown ${unknown}`);
  });

  test.each([
    ["speaks of another action", { ...ALLOW, Action: "sns:Publish" }],
    ["speaks of another resource", { ...ALLOW, Resource: TOPIC }],
    ["follows one that decides", DENY],
  ])("the statement with something unknown %s", (_, statement) => {
    const Condition = { Bool: { "aws:SecureTransport": "true" }, Null: { "aws:TokenIssueTime": "true" } };
    const asking = () => ask({ identity: [DENY, { ...statement, Condition }] });

    expect(asking).toThrow(PolicyError);
    expect(asking).toThrow("unknown condition operator: Null");
  });
});

describe("accessDenied", () => {
  const caller = "arn:aws:sts::123456789012:assumed-role/decide/local-run";

  test.each<[Denial["decision"], Denial["policyType"], string]>([
    [
      "implicitDeny",
      "identity-based policy",
      "because no identity-based policy allows the sns:Publish action",
    ],
    [
      "implicitDeny",
      "resource-based policy",
      "because no resource-based policy allows the sns:Publish action",
    ],
    ["explicitDeny", "identity-based policy", "with an explicit deny in an identity-based policy"],
    ["explicitDeny", "resource-based policy", "with an explicit deny in a resource-based policy"],
  ])("says in AWS's words: %s by %s", (decision, policyType, reason) => {
    const error = accessDenied(caller, "sns:Publish", TOPIC, { decision, policyType });

    expect(error).toBeInstanceOf(AwsServiceError);
    expect(error).toMatchObject({ code: "AccessDeniedException", statusCode: 400 });
    expect(error.message).toBe(
      `User: ${caller} is not authorized to perform: sns:Publish on resource: ${TOPIC} ${reason}`,
    );
  });
});
