import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import type {
  DescribeExecutionInput,
  DescribeExecutionOutput,
  DescribeStateMachineInput,
  DescribeStateMachineOutput,
  ExecutionListItem,
  GetExecutionHistoryInput,
  GetExecutionHistoryOutput,
  HistoryEvent,
  ListExecutionsInput,
  ListExecutionsOutput,
  ListStateMachinesInput,
  ListStateMachinesOutput,
  ListTagsForResourceInput,
  ListTagsForResourceOutput,
  SendTaskFailureInput,
  SendTaskFailureOutput,
  SendTaskSuccessInput,
  SendTaskSuccessOutput,
  StartExecutionInput,
  StartExecutionOutput,
  StopExecutionInput,
  StopExecutionOutput,
} from "@aws-sdk/client-sfn";
import { AwsServiceError } from "../errors";
import type { Environment, FunctionCall } from "./environment";
import { Execution } from "./execution";
import { withoutData } from "./history";
import { pageToken, positionOf } from "./page-token";
import { run } from "./run-state";
import type { StandIn } from "./stand-in";
import { createStateMachine, type StateMachine, type StateMachineSettings } from "./state-machine";
import { TaskError } from "./task-error";
import { TaskTokens } from "./task-tokens";
import { checkArn, checkExecutionName, checkJson, checkLength, pageSize, required } from "./validation";

const MAX_ERROR_LENGTH = 256;
const MAX_CAUSE_LENGTH = 32_768;

/** Settings of a {@link StepFunctionsService}. */
export interface StepFunctionsServiceOptions {
  readonly region: string;
  readonly accountId: string;
  /**
   * Runs a function for a Task state and gives what it returned.
   *
   * A rejection fails the task: with the error's `name`, and its `message` as the cause.
   */
  invokeFunction(call: FunctionCall): ReturnType<Environment["invokeFunction"]>;
  /**
   * What plays the service of a Task state that calls anything but a function, by the state's name.
   *
   * @default none: a definition that calls anything but functions is refused
   */
  readonly standIns?: Readonly<Record<string, StandIn>>;
}

/** What a {@link StepFunctionsService} tells. */
export interface StepFunctionsEvents {
  /** An event was written into an execution's history. */
  history: [{ readonly executionArn: string; readonly event: HistoryEvent }];
  /** An execution was started or ended. */
  execution: [ExecutionListItem];
}

interface Machine extends StateMachine {
  /** In the order of their start. */
  readonly executions: Execution[];
}

/**
 * AWS Step Functions on this machine: standard workflows, as far as JSONPath, functions and task tokens go.
 *
 * Methods that AWS has take the SDK's inputs and give its outputs, and fail with an {@link AwsServiceError}.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/Welcome.html
 */
export class StepFunctionsService extends EventEmitter<StepFunctionsEvents> {
  readonly #machines = new Map<string, Machine>();
  readonly #executions = new Map<string, Execution>();
  readonly #tokens = new TaskTokens();
  readonly #environment: Environment;

  constructor(private readonly options: StepFunctionsServiceOptions) {
    super();
    const { region, standIns = {} } = options;
    const invokeFunction = (call: FunctionCall) => options.invokeFunction(call);
    this.#environment = { region, standIns, tokens: this.#tokens, invokeFunction };
  }

