import type {
  GetExecutionHistoryInput,
  GetExecutionHistoryOutput,
  HistoryEvent,
  SendTaskSuccessInput,
  SendTaskSuccessOutput,
} from "@aws-sdk/client-sfn";
import type { StepFunctionsApi } from "../../local/endpoint";
import { AwsServiceError } from "../../local/errors";

/** Something that a test makes happen before a call is answered; what it throws is the answer. */
type Script<Input> = (input: Input) => void;

/** Step Functions that knows the histories it is given, and answers each call as the test scripted it. */
export class ScriptedStepFunctions implements StepFunctionsApi {
  /** The history of each execution by its ARN, oldest event first. */
  readonly histories = new Map<string, HistoryEvent[]>();
  /** The most events of a page of a history. */
  pageSize = 1000;
  readonly historyRequests: GetExecutionHistoryInput[] = [];
  readonly answers: SendTaskSuccessInput[] = [];
  /** What happens at the next calls of GetExecutionHistory, one script a call. */
  readonly historyScripts: Script<GetExecutionHistoryInput>[] = [];
  /** What happens at the next calls of SendTaskSuccess, one script a call. */
  readonly answerScripts: Script<SendTaskSuccessInput>[] = [];

  readonly listStateMachines = unsupported;
  readonly describeStateMachine = unsupported;
  readonly startExecution = unsupported;
  readonly describeExecution = unsupported;
  readonly listExecutions = unsupported;
  readonly stopExecution = unsupported;
  readonly sendTaskFailure = unsupported;

  /** Forgets all histories, calls and scripts. */
  reset(): void {
    this.histories.clear();
    this.pageSize = 1000;
    for (const list of [this.historyRequests, this.answers, this.historyScripts, this.answerScripts]) {
      list.length = 0;
    }
  }

  stateMachineArnOfTask(): string {
    return "arn:aws:states:eu-west-1:123456789012:stateMachine:ReleaseApproval";
  }

  async getExecutionHistory(input: GetExecutionHistoryInput): Promise<GetExecutionHistoryOutput> {
    this.historyRequests.push(input);
    this.historyScripts.shift()?.(input);
    const history = this.histories.get(input.executionArn ?? "");
    if (history === undefined) {
      throw new AwsServiceError("ExecutionDoesNotExist", `Execution Does Not Exist: '${input.executionArn}'`);
    }
    const events = input.reverseOrder ? history.toReversed() : history;
    const start = Number(input.nextToken ?? 0);
    const end = start + Math.min(this.pageSize, input.maxResults ?? 100);
    return {
      events: events.slice(start, end),
      ...(end < events.length && { nextToken: String(end) }),
    };
  }

  async sendTaskSuccess(input: SendTaskSuccessInput): Promise<SendTaskSuccessOutput> {
    this.answers.push(input);
    this.answerScripts.shift()?.(input);
    return {};
  }
}

async function unsupported(): Promise<never> {
  throw new AwsServiceError("UnknownOperationException", "These tests do not script this operation");
}
