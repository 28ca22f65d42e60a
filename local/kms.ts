import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type {
  GetPublicKeyRequest,
  GetPublicKeyResponse,
  SignRequest,
  SignResponse,
} from "@aws-sdk/client-kms";
import { AwsServiceError } from "./errors";

/** What Terraform says about a key. */
export interface KmsKeySettings {
  readonly keyId: string;
  readonly arn: string;
  /** The key policy, as JSON. */
  readonly policy: string;
  readonly description: string;
}

interface KmsKey extends KmsKeySettings {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const KEY_SPEC = "ECC_NIST_P256";
const SIGNING_ALGORITHM = "ECDSA_SHA_256";
const RAW_MESSAGE_BYTES = 4096;

/**
 * AWS KMS as far as asymmetric P-256 signing keys go.
 *
 * The keys are real and made anew with each instance, so their signatures verify against the public key
 * given out here and against no other.
 *
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_Sign.html
 */
export class KmsService {
  private readonly keys = new Map<string, KmsKey>();
  private readonly aliases = new Map<string, KmsKey>();

  constructor(private readonly options: { readonly region: string; readonly accountId: string }) {}

  /** Makes a key pair for `SIGN_VERIFY`. */
  createKey(settings: KmsKeySettings): void {
    if (this.keys.has(settings.keyId)) {
      throw new AwsServiceError("AlreadyExistsException", `Key ${settings.keyId} already exists`);
    }
    this.keys.set(settings.keyId, { ...settings, ...generateKeyPairSync("ec", { namedCurve: "P-256" }) });
  }

  /** Gives a key another name, which begins with `alias/`. */
  createAlias(alias: { readonly aliasName: string; readonly targetKeyId: string }): void {
    const { aliasName, targetKeyId } = alias;
    if (!/^alias\/[\w/-]+$/.test(aliasName)) {
      throw new AwsServiceError("InvalidAliasNameException", `Alias ${aliasName} must be alias/ and a name`);
    }
    if (this.aliases.has(aliasName)) {
      throw new AwsServiceError(
        "AlreadyExistsException",
        `An alias with the name ${aliasName} already exists`,
      );
    }
    this.aliases.set(aliasName, this.key(targetKeyId));
  }

  /**
   * The ARN of the key that a key id, key ARN, alias or alias ARN means: what a policy is held against.
   *
   * @throws AwsServiceError `NotFoundException`
   */
  keyArn(keyId: string): string {
    return this.key(keyId).arn;
  }

  /**
   * A key's own policy, as JSON.
   *
   * @throws AwsServiceError `NotFoundException`
   */
  keyPolicy(keyId: string): string {
    return this.key(keyId).policy;
  }

  /** Signs a message of at most 4,096 bytes; the signature is DER. A ready-made digest is refused. */
  async sign(input: SignRequest): Promise<SignResponse> {
    const { KeyId = "", Message = new Uint8Array(), SigningAlgorithm, MessageType = "RAW" } = input;
    const key = this.key(KeyId);
    if (SigningAlgorithm !== SIGNING_ALGORITHM) {
      throw new AwsServiceError(
        "InvalidKeyUsageException",
        `Algorithm ${SigningAlgorithm} is incompatible with key spec ${KEY_SPEC}.`,
      );
    }
    return { KeyId: key.arn, Signature: signatureOf(key, Message, MessageType), SigningAlgorithm };
  }

  /** The public half of a key, as DER (SubjectPublicKeyInfo). */
  async getPublicKey(input: GetPublicKeyRequest): Promise<GetPublicKeyResponse> {
    const key = this.key(input.KeyId ?? "");
    return {
      KeyId: key.arn,
      PublicKey: key.publicKey.export({ type: "spki", format: "der" }),
      KeySpec: KEY_SPEC,
      CustomerMasterKeySpec: KEY_SPEC,
      KeyUsage: "SIGN_VERIFY",
      SigningAlgorithms: [SIGNING_ALGORITHM],
    };
  }

  private key(reference: string): KmsKey {
    const { region, accountId } = this.options;
    const arnPrefix = `arn:aws:kms:${region}:${accountId}:`;
    const name = reference.startsWith(arnPrefix) ? reference.slice(arnPrefix.length) : reference;
    if (name.startsWith("alias/")) {
      const key = this.aliases.get(name);
      if (!key) throw notFound(`Alias ${arnPrefix}${name} is not found.`);
      return key;
    }
    const key = this.keys.get(name.replace(/^key\//, ""));
    if (!key)
      throw notFound(
        `Key '${reference.startsWith("arn:") ? "" : `${arnPrefix}key/`}${reference}' does not exist`,
      );
    return key;
  }
}

function signatureOf(key: KmsKey, message: Uint8Array, messageType: string): Uint8Array {
  if (messageType !== "RAW") {
    throw invalid(`MessageType ${messageType} is not supported here, only RAW.`);
  }
  if (message.length < 1 || message.length > RAW_MESSAGE_BYTES) {
    throw invalid(
      "1 validation error detected: Value at 'message' failed to satisfy constraint: " +
        `Member must have length between 1 and ${RAW_MESSAGE_BYTES}`,
    );
  }
  return sign("sha256", message, key.privateKey);
}

function notFound(message: string): AwsServiceError {
  return new AwsServiceError("NotFoundException", message);
}

function invalid(message: string): AwsServiceError {
  return new AwsServiceError("ValidationException", message);
}
