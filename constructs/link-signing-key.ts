import { DataAwsKmsPublicKey } from "@cdktf/provider-aws/lib/data-aws-kms-public-key";
import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { AwsLocation } from "./aws-location";
import type { BundledFunction } from "./bundled-function";
import { type PolicyStatement, policyDocument } from "./policy-document";

/** Properties of {@link LinkSigningKey}. */
export interface LinkSigningKeyProps {
  /** Name of the key's alias, without `alias/`. */
  readonly aliasName: string;
}

/**
 * All that administering the key takes, without signing.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-administrators
 */
const ADMINISTRATION = [
  "kms:CancelKeyDeletion",
  "kms:DescribeKey",
  "kms:DisableKey",
  "kms:EnableKey",
  "kms:GetKeyPolicy",
  "kms:GetKeyRotationStatus",
  "kms:GetPublicKey",
  "kms:ListResourceTags",
  "kms:PutKeyPolicy",
  "kms:ScheduleKeyDeletion",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:UpdateAlias",
  "kms:CreateAlias",
  "kms:DeleteAlias",
  "kms:UpdateKeyDescription",
];

/**
 * The KMS key whose private half signs approval links and never leaves KMS: ECDSA, P-256.
 *
 * The account administers it by IAM, but the key policy lets nobody sign except whom {@link grantSign} names:
 * an administrator would have to change the policy first, which CloudTrail records.
 *
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/symmetric-asymmetric.html
 */
export class LinkSigningKey extends Construct {
  readonly keyArn: string;
  /** The public half: SubjectPublicKeyInfo, DER, base64. Known when Terraform applies. */
  readonly publicKey: string;

  readonly #signers: BundledFunction[] = [];

  constructor(scope: Construct, id: string, { aliasName }: LinkSigningKeyProps) {
    super(scope, id);
    const { partition, accountId } = AwsLocation.of(this);
    const key = new KmsKey(this, "key", {
      description: "Signs the links of human approvals",
      customerMasterKeySpec: "ECC_NIST_P256",
      keyUsage: "SIGN_VERIFY",
      policy: Lazy.stringValue({
        produce: () => policyDocument(this.#keyPolicy(`arn:${partition}:iam::${accountId}:root`)),
      }),
    });
    new KmsAlias(this, "alias", { name: `alias/${aliasName}`, targetKeyId: key.keyId });
    this.keyArn = key.arn;
    this.publicKey = new DataAwsKmsPublicKey(this, "public-key", { keyId: key.arn }).publicKey;
  }

  /** Lets a function sign links with this key, and do nothing else with it. */
  grantSign(fn: BundledFunction): void {
    this.#signers.push(fn);
    fn.addToRolePolicy({ sid: "SignLinks", actions: ["kms:Sign"], resources: [this.keyArn] });
  }

  #keyPolicy(accountRoot: string): PolicyStatement[] {
    const administration: PolicyStatement = {
      Sid: "AdministerKey",
      Effect: "Allow",
      Principal: { AWS: accountRoot },
      Action: ADMINISTRATION,
      Resource: "*",
    };
    const signing: PolicyStatement = {
      Sid: "SignLinks",
      Effect: "Allow",
      Principal: { AWS: this.#signers.map(({ roleArn }) => roleArn) },
      Action: "kms:Sign",
      Resource: "*",
    };
    // KMS refuses a statement whose principals are an empty list.
    return this.#signers.length > 0 ? [administration, signing] : [administration];
  }
}
