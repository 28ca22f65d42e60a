import type { Hono } from "hono";
import { SnsService } from "../../../local/sns";
import { createPages } from "../../../local/web";
import { FUNCTION_ARN, Workbench } from "../step-functions/workbench";

/** Where the pages under test believe they are. */
export const ORIGIN = "http://127.0.0.1:8787";

/** The article's workflow, on a function that the {@link Workbench} plays. */
export const APPROVAL = {
  StartAt: "Ask",
  States: {
    Ask: {
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      Parameters: { FunctionName: FUNCTION_ARN, Payload: { "context.$": "$$" } },
      TimeoutSeconds: 3600,
      Catch: [{ ErrorEquals: ["States.Timeout"], Next: "Expired" }],
      Next: "Decided?",
    },
    "Decided?": {
      Type: "Choice",
      Choices: [{ Variable: "$.decision", StringEquals: "approve", Next: "Approved" }],
      Default: "Rejected",
    },
    Approved: { Type: "Pass", End: true },
    Rejected: { Type: "Pass", End: true },
    Expired: { Type: "Pass", End: true },
  },
};

const opened: PagesUnderTest[] = [];

afterEach(() => {
  for (const pages of opened.splice(0)) pages.bench.service.close();
});

/** The pages on services of their own, asked without a server. */
export class PagesUnderTest {
  readonly bench: Workbench;
  readonly sns = new SnsService({ region: "us-east-1", accountId: "123456789012" });
  readonly stateMachineArns: string[];
  readonly app: Hono;

  /** @param definitions the state machines by name; each exists before the pages do */
  constructor(
    definitions: Readonly<Record<string, object>> = { Approval: APPROVAL },
    options: ConstructorParameters<typeof Workbench>[0] = {},
  ) {
    this.bench = new Workbench(options);
    this.stateMachineArns = Object.entries(definitions).map(([name, definition]) =>
      this.bench.create(definition, name),
    );
    this.app = createPages({
      stepFunctions: this.bench.service,
      sns: this.sns,
      stateMachineArns: this.stateMachineArns,
      endpointUrl: ORIGIN,
    });
    opened.push(this);
  }

  /** What a browser would send for an address. */
  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.app.request(path, { headers: { host: "127.0.0.1:8787", ...headers } });
  }

  /** The HTML of a page that has to be there. */
  async html(path: string): Promise<string> {
    const response = await this.get(path);
    expect(response.status).toBe(200);
    return response.text();
  }

  /** Sends the form that starts an execution. */
  async post(
    form: Record<string, string>,
    headers: Record<string, string> = { origin: ORIGIN },
  ): Promise<Response> {
    return this.app.request("/start", {
      method: "POST",
      body: new URLSearchParams(form),
      headers: { host: "127.0.0.1:8787", ...headers },
    });
  }

  /** Starts an execution of the first state machine and gives its ARN. */
  async start(name: string, input: object = {}, machine = 0): Promise<string> {
    const { executionArn = "" } = await this.bench.service.startExecution({
      stateMachineArn: this.stateMachineArns[machine],
      name,
      input: JSON.stringify(input),
    });
    return executionArn;
  }

  /** Lets an approver find a mail. */
  async mail(to: string, subject: string, body = "Hello"): Promise<void> {
    const name = to.replace(/\W/g, "-");
    const arn = `arn:aws:sns:us-east-1:123456789012:${name}`;
    this.sns.createTopic({ arn, name, displayName: "Approvals" });
    this.sns.subscribe({ topicArn: arn, protocol: "email", endpoint: to, confirmed: true });
    await this.sns.publish({ TopicArn: arn, Subject: subject, Message: body });
  }
}
