import fc from "fast-check";
import { type AccessQuestion, evaluate, type PolicyDocument, type PolicyStatement } from "../../local/iam";
import { simulate } from "../helpers/iam-simulate";

const DECIDE = "arn:aws:iam::123456789012:role/decide";
const SEND = "arn:aws:iam::123456789012:role/service/send";
const MACHINE = "arn:aws:states:us-east-1:123456789012:stateMachine:approval";
const EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:approval:monday";
const KEY = "arn:aws:kms:us-east-1:123456789012:key/0a1b2c";
const TOPIC = "arn:aws:sns:us-east-1:123456789012:alice";
const FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:decide";

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
  /** Whether such a resource can have a policy of its own, so that others than roles may ask. @default true */
  hasPolicy?: boolean;
}

const REQUESTS: Request[] = [
  { action: "states:SendTaskSuccess", resource: MACHINE, hasPolicy: false },
  { action: "states:GetExecutionHistory", resource: EXECUTION, hasPolicy: false },
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
];

const ACTIONS = [
  ...REQUESTS.map(({ action }) => action),
  ...["*", "states:*", "states:SendTask*", "kms:*", "lambda:Invoke*", "lambda:InvokeFunction?rl"],
  ...["STATES:sendtasksuccess", "KMS:SIGN", "SNS:Publish", "kms:Sig", "ns:Publish"],
];

const RESOURCES = [
  ...[MACHINE, EXECUTION, KEY, TOPIC, FUNCTION, "*", "*", "*"],
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
  { AWS: "arn:aws:iam::123456789012:root" },
  { AWS: ["arn:aws:iam::999999999999:root", SEND] },
  { Service: "states.amazonaws.com" },
  { AWS: [DECIDE], Service: ["lambda.amazonaws.com", "states.amazonaws.com"] },
];

const CONDITIONS = [
  { StringEquals: { "lambda:FunctionUrlAuthType": "NONE" } },
  { StringEquals: { "LAMBDA:functionurlauthtype": ["AWS_IAM", "NONE"] } },
  { StringEquals: { "aws:SourceAccount": "1234*" } },
  { StringLike: { "aws:SourceAccount": "1234*" } },
  { StringLike: { "aws:SourceAccount": "12?456789012" } },
  { Bool: { "lambda:InvokedViaFunctionUrl": "true" } },
  { Bool: { "aws:SecureTransport": "false" } },
  { Bool: { "AWS:SecureTransport": "False" } },
  { ArnLike: { "aws:SourceArn": "arn:aws:states:*:123456789012:stateMachine:*" } },
  { ArnLike: { "aws:SourceArn": ["arn:aws:sns:*:*:*", MACHINE] } },
  { ArnLike: { "aws:SourceArn": "arn:aws:sns:us-east-1:*:ali?e" } },
  { Bool: { "aws:SecureTransport": "true" }, StringEquals: { "aws:SourceAccount": "123456789012" } },
  { StringLike: { "aws:SourceAccount": "*", "lambda:FunctionUrlAuthType": "N*" } },
];

function oneOrMany<T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | T[]> {
  return fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 }));
}

/** Half of the statements are about the action that is asked for; few of the others fit by chance. */
function policies(action: string, type: "identity" | "resource"): fc.Arbitrary<PolicyDocument[]> {
  const statement = fc
    .record({
      Effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
      Action: fc.oneof(fc.constant(action), oneOrMany(fc.constantFrom(...ACTIONS))),
      Resource: oneOrMany(fc.constantFrom(...RESOURCES)),
      Principal: fc.constantFrom(...PRINCIPALS),
      Condition: fc.option(fc.constantFrom(...CONDITIONS), { nil: {}, freq: 2 }),
    })
    .map(({ Principal, ...rest }): PolicyStatement => (type === "resource" ? { ...rest, Principal } : rest));
  const policy = fc.record({ Version: fc.constant("2012-10-17"), Statement: oneOrMany(statement) });
  return fc.array(policy, { maxLength: 2 });
}

function questions({ action, resource, keys = [], hasPolicy = true }: Request): fc.Arbitrary<AccessQuestion> {
  const nobodys = {
    action: fc.constant(action),
    resource: fc.constant(resource),
    principal: fc.constant({}),
    context: fc.subarray([...GLOBAL_KEYS, ...keys]).map((pairs) => Object.fromEntries(pairs)),
    identityPolicies: fc.constant<PolicyDocument[]>([]),
    resourcePolicies: hasPolicy ? policies(action, "resource") : fc.constant<PolicyDocument[]>([]),
  };
  const roles = {
    ...nobodys,
    principal: fc.constantFrom({ arn: DECIDE }, { arn: SEND }),
    identityPolicies: policies(action, "identity"),
  };
  return fc.oneof(
    { weight: 3, arbitrary: fc.record(roles) },
    { weight: hasPolicy ? 1 : 0, arbitrary: fc.record(nobodys) },
  );
}

describe("the evaluator and iam-simulate agree", () => {
  test.each(REQUESTS)("on 100 made questions about $action", async (request) => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(questions(request), async (question) => {
        const { decision } = evaluate(question);
        seen.add(decision);
        expect(decision).toBe(await simulate(question));
      }),
      { seed: 20261122, numRuns: 100 },
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
