import { type Mail, SnsService } from "../../local/sns";

const topicArn = "arn:aws:sns:us-east-1:123456789012:approver";

function service({ displayName }: { displayName?: string } = {}): SnsService {
  const sns = new SnsService({ region: "us-east-1", accountId: "123456789012" });
  sns.createTopic({ arn: topicArn, name: "approver", displayName });
  return sns;
}

function subscribe(sns: SnsService, endpoint: string, confirmed: boolean): void {
  sns.subscribe({ topicArn, protocol: "email", endpoint, confirmed });
}

describe("publish", () => {
  test("delivers one mail to each confirmed subscription, as published", async () => {
    const sns = service({ displayName: "Approvals" });
    subscribe(sns, "alice@example.com", true);
    subscribe(sns, "bob@example.com", true);
    subscribe(sns, "carol@example.com", false);
    const heard: Mail[] = [];
    sns.on("mail", (mail) => heard.push(mail));
    const before = Date.now();

    const { MessageId } = await sns.publish({ TopicArn: topicArn, Subject: "Grüße", Message: "a\r\nb\n" });

    expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(sns.mails.map((mail) => mail.to)).toEqual(["alice@example.com", "bob@example.com"]);
    expect(sns.mails[0]).toEqual({
      messageId: MessageId,
      to: "alice@example.com",
      topicArn,
      from: "Approvals",
      subject: "Grüße",
      body: "a\r\nb\n",
      receivedAt: expect.any(Date),
    });
    expect(sns.mails[0]?.receivedAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(heard).toEqual(sns.mails);
  });

  test("gives every message an id of its own", async () => {
    const sns = service();
    const first = await sns.publish({ TopicArn: topicArn, Message: "one" });
    const second = await sns.publish({ TopicArn: topicArn, Message: "two" });
    expect(first.MessageId).not.toBe(second.MessageId);
  });

  test("uses the names of SNS where there is no display name and no subject", async () => {
    const sns = service();
    subscribe(sns, "alice@example.com", true);
    await sns.publish({ TopicArn: topicArn, Message: "hello" });
    expect(sns.mails[0]).toMatchObject({ from: "AWS Notifications", subject: "AWS Notification Message" });
  });

  test("delivers once a pending subscription is confirmed", async () => {
    const sns = service();
    subscribe(sns, "alice@example.com", false);
    await sns.publish({ TopicArn: topicArn, Message: "too early" });
    subscribe(sns, "alice@example.com", true);
    await sns.publish({ TopicArn: topicArn, Message: "in time" });
    expect(sns.mails.map((mail) => mail.body)).toEqual(["in time"]);
  });

  test.each([
    ["a subject of 99 characters", { Subject: "x".repeat(99) }],
    ["a subject that is not ASCII", { Subject: "承認のお願い" }],
    ["a message of 262,144 bytes", { Message: `é${"x".repeat(262_142)}` }],
  ])("takes %s", async (_, input) => {
    const published = service().publish({ TopicArn: topicArn, Message: "m", ...input });
    await expect(published).resolves.toHaveProperty("MessageId");
  });

  test.each([
    ["the subject has 100 characters", { Subject: "x".repeat(100) }, "Invalid parameter: Subject"],
    ["the subject is empty", { Subject: "" }, "Invalid parameter: Subject"],
    ["the subject has a line break", { Subject: "a\nb" }, "Invalid parameter: Subject"],
    ["the subject has a line separator", { Subject: "a\u2028b" }, "Invalid parameter: Subject"],
    ["the subject has a control character", { Subject: "a\u0007b" }, "Invalid parameter: Subject"],
    ["the message is empty", { Message: "" }, "Invalid parameter: Empty message"],
    [
      "the message has 262,145 bytes",
      { Message: `é${"x".repeat(262_143)}` },
      "Invalid parameter: Message too long",
    ],
    [
      "the message is one of several for several protocols",
      { MessageStructure: "json" },
      "Invalid parameter: MessageStructure is not supported here: publish one plain Message",
    ],
    [
      "the topic is no ARN",
      { TopicArn: "approver" },
      "Invalid parameter: TopicArn Reason: An ARN must have at least 6 elements, not 1",
    ],
    [
      "there is no topic",
      { TopicArn: undefined },
      "Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter",
    ],
  ])("fails when %s", async (_, input, message) => {
    const sns = service();
    subscribe(sns, "alice@example.com", true);
    await expect(sns.publish({ TopicArn: topicArn, Message: "m", ...input })).rejects.toMatchObject({
      code: "InvalidParameter",
      statusCode: 400,
      message,
    });
    expect(sns.mails).toEqual([]);
  });

  test.each([
    ["is not there", "arn:aws:sns:us-east-1:123456789012:nobody", "Topic does not exist"],
    [
      "is elsewhere",
      "arn:aws:sns:eu-west-1:123456789012:approver",
      "Topic does not exist: this is region us-east-1",
    ],
  ])("fails when the topic %s", async (_, TopicArn, message) => {
    await expect(service().publish({ TopicArn, Message: "m" })).rejects.toMatchObject({
      code: "NotFound",
      statusCode: 404,
      message,
    });
  });
});

describe("topics", () => {
  test("tell who has confirmed", async () => {
    const sns = service({ displayName: "Approvals" });
    subscribe(sns, "alice@example.com", true);
    subscribe(sns, "bob@example.com", false);
    subscribe(sns, "carol@example.com", false);
    await expect(sns.getTopicAttributes({ TopicArn: topicArn })).resolves.toEqual({
      Attributes: {
        TopicArn: topicArn,
        DisplayName: "Approvals",
        Owner: "123456789012",
        SubscriptionsConfirmed: "1",
        SubscriptionsPending: "2",
        SubscriptionsDeleted: "0",
      },
    });
  });

  test("keep their subscriptions when made again", async () => {
    const sns = service();
    subscribe(sns, "alice@example.com", true);
    sns.createTopic({ arn: topicArn, name: "approver" });
    await sns.publish({ TopicArn: topicArn, Message: "m" });
    expect(sns.mails).toHaveLength(1);
  });

  test("fail when the ARN is another topic's", () => {
    expect(() => service().createTopic({ arn: topicArn, name: "other" })).toThrow("does not end in :other");
  });

  test("fail when subscribed to before they are made", () => {
    const sns = new SnsService({ region: "us-east-1", accountId: "123456789012" });
    expect(() => subscribe(sns, "alice@example.com", true)).toThrow("Topic does not exist");
  });
});
