import { PublicFunctionUrl } from "../../constructs/public-function-url";
import { type SynthesizedStack, synthesize } from "../helpers/synth";
import { someFunction } from "./fixtures";

describe("PublicFunctionUrl", () => {
  let stack: SynthesizedStack;
  let functionName: string;

  beforeAll(() => {
    stack = synthesize((scope) => new PublicFunctionUrl(scope, "url", { fn: someFunction(scope) }));
    functionName = stack.reference("aws_lambda_function", "fn/function", "function_name");
  });

  test("is open to everybody", () => {
    expect(stack.arguments("aws_lambda_function_url", "url/url")).toEqual({
      function_name: functionName,
      authorization_type: "NONE",
    });
  });

  test("may be called by everybody without IAM's authorization, once the URL is there", () => {
    expect(stack.arguments("aws_lambda_permission", "url/invoke-function-url")).toEqual({
      statement_id: "InvokeFunctionUrl",
      function_name: functionName,
      principal: "*",
      action: "lambda:InvokeFunctionUrl",
      function_url_auth_type: "NONE",
      depends_on: [stack.block("aws_lambda_function_url", "url/url").address],
    });
  });

  // Equal, so without function_url_auth_type, which the API refuses here.
  test("lets everybody invoke the function through the URL alone, after the other permission", () => {
    expect(stack.arguments("aws_lambda_permission", "url/invoke-function")).toEqual({
      statement_id: "InvokeFunctionViaUrl",
      function_name: functionName,
      principal: "*",
      action: "lambda:InvokeFunction",
      invoked_via_function_url: true,
      depends_on: [stack.block("aws_lambda_permission", "url/invoke-function-url").address],
    });
  });

  test("gives no other permission", () => {
    expect(stack.ofType("aws_lambda_permission")).toHaveLength(2);
  });

  test("asks for a provider that knows the second permission", () => {
    expect(stack.json.terraform).toHaveProperty("required_providers.aws.version", ">= 6.28.0, < 7.0.0");
  });

  test("looks as it did", () => {
    expect(stack.forSnapshot()).toMatchSnapshot();
  });
});
