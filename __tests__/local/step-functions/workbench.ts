import type { DescribeExecutionOutput, HistoryEvent } from "@aws-sdk/client-sfn";
import type { JsonValue } from "../../../local/json";
import { type FunctionCall, type StandIn, StepFunctionsService } from "../../../local/step-functions";

const ACCOUNT = "us-east-1:123456789012";

export const MACHINE_ARN = `arn:aws:states:${ACCOUNT}:stateMachine:machine`;
export const ROLE_ARN = "arn:aws:iam::123456789012:role/machine";
export const FUNCTION_ARN = `arn:aws:lambda:${ACCOUNT}:function:ask`;

/** A task that asks a function, hands it its context object and waits for an answer. */
export const TOKEN_TASK = {
  Type: "Task",
  Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
  Parameters: { FunctionName: FUNCTION_ARN, Payload: { "context.$": "$$" } },
};

/** A definition of one state. */
export function single(state: object): object {
  return { StartAt: "Only", States: { Only: { ...state, End: true } } };
}

/** A service and a way to watch it; functions answer with null unless told otherwise. */
export class Workbench {
  readonly service: StepFunctionsService;
  /** The calls of functions, as they came. */
  readonly calls: FunctionCall[] = [];
  readonly #ended = new Set<string>();

  constructor(
    options: {
      readonly invoke?: (call: FunctionCall) => JsonValue | Promise<JsonValue>;
      readonly standIns?: Readonly<Record<string, StandIn>>;
    } = {},
  ) {
    this.service = new StepFunctionsService({
      region: "us-east-1",
      accountId: "123456789012",
      standIns: options.standIns ?? {},
      invokeFunction: async (call) => {
        this.calls.push(call);
        return options.invoke ? options.invoke(call) : null;
      },
    });
    this.service.on("execution", ({ executionArn, status }) => {
      if (executionArn && status !== "RUNNING") this.#ended.add(executionArn);
    });
  }

  create(definition: object, name = "machine"): string {
    const arn = `arn:aws:states:${ACCOUNT}:stateMachine:${name}`;
    this.service.createStateMachine({ name, arn, roleArn: ROLE_ARN, definition });
    return arn;
  }

  async start(definition: object, input: JsonValue = {}): Promise<string> {
    const stateMachineArn = this.create(definition);
    const { executionArn = "" } = await this.service.startExecution({
      stateMachineArn,
      name: "execution",
      input: JSON.stringify(input),
    });
    return executionArn;
  }

  /** Starts an execution and waits for its end. */
  async run(definition: object, input: JsonValue = {}): Promise<DescribeExecutionOutput> {
    return this.ended(await this.start(definition, input));
  }

  async ended(executionArn: string): Promise<DescribeExecutionOutput> {
    await until(() => this.#ended.has(executionArn));
    return this.service.describeExecution({ executionArn });
  }

  async events(executionArn: string): Promise<HistoryEvent[]> {
    const { events = [] } = await this.service.getExecutionHistory({ executionArn, maxResults: 1000 });
    return events;
  }

  /** What the execution of {@link start} did: each event's type and the id of the event before it. */
  async outline(executionArn: string): Promise<string[]> {
    const events = await this.events(executionArn);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    return events.map(({ type, previousEventId }) => `${type} ${previousEventId}`);
  }

  /** The task token of a call, once that call has come. */
  async token(callIndex = 0): Promise<string> {
    await until(() => this.calls.length > callIndex);
    return tokenOf(this.calls[callIndex]);
  }
}

/** The task token that a call of {@link TOKEN_TASK} carries. */
export function tokenOf(call: FunctionCall | undefined): string {
  const payload = call?.payload as { context: { Task: { Token: string } } };
  return payload.context.Task.Token;
}

/** Waits until something is so; Jest's own time limit ends the waiting for what never is. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
