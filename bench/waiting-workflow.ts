import { once } from "node:events";
import { GetPublicKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { linkIn } from "../local/approver";
import type { AwsCall } from "../local/endpoint";
import type { JsonObject, JsonValue } from "../local/json";
import { type LocalRun, startLocalRun } from "../local/local-run";
import type { Mail } from "../local/sns";
import { type SynthesizedApp, synthesize } from "../local/synthesize";

/** An execution that waits for its answer. */
export interface WaitingExecution {
  readonly executionArn: string;
  /** The query of the link to approve. */
  readonly query: string;
  /** What the function that writes the mails was called with. */
  readonly payload: JsonValue;
}

/** The deployable stack on this machine, and the AWS that a function under measurement calls. */
export interface Workflow {
  readonly run: LocalRun;
  /** The IAM actions of all calls so far. */
  readonly calls: string[];
  /** What a function is deployed with, and what Lambda adds; its calls are an administrator's. */
  readonly environment: Readonly<Record<string, string>>;
  /** Starts an execution and waits for its mail. */
  ask(): Promise<WaitingExecution>;
  close(): Promise<void>;
}

/** Synthesizes the stack with these settings and starts it. */
export async function startWorkflow(settings: JsonObject = {}): Promise<Workflow> {
  const app = await synthesize(settings);
  const calls: string[] = [];
  try {
    const run = await startLocalRun({
      stackFolder: app.stackFolder,
      variables: settings.approvers === undefined ? { email: "approver@example.com" } : {},
      onCall: ({ action }: AwsCall) => calls.push(action),
    });
    run.sns.setMaxListeners(0);
    return workflow(run, app, calls, await environmentOf(run));
  } catch (error) {
    await app.remove();
    throw error;
  }
}

function workflow(
  run: LocalRun,
  app: SynthesizedApp,
  calls: string[],
  environment: Record<string, string>,
): Workflow {
  return {
    run,
    calls,
    environment,
    ask: async () => {
      const [stateMachineArn] = run.stateMachineArns;
      const { executionArn = "" } = await run.stepFunctions.startExecution({ stateMachineArn });
      const mail = await mailOf(run, executionArn);
      return {
        executionArn,
        query: new URL(linkIn(mail, "approve")).search.slice(1),
        payload: await payloadOf(run, executionArn),
      };
    },
    close: async () => {
      await run.close();
      await app.remove();
    },
  };
}

/** The first mail about an execution, also if it has come already. */
export async function mailOf(run: LocalRun, executionArn: string, to?: string): Promise<Mail> {
  const name = executionArn.split(":").at(-1) ?? "";
  for (;;) {
    const mail = run.sns.mails.find((one) => one.body.includes(name) && (to === undefined || one.to === to));
    if (mail) {
      return mail;
    }
    await once(run.sns, "mail");
  }
}

async function payloadOf(run: LocalRun, executionArn: string): Promise<JsonValue> {
  const { events = [] } = await run.stepFunctions.getExecutionHistory({ executionArn });
  const parameters = events.find(({ type }) => type === "TaskScheduled")?.taskScheduledEventDetails
    ?.parameters;
  return JSON.parse(parameters ?? "{}").Payload;
}

async function environmentOf(run: LocalRun): Promise<Record<string, string>> {
  const KeyId = "alias/sfn-approval-links";
  const kms = new KMSClient({
    endpoint: run.url,
    region: "us-east-1",
    credentials: { accessKeyId: "bench", secretAccessKey: "bench" },
  });
  const { PublicKey = new Uint8Array() } = await kms.send(new GetPublicKeyCommand({ KeyId }));
  kms.destroy();
  return {
    LINK_PUBLIC_KEY: Buffer.from(PublicKey).toString("base64"),
    LINK_SIGNING_KEY_ID: KeyId,
    LOCALE: "en",
    ONE_CLICK: "false",
    AFTER_DECISION: "page",
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
    AWS_ENDPOINT_URL: run.url,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  };
}
