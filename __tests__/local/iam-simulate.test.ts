import fc from "fast-check";
import {
  type AccessQuestion,
  evaluate,
  type PolicyDocument,
  type PolicyStatement,
  type Principal,
} from "../../local/iam";
import { simulate } from "../helpers/iam-simulate";

const DECIDE = "arn:aws:iam::123456789012:role/decide";
const SEND = "arn:aws:iam::123456789012:role/service/send";
const MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:approval";
const EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:approval:monday";
const KEY = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:alice";
const FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:decide";

const ROLES: Principal[] = [{ arn: DECIDE }, { arn: SEND }];
const OTHERS: Principal[] = [{ service: "states.amazonaws.com" }, { service: "sns.amazonaws.com" }, {}];

const GLOBAL_KEYS: [key: string, value: string][] = [
  ["aws:SecureTransport", "true"],
  ["aws:SecureTransport", "false"],
  ["aws:SourceAccount", "123456789012"],
  ["aws:SourceAccount", "999999999999"],
  ["aws:SourceArn", MACHINE],
  ["AWS:sourcearn", TOPIC],
];

interface Request {
  action: string;
  resource: string;
  /** Pairs of a key and a value that the request may have beside the global ones. */
  keys?: [key: string, value: string][];
  /** Whether such a resource can have a policy of its own, cannot, or always has one. @default "may" */
  policy?: "may" | "never" | "always";
}

const REQUESTS: Request[] = [
  { action: "states:SendTaskSuccess", resource: MACHINE, policy: "never" },
  { action: "states:GetExecutionHistory", resource: EXECUTION, policy: "never" },
  { action: "kms:Sign", resource: KEY },
  { action: "sns:Publish", resource: TOPIC },
  {
    action: "lambda:InvokeFunction",
    resource: FUNCTION,
    keys: [
      ["lambda:InvokedViaFunctionUrl", "true"],
      ["lambda:InvokedViaFunctionUrl", "false"],
    ],
  },
  {
    action: "lambda:InvokeFunctionUrl",
    resource: FUNCTION,
    keys: [
      ["lambda:FunctionUrlAuthType", "NONE"],
      ["lambda:FunctionUrlAuthType", "AWS_IAM"],
    ],
  },
  { action: "sts:AssumeRole", resource: DECIDE, policy: "always" },
];

const ACTIONS = [
  ...REQUESTS.map(({ action }) => action),
  ...["*", "states:*", "states:SendTask*", "kms:*", "lambda:Invoke*", "lambda:InvokeFunction?rl", "sts:*"],
  ...["STATES:sendtasksuccess", "KMS:SIGN", "SNS:Publish", "kms:Sig", "ns:Publish"],
];

const RESOURCES = [
  ...[MACHINE, EXECUTION, KEY, TOPIC, FUNCTION, DECIDE, "*", "*", "*"],
  "arn:aws:states:us-east-1:123456789012:stateMachine:*",
  "arn:aws:states:us-east-1:123456789012:stateMachine:appr?val",
  "arn:aws:states:us-east-1:123456789012:stateMachine:Approval",
  "arn:aws:states:*:*:execution:approval:*",
  "arn:aws:states:us-east-1:123456789012:execution:approval",
  "arn:aws:kms:*:123456789012:key/*",
  "arn:aws:kms:eu-west-1:123456789012:key/*",
  "arn:aws:sns:us-east-1:123456789012:a*e",
  "arn:aws:sns:us-east-1:123456789012:bob",
  "arn:aws:lambda:us-east-1:123456789012:function:*",
  "arn:aws:lambda:us-east-1:999999999999:function:decide",
];

const PRINCIPALS = [
  "*",
  { AWS: "*" },
  { AWS: DECIDE },
  { AWS: SEND },
  { AWS: "arn:aws:iam::123456789012:user/decide" },
  { AWS: "arn:aws:iam::123456789012:root" },
  { AWS: "123456789012" },
  { AWS: ["arn:aws:iam::999999999999:root", SEND] },
  { Service: "states.amazonaws.com" },
  { AWS: [DECIDE], Service: ["lambda.amazonaws.com", "states.amazonaws.com"] },
];

