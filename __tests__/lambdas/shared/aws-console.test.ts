import {
  consoleFormAction,
  executionArn,
  executionConsoleUrl,
  locationOf,
} from "../../../lambdas/shared/aws-console";

test("an ARN says where something is", () => {
  expect(locationOf("arn:aws-cn:lambda:cn-north-1:123456789012:function:decide:live")).toEqual({
    partition: "aws-cn",
    region: "cn-north-1",
    accountId: "123456789012",
  });
});

test("an execution has the ARN that Step Functions gives it", () => {
  const location = { partition: "aws-us-gov", region: "us-gov-west-1", accountId: "123456789012" };
  expect(executionArn(location, "Release", "42")).toBe(
    "arn:aws-us-gov:states:us-gov-west-1:123456789012:execution:Release:42",
  );
});

test.each([
  ["aws", "eu-west-1", "https://console.aws.amazon.com", "https://*.aws.amazon.com"],
  ["aws-cn", "cn-north-1", "https://console.amazonaws.cn", "https://*.amazonaws.cn"],
  ["aws-us-gov", "us-gov-west-1", "https://console.amazonaws-us-gov.com", "https://*.amazonaws-us-gov.com"],
])("the console of %s is in its own domain", (partition, region, origin, hosts) => {
  const arn = executionArn({ partition, region, accountId: "123456789012" }, "Release", "42");
  expect(executionConsoleUrl(arn)).toBe(
    `${origin}/states/home?region=${region}#/v2/executions/details/${arn}`,
  );
  expect(consoleFormAction(partition)).toBe(hosts);
});

test("a name outside ASCII is escaped in the console's address", () => {
  const arn = executionArn({ partition: "aws", region: "eu-west-1", accountId: "1" }, "Freigabe", "größer");
  expect(executionConsoleUrl(arn)).toMatch(/Freigabe:gr%C3%B6%C3%9Fer$/);
});
