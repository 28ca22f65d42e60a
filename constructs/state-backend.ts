import { LocalBackend, S3Backend, type TerraformStack } from "cdktf";

/** Where Terraform keeps the state in S3. */
export interface S3StateSettings {
  readonly bucket: string;
  /** The bucket's. */
  readonly region: string;
  /** @default "NAME_PREFIX/terraform.tfstate", so that several copies fit into a bucket */
  readonly key?: string;
  /** A DynamoDB table to lock the state with, as Terraform before 1.10 needs it. @default none */
  readonly dynamodbTable?: string;
  /** Whether a file beside the state locks it: Terraform 1.10. @default true, without a dynamodbTable */
  readonly useLockfile?: boolean;
}

/** What {@link isS3State} allows, in words. */
export const S3_STATE_RULE =
  'an object with "bucket" and "region", and as you like "key", "dynamodbTable" and "useLockfile" (true or false)';

const TEXT = /^[\w./!*'()-]+$/;

/** Whether a value says where in S3 the state can be kept. */
export function isS3State(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return false;
  }
  const {
    bucket,
    region,
    key = "key",
    dynamodbTable = "table",
    useLockfile = true,
    ...others
  }: Given = value;
  return (
    [bucket, region, key, dynamodbTable].every((text) => typeof text === "string" && TEXT.test(text)) &&
    typeof useLockfile === "boolean" &&
    Object.keys(others).length === 0
  );
}

type Given = { readonly [K in keyof S3StateSettings]?: unknown };

/** Keeps a stack's state in S3, encrypted and locked; without settings on this machine. */
export function addStateBackend(
  stack: TerraformStack,
  namePrefix: string,
  settings: S3StateSettings | undefined,
): void {
  if (settings === undefined) {
    // In the project's root: cdktf.out is thrown away, and the state must not go with it.
    new LocalBackend(stack, { path: `../../../terraform.${stack.node.id}.tfstate` });
    return;
  }
  const {
    key = `${namePrefix}/terraform.tfstate`,
    dynamodbTable,
    useLockfile = dynamodbTable === undefined,
  } = settings;
  new S3Backend(stack, {
    bucket: settings.bucket,
    region: settings.region,
    key,
    encrypt: true,
    ...(dynamodbTable !== undefined && { dynamodbTable }),
  });
  if (useLockfile) {
    // Newer than the bindings.
    stack.addOverride("terraform.backend.s3.use_lockfile", true);
  }
}
