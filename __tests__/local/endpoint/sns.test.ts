import {
  AuthorizationErrorException,
  GetTopicAttributesCommand,
  InvalidParameterException,
  ListTopicsCommand,
  NotFoundException,
  PublishCommand,
  SNSClient,
} from "@aws-sdk/client-sns";
import { clientSettings, denied, EndpointUnderTest, topicArn } from "./endpoint-under-test";

const endpoint = new EndpointUnderTest();
let client: SNSClient;

beforeAll(async () => {
  await endpoint.start();
  client = new SNSClient({ ...clientSettings, endpoint: endpoint.url });
});
afterEach(() => endpoint.reset());
afterAll(async () => {
  client.destroy();
  await endpoint.stop();
});

test("Publish", async () => {
  const Message = "Grüße & <Küsse>\r\n100 % + \"1\" = 'zwei'\n日本 😀";
  const output = await client.send(
    new PublishCommand({ TopicArn: topicArn, Subject: "Please decide: a & b", Message }),
  );
  expect(output.MessageId).toBe(endpoint.sns.mails[0]?.messageId);
  expect(output.$metadata).toMatchObject({
    httpStatusCode: 200,
    requestId: endpoint.calls[0]?.outcome.requestId,
  });
  expect(endpoint.sns.mails[0]).toMatchObject({ subject: "Please decide: a & b", body: Message });
  expect(endpoint.calls[0]?.call).toEqual({
    accessKeyId: "AKIDTEST",
    action: "sns:Publish",
    resource: topicArn,
  });
});

test("GetTopicAttributes", async () => {
  const output = await client.send(new GetTopicAttributesCommand({ TopicArn: topicArn }));
  expect(output.Attributes).toEqual({
    TopicArn: topicArn,
    DisplayName: "Tom & <Jerry>",
    Owner: "123456789012",
    SubscriptionsConfirmed: "1",
    SubscriptionsPending: "0",
    SubscriptionsDeleted: "0",
  });
  expect(endpoint.calls[0]?.call).toMatchObject({ action: "sns:GetTopicAttributes", resource: topicArn });
});

describe("errors", () => {
  test("fails when there is no such topic", async () => {
    const sent = client.send(new PublishCommand({ TopicArn: `${topicArn}s`, Message: "m" }));
    await expect(sent).rejects.toBeInstanceOf(NotFoundException);
    await expect(sent).rejects.toMatchObject({
      name: "NotFoundException",
      message: "Topic does not exist",
      $metadata: { httpStatusCode: 404, requestId: endpoint.calls[0]?.outcome.requestId },
    });
  });

  test("fails when the subject has a line break", async () => {
    const sent = client.send(new PublishCommand({ TopicArn: topicArn, Subject: "a\nb", Message: "m" }));
    await expect(sent).rejects.toBeInstanceOf(InvalidParameterException);
    await expect(sent).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  });

  test("fails when the caller may not, and sends nothing", async () => {
    endpoint.refusal = denied();
    const sent = client.send(new PublishCommand({ TopicArn: topicArn, Message: "m" }));
    await expect(sent).rejects.toBeInstanceOf(AuthorizationErrorException);
    await expect(sent).rejects.toMatchObject({
      message: "User: test is not authorized",
      $metadata: { httpStatusCode: 403 },
    });
    expect(endpoint.sns.mails).toEqual([]);
  });

  test.each([
    ["there is no message", { TopicArn: topicArn, Message: undefined }, "Value null at 'Message'"],
    ["there is no topic", { Message: "m" }, "Value null at 'TopicArn'"],
    [
      "a telephone is to ring",
      { PhoneNumber: "+491701234567", Message: "m" },
      "'PhoneNumber' is not supported here; supported: Message, Subject, TopicArn",
    ],
    [
      "attributes would go unheeded",
      {
        TopicArn: topicArn,
        Message: "m",
        MessageAttributes: { a: { DataType: "String", StringValue: "b" } },
      },
      "'MessageAttributes.entry.1.Name' is not supported here",
    ],
  ])("fails when %s", async (_, input, message) => {
    await expect(client.send(new PublishCommand(input))).rejects.toMatchObject({
      name: "ValidationError",
      message: expect.stringContaining(message),
      $metadata: { httpStatusCode: 400 },
    });
  });

  test("fails when the operation is not supported", async () => {
    await expect(client.send(new ListTopicsCommand())).rejects.toMatchObject({
      name: "InvalidAction",
      message: "sns ListTopics is not supported here; supported: sns Publish, sns GetTopicAttributes",
      $metadata: { httpStatusCode: 400 },
    });
  });
});
