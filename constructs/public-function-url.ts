import { LambdaFunctionUrl } from "@cdktf/provider-aws/lib/lambda-function-url";
import { LambdaPermission } from "@cdktf/provider-aws/lib/lambda-permission";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import type { BundledFunction } from "./bundled-function";

/**
 * The provider versions that know `invoked_via_function_url`: newer than the one the bindings were made from,
 * so the argument and this constraint are overrides.
 */
export const AWS_PROVIDER_VERSION = ">= 6.28.0, < 7.0.0";

/**
 * A Lambda function URL that anybody can call, with both permissions that AWS has asked for since October
 * 2025.
 *
 * The provider adds two statements like them by itself; these are in the plan, for reviewers, and in the
 * state. The second is limited to calls that come through the URL: without that condition anybody could
 * invoke the function directly.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
 */
export class PublicFunctionUrl extends Construct {
  readonly functionUrl: string;

  constructor(scope: Construct, id: string, { fn }: { readonly fn: BundledFunction }) {
    super(scope, id);
    TerraformStack.of(this).addOverride("terraform.required_providers.aws.version", AWS_PROVIDER_VERSION);
    const url = new LambdaFunctionUrl(this, "url", {
      functionName: fn.functionName,
      authorizationType: "NONE",
    });
    const invokeUrl = new LambdaPermission(this, "invoke-function-url", {
      statementId: "InvokeFunctionUrl",
      functionName: fn.functionName,
      principal: "*",
      action: "lambda:InvokeFunctionUrl",
      functionUrlAuthType: "NONE",
      dependsOn: [url],
    });
    const invoke = new LambdaPermission(this, "invoke-function", {
      statementId: "InvokeFunctionViaUrl",
      functionName: fn.functionName,
      principal: "*",
      action: "lambda:InvokeFunction",
      // One after the other: parallel AddPermission calls lose statements.
      dependsOn: [invokeUrl],
    });
    invoke.addOverride("invoked_via_function_url", true);
    this.functionUrl = url.functionUrl;
  }
}
