import { assumeRolePolicy, policyDocument } from "../../constructs/policy-document";

describe("policyDocument", () => {
  test("writes IAM's own words", () => {
    const statement = {
      Sid: "ReadIt",
      Effect: "Allow",
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::bucket/*",
    } as const;
    expect(JSON.parse(policyDocument([statement]))).toEqual({
      Version: "2012-10-17",
      Statement: [statement],
    });
  });
});

describe("assumeRolePolicy", () => {
  test("trusts one service, and nothing but it", () => {
    expect(JSON.parse(assumeRolePolicy("lambda.amazonaws.com")).Statement).toEqual([
      {
        Sid: "AssumeRole",
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sts:AssumeRole",
      },
    ]);
  });
});