  /**
   * Adds a state machine.
   *
   * @throws AwsServiceError `InvalidArn` for an ARN of another place, `StateMachineAlreadyExists`, or
   *   `InvalidDefinition` for a definition that is wrong or not supported here; it names the state and the field
   */
  createStateMachine(settings: StateMachineSettings): { stateMachineArn: string; creationDate: Date } {
    const { region, accountId } = this.options;
    const { arn: stateMachineArn } = settings;
    checkArn(stateMachineArn, "stateMachine");
    if (!stateMachineArn.includes(`:${region}:${accountId}:`)) {
      throw new AwsServiceError(
        "InvalidArn",
        `Invalid Arn: '${stateMachineArn}' is not of ${region}:${accountId}`,
      );
    }
    if (this.#machines.has(stateMachineArn)) {
      throw new AwsServiceError(
        "StateMachineAlreadyExists",
        `State Machine Already Exists: '${stateMachineArn}'`,
      );
    }
    const hasStandIn = (stateName: string) => Object.hasOwn(this.#environment.standIns, stateName);
    const machine = createStateMachine(settings, hasStandIn);
    this.#machines.set(stateMachineArn, { ...machine, executions: [] });
    return { stateMachineArn, creationDate: machine.creationDate };
  }

  /** Stops everything that still runs, so that no timer keeps the process alive; histories stay as they are. */
  close(): void {
    for (const execution of this.#executions.values()) execution.close();
  }

  /** The state machine that a task token belongs to, whether or not its task is still open. */
  stateMachineArnOfTask(taskToken: string): string | undefined {
    return this.#tokens.stateMachineArn(taskToken);
  }

  /** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListStateMachines.html */
  async listStateMachines(input: ListStateMachinesInput): Promise<ListStateMachinesOutput> {
    const maxResults = pageSize(input.maxResults);
    const list = "stateMachines";
    const start = input.nextToken === undefined ? 0 : positionOf(input.nextToken, list);
    const machines = [...this.#machines.values()];
    return {
      stateMachines: machines.slice(start, start + maxResults).map(({ arn, name, creationDate }) => ({
        stateMachineArn: arn,
        name,
        type: "STANDARD",
        creationDate,
      })),
      ...(start + maxResults < machines.length && { nextToken: pageToken(list, start + maxResults) }),
    };
  }

  /** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeStateMachine.html */
  async describeStateMachine(input: DescribeStateMachineInput): Promise<DescribeStateMachineOutput> {
    const { arn, name, roleArn, definition, creationDate } = this.#machine(input.stateMachineArn);
    return {
      stateMachineArn: arn,
      name,
      status: "ACTIVE",
      definition: JSON.stringify(definition),
      roleArn,
      type: "STANDARD",
      creationDate,
    };
  }

  /** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListTagsForResource.html */
  async listTagsForResource(input: ListTagsForResourceInput): Promise<ListTagsForResourceOutput> {
    const { tags } = this.#machine(input.resourceArn, "resourceArn");
    return { tags: Object.entries(tags).map(([key, value]) => ({ key, value })) };
  }

  /**
   * Starts an execution; asked for one of the same name and input that still runs, gives that one.
   *
   * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
   */
  async startExecution(request: StartExecutionInput): Promise<StartExecutionOutput> {
    const machine = this.#machine(request.stateMachineArn);
    const { name = randomUUID(), input = "{}" } = request;
    checkExecutionName(name);
    checkJson(input, "input", (reason) => {
      const message = `Invalid State Machine Execution Input: '${reason}'`;
      return new AwsServiceError("InvalidExecutionInput", message);
    });
    const executionArn = `${machine.arn.replace(":stateMachine:", ":execution:")}:${name}`;
    const existing = this.#executions.get(executionArn);
    if (existing) {
      if (existing.status !== "RUNNING" || existing.settings.input !== input) {
        throw new AwsServiceError("ExecutionAlreadyExists", `Execution Already Exists: '${executionArn}'`);
      }
      return { executionArn, startDate: existing.startDate };
    }
    const { startDate } = this.#start(machine, executionArn, name, input);
    return { executionArn, startDate };
  }

  /** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeExecution.html */
  async describeExecution(input: DescribeExecutionInput): Promise<DescribeExecutionOutput> {
    return this.#execution(input.executionArn).describe();
  }

  /**
   * A state machine's executions, the latest first.
   *
   * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
   */
  async listExecutions(input: ListExecutionsInput): Promise<ListExecutionsOutput> {
    const { executions, arn } = this.#machine(input.stateMachineArn);
    const { statusFilter, nextToken } = input;
    const maxResults = pageSize(input.maxResults);
    const list = `${arn} ${statusFilter}`;
    const page: ExecutionListItem[] = [];
    let position = nextToken === undefined ? executions.length : positionOf(nextToken, list);
    while (position > 0 && page.length < maxResults) {
      position -= 1;
      const execution = executions[position];
      if (execution && (statusFilter === undefined || execution.status === statusFilter)) {
        page.push(execution.summary());
      }
    }
    return { executions: page, ...(position > 0 && { nextToken: pageToken(list, position) }) };
  }

  /** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html */
  async getExecutionHistory(input: GetExecutionHistoryInput): Promise<GetExecutionHistoryOutput> {
    const { executionArn, nextToken, reverseOrder = false, includeExecutionData = true } = input;
    const { history } = this.#execution(executionArn);
    const maxResults = pageSize(input.maxResults);
    const list = `${executionArn} ${reverseOrder}`;
    const startId = reverseOrder ? history.length : 1;
    const firstId = nextToken === undefined ? startId : positionOf(nextToken, list);
    const { events, nextId } = history.page({ firstId, reverseOrder, maxResults });
    return {
      events: includeExecutionData ? events : events.map(withoutData),
      ...(nextId !== undefined && { nextToken: pageToken(list, nextId) }),
    };
  }

  /** @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html */
  async stopExecution({ executionArn, error, cause }: StopExecutionInput): Promise<StopExecutionOutput> {
    const execution = this.#execution(executionArn);
    checkLength(error, "error", MAX_ERROR_LENGTH);
    checkLength(cause, "cause", MAX_CAUSE_LENGTH);
    const stopDate = execution.abort({
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    });
    return { stopDate };
  }

  /**
   * Answers an open task.
   *
   * @throws AwsServiceError `InvalidOutput`, `InvalidToken`, `TaskDoesNotExist`, or `TaskTimedOut` for a task whose
   *   deadline has passed or that was answered before
   * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html
   */
  async sendTaskSuccess(input: SendTaskSuccessInput): Promise<SendTaskSuccessOutput> {
    const token = required(input.taskToken, "taskToken");
    const output = required(input.output, "output");
    checkJson(
      output,
      "output",
      (reason) => new AwsServiceError("InvalidOutput", `Invalid Output: '${reason}'`),
    );
    this.#tokens.answer(token, (task) => task.succeed(output));
    return {};
  }

  /**
   * Fails an open task.
   *
   * @throws AwsServiceError as {@link sendTaskSuccess} does
   * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskFailure.html
   */
  async sendTaskFailure(input: SendTaskFailureInput): Promise<SendTaskFailureOutput> {
    const token = required(input.taskToken, "taskToken");
    const { error = "", cause = "" } = input;
    checkLength(error, "error", MAX_ERROR_LENGTH);
    checkLength(cause, "cause", MAX_CAUSE_LENGTH);
    this.#tokens.answer(token, (task) => task.fail(new TaskError(error, cause)));
    return {};
  }

  /**
   * Lets the deadline of an open task pass now, whenever it is. AWS has no such call.
   *
   * @throws AwsServiceError as {@link sendTaskSuccess} does
   */
  expireTask(taskToken: string): void {
    this.#tokens.answer(taskToken, (task) => task.expire());
  }

  #start(machine: Machine, arn: string, name: string, input: string): Execution {
    const execution = new Execution({
      arn,
      name,
      input,
      machine,
      environment: this.#environment,
      onEvent: (event) => this.emit("history", { executionArn: arn, event }),
      onStatus: () => this.emit("execution", execution.summary()),
    });
    machine.executions.push(execution);
    this.#executions.set(arn, execution);
    execution.start((scope, value) => run(scope, machine.states, value));
    return execution;
  }

  #machine(arn: string | undefined, member = "stateMachineArn"): Machine {
    const given = required(arn, member);
    checkArn(given, "stateMachine");
    const machine = this.#machines.get(given);
    if (!machine) {
      throw new AwsServiceError("StateMachineDoesNotExist", `State Machine Does Not Exist: '${given}'`);
    }
    return machine;
  }

  #execution(arn: string | undefined): Execution {
    const given = required(arn, "executionArn");
    checkArn(given, "execution");
    const execution = this.#executions.get(given);
    if (!execution) {
      throw new AwsServiceError("ExecutionDoesNotExist", `Execution Does Not Exist: '${given}'`);
    }
    return execution;
  }
}
