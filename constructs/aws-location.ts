import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";

const ID = "aws-location";

/** Where a stack is deployed to, as Terraform finds out when it plans. */
export class AwsLocation extends Construct {
  /** Such as `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;

  private constructor(stack: TerraformStack) {
    super(stack, ID);
    this.partition = new DataAwsPartition(this, "partition").partition;
    this.region = new DataAwsRegion(this, "region").region;
    this.accountId = new DataAwsCallerIdentity(this, "account").accountId;
  }

  /** The one of the stack that a construct belongs to. */
  static of(scope: Construct): AwsLocation {
    const stack = TerraformStack.of(scope);
    const existing = stack.node.tryFindChild(ID);
    return existing instanceof AwsLocation ? existing : new AwsLocation(stack);
  }
}
