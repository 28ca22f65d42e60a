import { TerraformOutput } from "cdktf";
import { Construct } from "constructs";
import { AwsLocation } from "../../constructs/aws-location";
import { synthesize } from "../helpers/synth";

describe("AwsLocation", () => {
  test("is one a stack, whoever asks", () => {
    const stack = synthesize((scope) => {
      const first = AwsLocation.of(scope);
      expect(AwsLocation.of(new Construct(scope, "deep"))).toBe(first);
    });
    expect(stack.blocks.map(({ type }) => type).sort()).toEqual([
      "data.aws_caller_identity",
      "data.aws_partition",
      "data.aws_region",
    ]);
  });

  test("reads partition, region and account when Terraform plans", () => {
    const stack = synthesize((scope) => {
      const { partition, region, accountId } = AwsLocation.of(scope);
      new TerraformOutput(scope, "where", { value: `${partition}/${region}/${accountId}` });
    });
    expect(stack.json.output).toEqual({
      where: {
        value: [
          stack.reference("data.aws_partition", "aws-location/partition", "partition"),
          stack.reference("data.aws_region", "aws-location/region", "region"),
          stack.reference("data.aws_caller_identity", "aws-location/account", "account_id"),
        ].join("/"),
      },
    });
    expect(stack.forSnapshot()).toMatchSnapshot();
  });
});
