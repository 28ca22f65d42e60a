import { TerraformOutput } from "cdktf";
import { LinkSigningKey } from "../../constructs/link-signing-key";
import { type SynthesizedStack, synthesize } from "../helpers/synth";
import { someFunction } from "./fixtures";

describe("LinkSigningKey", () => {
  let stack: SynthesizedStack;
  let root: string;

  beforeAll(() => {
    stack = synthesize((scope) => {
      const key = new LinkSigningKey(scope, "key", { aliasName: "links" });
      key.grantSign(someFunction(scope));
      new TerraformOutput(scope, "public-key", { value: key.publicKey });
    });
    const partition = stack.reference("data.aws_partition", "aws-location/partition", "partition");
    const account = stack.reference("data.aws_caller_identity", "aws-location/account", "account_id");
    root = `arn:${partition}:iam::${account}:root`;
  });

  test("signs on P-256, under an alias", () => {
    expect(stack.arguments("aws_kms_key", "key/key")).toMatchObject({
      customer_master_key_spec: "ECC_NIST_P256",
      key_usage: "SIGN_VERIFY",
    });
    expect(stack.arguments("aws_kms_alias", "key/alias")).toEqual({
      name: "alias/links",
      target_key_id: stack.reference("aws_kms_key", "key/key", "key_id"),
    });
  });

  test("gives its public half when Terraform applies", () => {
    expect(stack.arguments("data.aws_kms_public_key", "key/public-key")).toEqual({
      key_id: stack.reference("aws_kms_key", "key/key", "arn"),
    });
    expect(stack.json.output).toEqual({
      "public-key": { value: stack.reference("data.aws_kms_public_key", "key/public-key", "public_key") },
    });
  });

  test("signs for the function that was granted it, and for nobody else", () => {
    expect(stack.statements("aws_kms_key", "key/key").slice(1)).toEqual([
      {
        Sid: "SignLinks",
        Effect: "Allow",
        Principal: { AWS: [stack.reference("aws_iam_role", "fn/role", "arn")] },
        Action: "kms:Sign",
        Resource: "*",
      },
    ]);
    expect(stack.statements("aws_iam_role_policy", "fn/role-policy")).toContainEqual({
      Sid: "SignLinks",
      Effect: "Allow",
      Action: ["kms:Sign"],
      Resource: [stack.reference("aws_kms_key", "key/key", "arn")],
    });
  });

  test("is administered by the account, which cannot sign, nor let others by a grant", () => {
    const [administration] = stack.statements("aws_kms_key", "key/key");
    expect(administration).toMatchObject({
      Sid: "AdministerKey",
      Effect: "Allow",
      Principal: { AWS: root },
      Resource: "*",
    });
    const actions = [administration?.Action ?? []].flat();
    expect(actions).toContain("kms:PutKeyPolicy");
    expect(actions).toContain("kms:GetPublicKey");
    expect(
      actions.filter((action) => /\*|Sign|CreateGrant|Encrypt|Decrypt|GenerateDataKey/.test(action)),
    ).toEqual([]);
  });

  test("has a policy that KMS takes while nobody signs: no empty list of principals", () => {
    const unused = synthesize((scope) => new LinkSigningKey(scope, "key", { aliasName: "links" }));
    expect(unused.statements("aws_kms_key", "key/key").map(({ Sid }) => Sid)).toEqual(["AdministerKey"]);
  });

  test("looks as it did", () => {
    expect(stack.forSnapshot()).toMatchSnapshot();
  });
});
