import { createPublicKey, verify } from "node:crypto";
import {
  GetPublicKeyCommand,
  InvalidKeyUsageException,
  KMSClient,
  ListKeysCommand,
  NotFoundException,
  SignCommand,
  type SignRequest,
} from "@aws-sdk/client-kms";
import { clientSettings, denied, EndpointUnderTest, keyArn } from "./endpoint-under-test";

const endpoint = new EndpointUnderTest();
let client: KMSClient;

beforeAll(async () => {
  await endpoint.start();
  client = new KMSClient({ ...clientSettings, endpoint: endpoint.url });
});
afterEach(() => endpoint.reset());
afterAll(async () => {
  client.destroy();
  await endpoint.stop();
});

const signRequest: SignRequest = {
  KeyId: "alias/links",
  Message: Buffer.from([0, 255, 62, 63, 128]),
  MessageType: "RAW",
  SigningAlgorithm: "ECDSA_SHA_256",
};

test("Sign and GetPublicKey: the bytes arrive unharmed", async () => {
  const { PublicKey, ...described } = await client.send(new GetPublicKeyCommand({ KeyId: "links" }));
  expect(described).toMatchObject({
    KeyId: keyArn,
    KeySpec: "ECC_NIST_P256",
    KeyUsage: "SIGN_VERIFY",
    SigningAlgorithms: ["ECDSA_SHA_256"],
  });
  const publicKey = createPublicKey({
    key: Buffer.from(PublicKey ?? []),
    format: "der",
    type: "spki",
  });

  const signed = await client.send(new SignCommand(signRequest));
  expect(signed).toMatchObject({ KeyId: keyArn, SigningAlgorithm: "ECDSA_SHA_256" });
  const message = signRequest.Message ?? new Uint8Array();
  expect(verify("sha256", message, publicKey, signed.Signature ?? new Uint8Array())).toBe(true);

  expect(endpoint.calls.map(({ call }) => call)).toEqual([
    { accessKeyId: "AKIDTEST", action: "kms:GetPublicKey", resource: keyArn },
    { accessKeyId: "AKIDTEST", action: "kms:Sign", resource: keyArn },
  ]);
});

describe("errors", () => {
  test("fails when there is no such key", async () => {
    const sent = client.send(new SignCommand({ ...signRequest, KeyId: "alias/nope" }));
    await expect(sent).rejects.toBeInstanceOf(NotFoundException);
    await expect(sent).rejects.toMatchObject({
      message: "Alias arn:aws:kms:us-east-1:123456789012:alias/nope is not found.",
      $metadata: { httpStatusCode: 400, requestId: expect.any(String) },
    });
  });

  test("fails when the algorithm is for other keys", async () => {
    const sent = client.send(new SignCommand({ ...signRequest, SigningAlgorithm: "RSASSA_PSS_SHA_256" }));
    await expect(sent).rejects.toBeInstanceOf(InvalidKeyUsageException);
  });

  test.each([
    [
      "the message is too long",
      { Message: Buffer.alloc(4097) },
      "Member must have length between 1 and 4096",
    ],
    ["the algorithm is none", { SigningAlgorithm: "ROT13" }, "Member must satisfy enum value set: ["],
    ["there is no message", { Message: undefined }, "Value null at 'Message'"],
  ])("fails when %s", async (_, input, message) => {
    const sent = client.send(new SignCommand({ ...signRequest, ...input } as SignRequest));
    await expect(sent).rejects.toMatchObject({
      name: "ValidationException",
      message: expect.stringContaining(message),
    });
  });

  test("fails when the caller may not", async () => {
    endpoint.refusal = denied();
    await expect(client.send(new SignCommand(signRequest))).rejects.toMatchObject({
      name: "AccessDeniedException",
      $metadata: { httpStatusCode: 400 },
    });
  });

  test("fails when the operation is not supported", async () => {
    await expect(client.send(new ListKeysCommand())).rejects.toMatchObject({
      name: "UnknownOperationException",
      message: "kms ListKeys is not supported here; supported: kms Sign, kms GetPublicKey",
      $metadata: { httpStatusCode: 400 },
    });
  });
});
