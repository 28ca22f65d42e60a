import { createPublicKey, verify } from "node:crypto";
import { KmsService } from "../../local/kms";

const keyId = "11111111-2222-3333-4444-555555555555";
const arn = `arn:aws:kms:us-east-1:123456789012:key/${keyId}`;
const policy = '{"Version":"2012-10-17","Statement":[]}';

function service(): KmsService {
  const kms = new KmsService({ region: "us-east-1", accountId: "123456789012" });
  kms.createKey({ keyId, arn, policy, description: "signs approval links" });
  kms.createAlias({ aliasName: "alias/links", targetKeyId: keyId });
  return kms;
}

async function publicKeyOf(kms: KmsService) {
  const { PublicKey = new Uint8Array() } = await kms.getPublicKey({ KeyId: keyId });
  return createPublicKey({ key: Buffer.from(PublicKey), format: "der", type: "spki" });
}

const NAMES = [
  ["its id", keyId],
  ["its ARN", arn],
  ["an alias", "alias/links"],
  ["an alias' ARN", "arn:aws:kms:us-east-1:123456789012:alias/links"],
] as const;

describe("sign", () => {
  test.each(NAMES)("signs with the key by %s", async (_, KeyId) => {
    const kms = service();
    const Message = Buffer.from("version\napprove");
    const signed = await kms.sign({ KeyId, Message, SigningAlgorithm: "ECDSA_SHA_256" });
    expect(signed).toEqual({
      KeyId: arn,
      SigningAlgorithm: "ECDSA_SHA_256",
      Signature: expect.any(Uint8Array),
    });
    const signature = signed.Signature ?? new Uint8Array();
    expect(verify("sha256", Message, await publicKeyOf(kms), signature)).toBe(true);
    expect(verify("sha256", Buffer.from("version\nreject"), await publicKeyOf(kms), signature)).toBe(false);
  });

  test("signs 4,096 bytes", async () => {
    const signed = service().sign({
      KeyId: keyId,
      Message: Buffer.alloc(4096),
      MessageType: "RAW",
      SigningAlgorithm: "ECDSA_SHA_256",
    });
    await expect(signed).resolves.toHaveProperty("Signature");
  });

  test.each([
    [
      "4,097 bytes are to be signed",
      { Message: Buffer.alloc(4097) },
      "ValidationException",
      "length between",
    ],
    ["nothing is to be signed", { Message: Buffer.alloc(0) }, "ValidationException", "length between"],
    [
      "a digest is to be signed",
      { Message: Buffer.alloc(32), MessageType: "DIGEST" as const },
      "ValidationException",
      "MessageType DIGEST is not supported here, only RAW.",
    ],
    [
      "the message type is for other keys",
      { MessageType: "EXTERNAL_MU" as const },
      "ValidationException",
      "MessageType EXTERNAL_MU is not supported here, only RAW.",
    ],
    [
      "the algorithm is for other keys",
      { SigningAlgorithm: "ECDSA_SHA_384" as const },
      "InvalidKeyUsageException",
      "Algorithm ECDSA_SHA_384 is incompatible with key spec ECC_NIST_P256.",
    ],
  ])("fails when %s", async (_, input, code, message) => {
    const signed = service().sign({
      KeyId: keyId,
      Message: Buffer.from("m"),
      SigningAlgorithm: "ECDSA_SHA_256",
      ...input,
    });
    await expect(signed).rejects.toMatchObject({
      code,
      statusCode: 400,
      message: expect.stringContaining(message),
    });
  });
});

describe("keys", () => {
  test("tell their public half and what it is for", async () => {
    const kms = service();
    await expect(kms.getPublicKey({ KeyId: "alias/links" })).resolves.toEqual({
      KeyId: arn,
      PublicKey: expect.any(Uint8Array),
      KeySpec: "ECC_NIST_P256",
      CustomerMasterKeySpec: "ECC_NIST_P256",
      KeyUsage: "SIGN_VERIFY",
      SigningAlgorithms: ["ECDSA_SHA_256"],
    });
    expect((await publicKeyOf(kms)).asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
  });

  test("are made anew with each service", async () => {
    const [one, other] = [await publicKeyOf(service()), await publicKeyOf(service())];
    expect(one.equals(other)).toBe(false);
  });

  test.each(NAMES)("have one ARN and one policy, asked by %s", (_, name) => {
    expect(service().keyArn(name)).toBe(arn);
    expect(service().keyPolicy(name)).toBe(policy);
  });

  test.each([
    ["nope", "Key 'arn:aws:kms:us-east-1:123456789012:key/nope' does not exist"],
    [
      `arn:aws:kms:eu-west-1:123456789012:key/${keyId}`,
      `Key 'arn:aws:kms:eu-west-1:123456789012:key/${keyId}' does not exist`,
    ],
    ["alias/nope", "Alias arn:aws:kms:us-east-1:123456789012:alias/nope is not found."],
  ])("fail when %s is none", async (name, message) => {
    const expected = { code: "NotFoundException", statusCode: 400, message };
    await expect(service().getPublicKey({ KeyId: name })).rejects.toMatchObject(expected);
    await expect(
      service().sign({ KeyId: name, Message: Buffer.from("m"), SigningAlgorithm: "ECDSA_SHA_256" }),
    ).rejects.toMatchObject(expected);
    expect(() => service().keyArn(name)).toThrow(message);
  });

  test("fail when made twice", () => {
    const again = () => service().createKey({ keyId, arn, policy, description: "" });
    const kms = service();
    expect(() => kms.createKey({ keyId, arn, policy, description: "" })).toThrow("already exists");
    expect(again).toThrow("already exists");
  });

  test.each([
    ["alias/links", keyId, "AlreadyExistsException"],
    ["links", keyId, "InvalidAliasNameException"],
    ["alias/other", "nope", "NotFoundException"],
  ])("fail when %s is to be another name of %s", (aliasName, targetKeyId, code) => {
    expect(() => service().createAlias({ aliasName, targetKeyId })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
