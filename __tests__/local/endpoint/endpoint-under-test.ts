import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import { Hono } from "hono";
import {
  type AwsCall,
  type AwsCallOutcome,
  createAwsEndpoint,
  type LambdaApi,
  type StepFunctionsApi,
} from "../../../local/endpoint";
import { AwsServiceError } from "../../../local/errors";
import { KmsService } from "../../../local/kms";
import { SnsService } from "../../../local/sns";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

export const region = "us-east-1";
export const accountId = "123456789012";
export const machineArn = `arn:aws:states:${region}:${accountId}:stateMachine:approval`;
export const executionArn = `arn:aws:states:${region}:${accountId}:execution:approval:one`;
export const topicArn = `arn:aws:sns:${region}:${accountId}:approver`;
export const keyArn = `arn:aws:kms:${region}:${accountId}:key/links`;
export const functionArn = `arn:aws:lambda:${region}:${accountId}:function:decide`;
export const startedAt = new Date("2026-11-22T19:30:00.125Z");

/** What clients of the real SDK need besides the address. */
export const clientSettings = {
  region,
  credentials: { accessKeyId: "AKIDTEST", secretAccessKey: "secret" },
  maxAttempts: 1,
} as const;

/** The endpoint on a port of its own, with what it was asked and what to refuse. */
export class EndpointUnderTest {
  readonly sns = new SnsService({ region, accountId });
  readonly kms = new KmsService({ region, accountId });
  readonly stepFunctions = new RecordedStepFunctions();
  readonly lambda = new RecordedLambda();
  readonly calls: { call: AwsCall; outcome: AwsCallOutcome }[] = [];
  /** What `authorize` throws for the next calls, if anything. */
  refusal: AwsServiceError | undefined;
  url = "";
  private server: Server | undefined;

  /** Listens on a free port, with a web page beside the endpoint. */
  async start(): Promise<void> {
    this.sns.createTopic({ arn: topicArn, name: "approver", displayName: "Tom & <Jerry>" });
    this.sns.subscribe({ topicArn, protocol: "email", endpoint: "alice@example.com", confirmed: true });
    this.kms.createKey({ keyId: "links", arn: keyArn, policy: "{}", description: "" });
    this.kms.createAlias({ aliasName: "alias/links", targetKeyId: "links" });
    const app = new Hono();
    app.route(
      "/",
      createAwsEndpoint({
        region,
        accountId,
        stepFunctions: this.stepFunctions,
        sns: this.sns,
        kms: this.kms,
        lambda: this.lambda,
        authorize: () => {
          if (this.refusal) throw this.refusal;
        },
        onCall: (call, outcome) => this.calls.push({ call, outcome }),
      }),
    );
    app.get("/", (context) => context.text("a page"));
    app.post("/", async (context) => context.json(await context.req.parseBody()));
    const server = createAdaptorServer({ fetch: app.fetch }) as Server;
    this.server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const { server } = this;
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
  }

  /** Forgets what earlier tests did. */
  reset(): void {
    this.refusal = undefined;
    this.calls.length = 0;
    this.sns.mails.length = 0;
    this.stepFunctions.reset();
    this.lambda.reset();
  }
}

/** Answers every operation with fixed values, or with the error it is told to, and remembers its inputs. */
export class RecordedStepFunctions implements StepFunctionsApi {
  readonly inputs: unknown[] = [];
  failure: Error | undefined;

  reset(): void {
    this.inputs.length = 0;
    this.failure = undefined;
  }

  stateMachineArnOfTask(taskToken: string): string | undefined {
    return taskToken.startsWith("token") ? machineArn : undefined;
  }

  listStateMachines(input: unknown) {
    const machine = {
      stateMachineArn: machineArn,
      name: "approval",
      type: "STANDARD" as const,
      creationDate: startedAt,
    };
    return this.answer(input, { stateMachines: [machine], nextToken: undefined });
  }

  describeStateMachine(input: unknown) {
    return this.answer(input, {
      stateMachineArn: machineArn,
      name: "approval",
      status: "ACTIVE" as const,
      definition: '{"StartAt":"Ask"}',
      roleArn: `arn:aws:iam::${accountId}:role/approval`,
      type: "STANDARD" as const,
      creationDate: startedAt,
    });
  }

  startExecution(input: unknown) {
    return this.answer(input, { executionArn, startDate: startedAt });
  }

  describeExecution(input: unknown) {
    return this.answer(input, {
      executionArn,
      stateMachineArn: machineArn,
      name: "one",
      status: "SUCCEEDED" as const,
      startDate: startedAt,
      stopDate: new Date(startedAt.getTime() + 1001),
      input: '{"é":1}',
      output: '{"Status":"Approved!"}',
    });
  }

  listExecutions(input: unknown) {
    const execution = {
      executionArn,
      stateMachineArn: machineArn,
      name: "one",
      status: "RUNNING" as const,
      startDate: startedAt,
    };
    return this.answer(input, { executions: [execution], nextToken: "more" });
  }

  getExecutionHistory(input: unknown) {
    return this.answer(input, {
      events: [
        {
          id: 1,
          previousEventId: 0,
          type: "ExecutionStarted" as const,
          timestamp: startedAt,
          executionStartedEventDetails: { input: "{}", inputDetails: { truncated: false } },
        },
      ],
    });
  }

  stopExecution(input: unknown) {
    return this.answer(input, { stopDate: startedAt });
  }

  sendTaskSuccess(input: unknown) {
    return this.answer(input, {});
  }

  sendTaskFailure(input: unknown) {
    return this.answer(input, {});
  }

  private async answer<Output>(input: unknown, output: Output): Promise<Output> {
    this.inputs.push(input);
    if (this.failure) throw this.failure;
    return output;
  }
}

/** One function named `decide` that returns its event, or fails if told so. */
export class RecordedLambda implements LambdaApi {
  readonly payloads: string[] = [];
  functionFails = false;
  failure: Error | undefined;

  reset(): void {
    this.payloads.length = 0;
    this.functionFails = false;
    this.failure = undefined;
  }

  functionArn(functionName: string): string | undefined {
    return functionName === "decide" ? functionArn : undefined;
  }

  async invoke(functionName: string, payload: string) {
    this.payloads.push(payload);
    if (this.failure) throw this.failure;
    if (this.functionFails) {
      const error = { errorType: "Error", errorMessage: `${functionName} failed` };
      return { payload: JSON.stringify(error), functionError: "Unhandled", executedVersion: "$LATEST" };
    }
    return { payload, executedVersion: "$LATEST" };
  }
}

/** The error that AWS would have for a caller without permission. */
export function denied(): AwsServiceError {
  return new AwsServiceError("AccessDeniedException", "User: test is not authorized", 400);
}
