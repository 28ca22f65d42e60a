import { AwsServiceError } from "../../local/errors";
import {
  type AccessQuestion,
  accessDenied,
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

function policy(...Statement: PolicyStatement[]) {
  return { Version: "2012-10-17", Statement };
}

/** The role asks about its state machine unless told otherwise. */
function ask(
  statements: { identity?: PolicyStatement[]; resource?: PolicyStatement[]; boundary?: PolicyStatement[] },
  question: Partial<AccessQuestion> = {},
) {
  return evaluate({
    action: "states:SendTaskSuccess",
    resource: MACHINE,
    principal: { arn: ROLE },
    context: {},
    identityPolicies: [policy(...(statements.identity ?? []))],
    resourcePolicies: [policy(...(statements.resource ?? []))],
    ...(statements.boundary && { permissionsBoundary: policy(...statements.boundary) }),
    ...question,
  });
}

describe("matching", () => {
  test.each([
    ["states:SendTaskSuccess", "allowed"],
    ["STATES:sendtasksuccess", "allowed"],
    ["states:SendTask*", "allowed"],
    ["states:*Task*", "allowed"],
    ["states:SendTask?uccess", "allowed"],
    ["states:*", "allowed"],
    ["*", "allowed"],
    [["states:StartExecution", "states:SendTaskSuccess"], "allowed"],
    [[], "implicitDeny"],
    ["states:SendTask", "implicitDeny"],
    ["states:SendTaskSuccess?", "implicitDeny"],
    ["states:SendTaskFailure", "implicitDeny"],
    ["sns:SendTaskSuccess", "implicitDeny"],
  ])("the action %j gives %s", (Action, decision) => {
    expect(ask({ identity: [{ ...ALLOW, Action }] }).decision).toBe(decision);
  });

  test.each([
    [MACHINE, "allowed"],
    ["*", "allowed"],
    ["arn:aws:states:*:123456789012:stateMachine:approval", "allowed"],
    ["arn:aws:states:us-east-1:123456789012:stateMachine:*", "allowed"],
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

  test("a wildcard in the last segment takes in colons", () => {
    const Resource = "arn:aws:states:us-east-1:123456789012:execution:approval:*";
    const execution = "arn:aws:states:us-east-1:123456789012:execution:approval:monday:1";

    expect(ask({ identity: [{ ...ALLOW, Resource }] }, { resource: execution }).decision).toBe("allowed");
  });

  test.each([
    ["*", "allowed"],
    ["arn:*:*:*:*:*", "implicitDeny"],
  ])("an action without a resource is given by %s: %s", (Resource, decision) => {
    const question = { action: "logs:CreateLogDelivery", resource: "*" };

    expect(ask({ identity: [{ ...ALLOW, Resource }] }, question).decision).toBe(decision);
  });

  test.each([
    [{ StringEquals: { "aws:SourceAccount": "123456789012" } }, "allowed"],
    [{ StringEquals: { "AWS:sourceaccount": ["999999999999", "123456789012"] } }, "allowed"],
    [{ StringEquals: { "aws:SourceAccount": "1234*" } }, "implicitDeny"],
    [{ StringLike: { "aws:SourceAccount": "1234*" } }, "allowed"],
    [{ StringLike: { "aws:SourceAccount": "234*" } }, "implicitDeny"],
    [{ ArnEquals: { "aws:SourceArn": "arn:aws:sns:*:123456789012:alice" } }, "allowed"],
    [{ ArnLike: { "aws:SourceArn": "arn:aws:sns:*:999999999999:alice" } }, "implicitDeny"],
    [{ Bool: { "aws:SecureTransport": "true" } }, "allowed"],
    [{ Bool: { "aws:SecureTransport": true } }, "allowed"],
    [{ Bool: { "aws:SecureTransport": "False" } }, "implicitDeny"],
    [{ StringEquals: { "aws:SourceVpce": "vpce-1" } }, "implicitDeny"],
    [{ StringEqualsIfExists: { "aws:SourceVpce": "vpce-1" } }, "allowed"],
    [{ StringEqualsIfExists: { "aws:SourceAccount": "999999999999" } }, "implicitDeny"],
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
    ["*", { service: "states.amazonaws.com" }, "allowed"],
    ["*", {}, "allowed"],
    [{ AWS: "*" }, {}, "allowed"],
    [{ AWS: ROLE }, { arn: ROLE }, "allowed"],
    [{ AWS: [ROLE] }, { arn: "arn:aws:iam::123456789012:role/send" }, "implicitDeny"],
    [{ AWS: ROLE }, {}, "implicitDeny"],
    [{ AWS: ACCOUNT }, { arn: ROLE }, "implicitDeny"],
    [
      { Service: ["sns.amazonaws.com", "states.amazonaws.com"] },
      { service: "states.amazonaws.com" },
      "allowed",
    ],
    [{ Service: "sns.amazonaws.com" }, { service: "states.amazonaws.com" }, "implicitDeny"],
    [{ Service: "states.amazonaws.com" }, { arn: ROLE }, "implicitDeny"],
  ])("the principal %j, asked by %j, gives %s", (Principal, principal, decision) => {
    const answer = ask({ resource: [{ ...ALLOW, Principal }] }, { principal, identityPolicies: [] });

    expect(answer.decision).toBe(decision);
  });
});

describe("policies together", () => {
  test("without any statement, no identity-based policy allows it", () => {
    expect(ask({})).toEqual({ decision: "implicitDeny", policyType: "identity-based policy" });
  });

  test.each([
    ["identity", { identity: [ALLOW, DENY] }, "identity-based policy"],
    [
      "resource",
      { identity: [ALLOW], resource: [{ ...DENY, Principal: { AWS: ROLE } }] },
      "resource-based policy",
    ],
    [
      "account",
      { identity: [ALLOW], resource: [{ ...DENY, Principal: { AWS: ACCOUNT } }] },
      "resource-based policy",
    ],
    ["boundary", { identity: [ALLOW], boundary: [ALLOW, DENY] }, "permissions boundary"],
  ])("an explicit deny wins: %s", (_, statements, policyType) => {
    expect(ask(statements)).toEqual({ decision: "explicitDeny", policyType });
  });

  test("either the role's policy or the resource's is enough", () => {
    expect(ask({ identity: [ALLOW] })).toEqual({ decision: "allowed", policyType: "identity-based policy" });
    expect(ask({ resource: [{ ...ALLOW, Principal: { AWS: ROLE } }] })).toEqual({
      decision: "allowed",
      policyType: "resource-based policy",
    });
  });

  test.each([
    ["the role's policies", { identity: [ALLOW] }, "implicitDeny"],
    ["what names the role", { resource: [{ ...ALLOW, Principal: { AWS: ROLE } }] }, "implicitDeny"],
    ["but not everyone's", { resource: [{ ...ALLOW, Principal: "*" }] }, "allowed"],
  ])("a permissions boundary limits %s", (_, statements, decision) => {
    expect(ask({ ...statements, boundary: [ALLOW] }).decision).toBe("allowed");
    const answer = ask({ ...statements, boundary: [{ ...ALLOW, Action: "sns:*" }] });
    expect(answer.decision).toBe(decision);
    expect(answer.policyType).toBe(decision === "allowed" ? "resource-based policy" : "permissions boundary");
  });

  test("a permissions boundary alone gives nothing", () => {
    expect(ask({ boundary: [ALLOW] })).toEqual({
      decision: "implicitDeny",
      policyType: "identity-based policy",
    });
  });
});

describe("KMS keys", () => {
  const sign = { action: "kms:Sign", resource: KEY };
  const toRole = { ...ALLOW, Principal: { AWS: ROLE } };
  const toAccount = { ...ALLOW, Principal: { AWS: ACCOUNT } };

  test.each([
    ["the key policy names the role", { resource: [toRole] }, "allowed", "resource-based policy"],
    [
      "the key policy leaves it to the account",
      { identity: [ALLOW], resource: [toAccount] },
      "allowed",
      "identity-based policy",
    ],
    ["only the account is named", { resource: [toAccount] }, "implicitDeny", "identity-based policy"],
    ["the key policy is silent", { identity: [ALLOW] }, "implicitDeny", "resource-based policy"],
    [
      "the key policy leaves something else to the account",
      { identity: [ALLOW], resource: [{ ...toAccount, Action: "kms:GetPublicKey" }] },
      "implicitDeny",
      "resource-based policy",
    ],
    [
      "the key policy names another account",
      { identity: [ALLOW], resource: [{ ...ALLOW, Principal: { AWS: "999999999999" } }] },
      "implicitDeny",
      "resource-based policy",
    ],
    [
      "the key policy denies it",
      { identity: [ALLOW], resource: [toAccount, { ...DENY, Principal: "*" }] },
      "explicitDeny",
      "resource-based policy",
    ],
  ])("when %s", (_, statements, decision, policyType) => {
    expect(ask(statements, sign)).toEqual({ decision, policyType });
  });

  test("the account's id stands for its root", () => {
    const statements = { identity: [ALLOW], resource: [{ ...ALLOW, Principal: { AWS: "123456789012" } }] };

    expect(ask(statements, sign).decision).toBe("allowed");
  });
});

describe("a role's trust policy", () => {
  const assume = { action: "sts:AssumeRole", resource: ROLE };
  const trust = { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } };

  test.each([
    [{ service: "lambda.amazonaws.com" }, "allowed"],
    [{ service: "states.amazonaws.com" }, "implicitDeny"],
    [{ arn: "arn:aws:iam::123456789012:role/send" }, "implicitDeny"],
  ])("asked by %j gives %s", (principal, decision) => {
    expect(ask({ identity: [ALLOW], resource: [trust] }, { ...assume, principal }).decision).toBe(decision);
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
    ["lambda:InvokeFunction", { "lambda:InvokedViaFunctionUrl": "false" }, "implicitDeny"],
    ["lambda:InvokeFunction", {}, "implicitDeny"],
  ])("%s with %j gives %s", (action, context, decision) => {
    const question = { action, resource: FUNCTION, principal: {}, context, identityPolicies: [] };

    expect(ask({ resource: [url, invoke] }, question)).toEqual({
      decision,
      policyType: "resource-based policy",
    });
  });
});

describe("a topic that insists on TLS", () => {
  const insist = {
    ...DENY,
    Principal: "*",
    Action: "sns:Publish",
    Resource: TOPIC,
    Condition: { Bool: { "aws:SecureTransport": "false" } },
  };

  test.each([
    ["false", "explicitDeny"],
    ["true", "allowed"],
  ])("aws:SecureTransport %s gives %s", (secure, decision) => {
    const question = { action: "SNS:Publish", resource: TOPIC, context: { "aws:SecureTransport": secure } };

    expect(ask({ identity: [ALLOW], resource: [insist] }, question).decision).toBe(decision);
  });
});

describe("fails when", () => {
  test.each([
    ["NotAction", { ...ALLOW, NotAction: "sns:*" }],
    ["NotResource", { ...ALLOW, NotResource: TOPIC }],
    ["Principal", { ...ALLOW, Principal: "*" }],
    ["Maybe", { ...ALLOW, Effect: "Maybe" }],
    ["no Action", JSON.parse(`{ "Effect": "Allow", "Resource": "*" }`)],
    ["no Resource", { Effect: "Allow", Action: "*" }],
    ["s*:SendTaskSuccess", { ...ALLOW, Action: ["states:*", "s*:SendTaskSuccess"] }],
    ["arn:aws:states", { ...ALLOW, Resource: [MACHINE, "arn:aws:states"] }],
    ["aws:PrincipalTag/team", { ...ALLOW, Resource: `${TOPIC}-\${aws:PrincipalTag/team}` }],
    ["NumericLessThan", { ...ALLOW, Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": "3600" } } }],
    [
      "ForAnyValue:StringLike",
      { ...ALLOW, Condition: { "ForAnyValue:StringLike": { "aws:TagKeys": "a*" } } },
    ],
    ["StringNotEquals", { ...ALLOW, Condition: { StringNotEquals: { "aws:SourceAccount": "1" } } }],
    ["constructor", { ...ALLOW, Condition: { constructor: { "aws:SourceAccount": "1" } } }],
    ["maybe", { ...ALLOW, Condition: { Bool: { "aws:SecureTransport": "maybe" } } }],
    ["not-an-arn", { ...ALLOW, Condition: { ArnLike: { "aws:SourceArn": "not-an-arn" } } }],
  ])("a role's policy has %s", (name, statement) => {
    const asking = () => ask({ identity: [statement] });

    expect(asking).toThrow(PolicyError);
    expect(asking).toThrow(name);
  });

  test.each([
    ["NotPrincipal", { ...ALLOW, NotPrincipal: { AWS: ROLE } }],
    ["no Principal", ALLOW],
    ["Federated", { ...ALLOW, Principal: { AWS: "*", Federated: "accounts.google.com" } }],
    ["everyone", { ...ALLOW, Principal: "everyone" }],
    ["AROAEXAMPLE", { ...ALLOW, Principal: { AWS: ["*", "AROAEXAMPLE"] } }],
    ["assumed-role", { ...ALLOW, Principal: { AWS: "arn:aws:sts::123456789012:assumed-role/decide/x" } }],
    ["role/*", { ...ALLOW, Principal: { AWS: "arn:aws:iam::123456789012:role/*" } }],
    ["lambda", { ...ALLOW, Principal: { Service: "lambda" } }],
  ])("a resource's policy has %s", (name, statement) => {
    const asking = () => ask({ resource: [statement] });

    expect(asking).toThrow(PolicyError);
    expect(asking).toThrow(name);
  });

  test.each([
    ["Remark", { Version: "2012-10-17", Statement: [], Remark: "none" }],
    ["2026-01-01", { Version: "2026-01-01", Statement: [] }],
    ["no Statement", JSON.parse(`{ "Version": "2012-10-17" }`)],
  ])("a policy has %s", (name, document) => {
    const asking = () => ask({}, { identityPolicies: [document] });

    expect(asking).toThrow(PolicyError);
    expect(asking).toThrow(name);
  });

  test.each([
    ["the caller is not a role", { principal: { arn: "arn:aws:sts::123456789012:assumed-role/decide/x" } }],
    ["the resource is another account's", { resource: MACHINE.replace("123456789012", "999999999999") }],
  ])("%s", (_, question) => {
    expect(() => ask({ identity: [ALLOW] }, question)).toThrow(PolicyError);
  });

  test.each([
    ["speaks of another action", { ...ALLOW, Action: "sns:Publish" }],
    ["speaks of another resource", { ...ALLOW, Resource: TOPIC }],
    ["follows one that decides", DENY],
  ])("the statement with something unknown %s", (_, statement) => {
    const Condition = { Bool: { "aws:SecureTransport": "true" }, Null: { "aws:TokenIssueTime": "true" } };

    expect(() => ask({ identity: [DENY, { ...statement, Condition }] })).toThrow("Null");
  });

  test("a permissions boundary has an unknown element", () => {
    const statement = { ...ALLOW, NotAction: "sns:*" };

    expect(() => ask({ boundary: [statement] })).toThrow("statement of a permissions boundary: NotAction");
  });
});

describe("accessDenied", () => {
  const caller = "arn:aws:sts::123456789012:assumed-role/decide/local-run";

  test.each<[Denial, string]>([
    [
      { decision: "implicitDeny", policyType: "identity-based policy" },
      "because no identity-based policy allows the states:SendTaskSuccess action",
    ],
    [
      { decision: "implicitDeny", policyType: "resource-based policy" },
      "because no resource-based policy allows the states:SendTaskSuccess action",
    ],
    [
      { decision: "implicitDeny", policyType: "permissions boundary" },
      "because no permissions boundary allows the states:SendTaskSuccess action",
    ],
    [
      { decision: "explicitDeny", policyType: "identity-based policy" },
      "with an explicit deny in an identity-based policy",
    ],
    [
      { decision: "explicitDeny", policyType: "resource-based policy" },
      "with an explicit deny in a resource-based policy",
    ],
    [
      { decision: "explicitDeny", policyType: "permissions boundary" },
      "with an explicit deny in a permissions boundary",
    ],
  ])("says why in AWS's words: %j", (denial, reason) => {
    const error = accessDenied(caller, "states:SendTaskSuccess", MACHINE, denial);

    expect(error).toBeInstanceOf(AwsServiceError);
    expect(error).toMatchObject({ code: "AccessDeniedException", statusCode: 400 });
    expect(error.message).toBe(
      `User: ${caller} is not authorized to perform: states:SendTaskSuccess on resource: ${MACHINE} ${reason}`,
    );
  });
});
