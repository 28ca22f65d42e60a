import type { LambdaFunctionURLEvent } from "aws-lambda";
import { handler } from "../../lambdas/decide";
import { AwsEndpoint } from "./aws-endpoint";
import { executionArnOf, waitingHistory } from "./execution-history";
import { functionUrlEvent, invocationContext, type RequestParts } from "./function-url-event";
import { approvalLink, LinkSigner } from "./signed-links";

/** What a client gets to see of a call. */
export interface HttpAnswer {
  readonly statusCode: number | undefined;
  readonly headers: Readonly<Record<string, string | number | boolean>>;
  readonly body: string;
}

/** The media types that the function speaks, for tables. */
export const HTML = { accept: "text/html" };
export const JSON_ONLY = { accept: "application/json" };

/** The public function with its environment and an AWS of its own. */
export class DecideFunction {
  readonly aws = new AwsEndpoint();
  readonly signer = new LinkSigner();

  /** Starts AWS and sets the function's environment. */
  async start(): Promise<void> {
    await this.aws.start();
    this.reset();
  }

  stop(): Promise<void> {
    return this.aws.stop();
  }

  /** One execution waits for an answer; nothing was called yet, and the environment is the default one. */
  reset(): void {
    this.aws.reset();
    this.aws.stepFunctions.histories.set(executionArnOf(approvalLink()), waitingHistory());
    Object.assign(process.env, {
      LINK_PUBLIC_KEY: this.signer.publicKey,
      LOCALE: "en",
      ONE_CLICK: "false",
      AFTER_DECISION: "page",
    });
  }

  /** Sends the link of the waiting execution. */
  get(parts: RequestParts = {}): Promise<HttpAnswer> {
    return this.request({ query: this.signer.query(), ...parts });
  }

  /** Answers by the link of the waiting execution, as the page's form does. */
  post(comment = "", parts: RequestParts = {}): Promise<HttpAnswer> {
    const { headers, ...others } = parts;
    return this.get({
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: new URLSearchParams({ comment }).toString(),
      ...others,
    });
  }

  request(parts: RequestParts, functionArn?: string): Promise<HttpAnswer> {
    return this.call(functionUrlEvent(parts), functionArn);
  }

  /** Calls the handler with a whole event. */
  async call(event: LambdaFunctionURLEvent, functionArn?: string): Promise<HttpAnswer> {
    const result = await handler(event, invocationContext(functionArn));
    if (typeof result === "string") {
      throw new Error("The handler gave no status code");
    }
    const { statusCode, headers = {}, body = "" } = result;
    return { statusCode, headers, body };
  }
}
