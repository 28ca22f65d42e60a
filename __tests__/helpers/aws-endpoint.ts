import type { AddressInfo } from "node:net";
import { createAdaptorServer, type ServerType } from "@hono/node-server";
import { createAwsEndpoint } from "../../local/endpoint";
import type { AwsServiceError } from "../../local/errors";
import { KmsService } from "../../local/kms";
import { SnsService } from "../../local/sns";
import { ScriptedStepFunctions } from "./scripted-step-functions";

const LOCATION = { region: "eu-west-1", accountId: "123456789012" } as const;

/** The key that signs links. */
export const SIGNING_KEY_ARN = `arn:aws:kms:${LOCATION.region}:${LOCATION.accountId}:key/links`;

/** AWS on a port of this machine, for functions under test whose clients find it by `AWS_ENDPOINT_URL`. */
export class AwsEndpoint {
  readonly stepFunctions = new ScriptedStepFunctions();
  readonly sns = new SnsService(LOCATION);
  readonly kms = new KmsService(LOCATION);
  /** The IAM action of each call so far, also of those refused. */
  readonly calls: string[] = [];
  /** What AWS answers instead, by the action and resource of a call. */
  refusal: (action: string, resource: string) => AwsServiceError | undefined = () => undefined;
  private server: ServerType | undefined;

  /** Listens, and sets what the AWS SDK reads of the environment. */
  async start(): Promise<void> {
    this.kms.createKey({ keyId: "links", arn: SIGNING_KEY_ARN, policy: "{}", description: "" });
    const app = createAwsEndpoint({
      ...LOCATION,
      stepFunctions: this.stepFunctions,
      sns: this.sns,
      kms: this.kms,
      lambda: { functionArn: () => undefined, invoke: () => Promise.reject(new Error("No function here")) },
      authorize: ({ action, resource }) => {
        const error = this.refusal(action, resource);
        if (error) throw error;
      },
      onCall: ({ action }) => this.calls.push(action),
    });
    const server = createAdaptorServer({ fetch: app.fetch });
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: LOCATION.region,
      AWS_ACCESS_KEY_ID: "AKIDTEST",
      AWS_SECRET_ACCESS_KEY: "secret",
      AWS_MAX_ATTEMPTS: "1",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    });
  }

  async stop(): Promise<void> {
    const { server } = this;
    await new Promise((resolve) => {
      server?.close(resolve);
      if (server && "closeAllConnections" in server) server.closeAllConnections();
    });
  }

  /** Forgets what earlier tests did; topics and the key stay. */
  reset(): void {
    this.calls.length = 0;
    this.refusal = () => undefined;
    this.stepFunctions.reset();
    this.sns.mails.length = 0;
  }

  /** An approver's topic with one subscription; gives the topic's ARN. */
  createTopic(name: string, endpoint: string, { confirmed = true } = {}): string {
    const arn = `arn:aws:sns:${LOCATION.region}:${LOCATION.accountId}:${name}`;
    this.sns.createTopic({ arn, name });
    this.sns.subscribe({ topicArn: arn, protocol: "email", endpoint, confirmed });
    return arn;
  }
}