const CONDITIONS = [
  { StringEquals: { "lambda:FunctionUrlAuthType": "NONE" } },
  { StringEquals: { "LAMBDA:functionurlauthtype": ["AWS_IAM", "NONE"] } },
  { StringEquals: { "aws:SourceAccount": "1234*" } },
  { StringLike: { "aws:SourceAccount": "1234*" } },
  { StringLikeIfExists: { "aws:SourceAccount": "12?456789012" } },
  { StringEqualsIfExists: { "aws:SourceAccount": "999999999999" } },
  { Bool: { "lambda:InvokedViaFunctionUrl": "true" } },
  { Bool: { "aws:SecureTransport": "false" } },
  { BoolIfExists: { "AWS:SecureTransport": "False" } },
  { ArnLike: { "aws:SourceArn": "arn:aws:states:*:123456789012:stateMachine:*" } },
  { ArnEquals: { "aws:SourceArn": ["arn:aws:sns:*:*:*", MACHINE] } },
  { ArnLikeIfExists: { "aws:SourceArn": "arn:aws:sns:us-east-1:*:ali?e" } },
  { Bool: { "aws:SecureTransport": "true" }, StringEquals: { "aws:SourceAccount": "123456789012" } },
  { StringLike: { "aws:SourceAccount": "*", "lambda:FunctionUrlAuthType": "N*" } },
];

function oneOrMany<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> {
  return fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));
}

/** Half of the statements are about the action that is asked for; few of the others fit by chance. */
function policies(
  action: string,
  attached: boolean,
  { minLength = 0, maxLength = 2 } = {},
): fc.Arbitrary<PolicyDocument[]> {
  const trust = attached && action === "sts:AssumeRole";
  const statement = fc
    .record({
      Effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
      Action: fc.oneof(fc.constant(action), oneOrMany(fc.constantFrom(...ACTIONS))),
      Resource: oneOrMany(fc.constantFrom(...RESOURCES)),
      Principal: fc.constantFrom(...PRINCIPALS),
      Condition: fc.option(fc.constantFrom(...CONDITIONS), { nil: {}, freq: 2 }),
    })
    .map(({ Principal, Resource, ...rest }): PolicyStatement => {
      return { ...rest, ...(attached && { Principal }), ...(!trust && { Resource }) };
    });
  const policy = fc.record({ Version: fc.constant("2012-10-17"), Statement: oneOrMany(statement) });
  return fc.array(policy, { minLength, maxLength });
}

function questions({ action, resource, keys = [], policy = "may" }: Request): fc.Arbitrary<AccessQuestion> {
  const request = {
    action: fc.constant(action),
    resource: fc.constant(resource),
    context: fc.subarray([...GLOBAL_KEYS, ...keys]).map((pairs) => Object.fromEntries(pairs)),
    resourcePolicies: policies(action, true, {
      minLength: policy === "always" ? 1 : 0,
      maxLength: policy === "never" ? 0 : 2,
    }),
  };
  const role = {
    ...request,
    principal: fc.constantFrom(...ROLES),
    identityPolicies: policies(action, false),
  };
  const permissionsBoundary = policies(action, false, { minLength: 1 }).map(
    ([first = { Statement: [] }]) => first,
  );
  const others = {
    ...request,
    principal: fc.constantFrom(...OTHERS),
    identityPolicies: policies(action, false, { maxLength: 0 }),
  };
  return fc.oneof(
    { weight: 2, arbitrary: fc.record(role) },
    { weight: 1, arbitrary: fc.record({ ...role, permissionsBoundary }) },
    { weight: policy === "never" ? 0 : 1, arbitrary: fc.record(others) },
  );
}

describe("the evaluator and iam-simulate agree", () => {
  test.each(REQUESTS)("on 200 made questions about $action", async (request) => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(questions(request), async (question) => {
        const { decision } = evaluate(question);
        seen.add(decision);
        expect(decision).toBe(await simulate(question));
      }),
      { seed: 20261122, numRuns: 200 },
    );
    expect([...seen].sort()).toEqual(["allowed", "explicitDeny", "implicitDeny"]);
  });

  test.each([
    ["*", "allowed"],
    [MACHINE, "implicitDeny"],
  ])("on an action without a resource, allowed on %s", async (Resource, expected) => {
    const question: AccessQuestion = {
      action: "logs:CreateLogDelivery",
      resource: "*",
      principal: { arn: DECIDE },
      context: {},
      identityPolicies: [
        { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "logs:CreateLogDelivery", Resource } },
      ],
      resourcePolicies: [],
    };

    expect(evaluate(question).decision).toBe(expected);
    expect(await simulate(question)).toBe(expected);
  });
});
