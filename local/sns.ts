import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import type {
  GetTopicAttributesInput,
  GetTopicAttributesResponse,
  PublishInput,
  PublishResponse,
} from "@aws-sdk/client-sns";
import { AwsServiceError } from "./errors";

/** One e-mail, as its receiver finds it. */
export interface Mail {
  /** The id that `Publish` answered; every receiver's copy has the same one. */
  readonly messageId: string;
  /** The receiver's address. */
  readonly to: string;
  readonly topicArn: string;
  /** The sender's name: the topic's display name. */
  readonly from: string;
  readonly subject: string;
  /** The message as it was published, without the footer that SNS puts under its e-mails. */
  readonly body: string;
  readonly receivedAt: Date;
}

interface Topic {
  readonly arn: string;
  readonly displayName: string;
  /** Each e-mail subscription: the address, and whether its owner confirmed it. */
  readonly subscriptions: Map<string, { readonly confirmed: boolean }>;
}

const SUBJECT_LENGTH = 100;
const MESSAGE_BYTES = 262_144;
const DEFAULT_FROM = "AWS Notifications";
const DEFAULT_SUBJECT = "AWS Notification Message";
const BREAK_OR_CONTROL = /[\p{Cc}\u2028\u2029]/u;

/**
 * Amazon SNS as far as e-mail to topics goes.
 *
 * Every mail is kept in {@link mails} and announced by a `mail` event.
 *
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export class SnsService extends EventEmitter<{ mail: [Mail] }> {
  /** Every mail delivered so far, oldest first. */
  readonly mails: Mail[] = [];
  private readonly topics = new Map<string, Topic>();

  constructor(private readonly options: { readonly region: string; readonly accountId: string }) {
    super();
  }

  /** Makes a topic; one that exists already stays as it is. */
  createTopic(topic: {
    readonly arn: string;
    readonly name: string;
    readonly displayName?: string | undefined;
  }): void {
    if (!topic.arn.endsWith(`:${topic.name}`)) {
      throw new AwsServiceError(
        "InvalidParameter",
        `The topic's ARN ${topic.arn} does not end in :${topic.name}`,
      );
    }
    if (!this.topics.has(topic.arn)) {
      this.topics.set(topic.arn, {
        arn: topic.arn,
        displayName: topic.displayName ?? "",
        subscriptions: new Map(),
      });
    }
  }

  /**
   * Subscribes an e-mail address to a topic, or sets whether its subscription is confirmed.
   *
   * SNS sends nothing to an address that has not confirmed its subscription, and neither does this.
   */
  subscribe(subscription: {
    readonly topicArn: string;
    readonly protocol: "email";
    readonly endpoint: string;
    readonly confirmed: boolean;
  }): void {
    this.topic(subscription.topicArn).subscriptions.set(subscription.endpoint, {
      confirmed: subscription.confirmed,
    });
  }

  /** Sends one e-mail to each confirmed subscription of a topic. */
  async publish(input: PublishInput): Promise<PublishResponse> {
    const { Message: body, Subject: subject } = checkedMessage(input);
    const topic = this.topic(input.TopicArn);
    const messageId = randomUUID();
    for (const [to, { confirmed }] of topic.subscriptions) {
      if (!confirmed) continue;
      const mail: Mail = {
        messageId,
        to,
        topicArn: topic.arn,
        from: topic.displayName || DEFAULT_FROM,
        subject,
        body,
        receivedAt: new Date(),
      };
      this.mails.push(mail);
      this.emit("mail", mail);
    }
    return { MessageId: messageId };
  }

  /** A topic's name and how many addresses have, and have not yet, confirmed their subscription. */
  async getTopicAttributes(input: GetTopicAttributesInput): Promise<GetTopicAttributesResponse> {
    const topic = this.topic(input.TopicArn);
    const subscriptions = [...topic.subscriptions.values()];
    const confirmed = subscriptions.filter((subscription) => subscription.confirmed).length;
    return {
      Attributes: {
        TopicArn: topic.arn,
        DisplayName: topic.displayName,
        Owner: this.options.accountId,
        SubscriptionsConfirmed: String(confirmed),
        SubscriptionsPending: String(subscriptions.length - confirmed),
        SubscriptionsDeleted: "0",
      },
    };
  }

  private topic(arn: string | undefined): Topic {
    if (arn === undefined) {
      throw invalid("TopicArn or TargetArn Reason: no value for required parameter");
    }
    const parts = arn.split(":");
    if (parts.length < 6) {
      throw invalid(`TopicArn Reason: An ARN must have at least 6 elements, not ${parts.length}`);
    }
    const topic = this.topics.get(arn);
    if (!topic) {
      const elsewhere = parts[3] !== this.options.region;
      const where = elsewhere ? `: this is region ${this.options.region}` : "";
      throw new AwsServiceError("NotFound", `Topic does not exist${where}`, 404);
    }
    return topic;
  }
}

function checkedMessage(input: PublishInput): { Message: string; Subject: string } {
  const { Message, Subject = DEFAULT_SUBJECT } = input;
  if (input.MessageStructure !== undefined) {
    throw invalid("MessageStructure is not supported here: publish one plain Message");
  }
  if (!Message) throw invalid("Empty message");
  if (Buffer.byteLength(Message) > MESSAGE_BYTES) throw invalid("Message too long");
  if (Subject === "" || Subject.length >= SUBJECT_LENGTH || BREAK_OR_CONTROL.test(Subject)) {
    throw invalid("Subject");
  }
  return { Message, Subject };
}

function invalid(what: string): AwsServiceError {
  return new AwsServiceError("InvalidParameter", `Invalid parameter: ${what}`);
}
