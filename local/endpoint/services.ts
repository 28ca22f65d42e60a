import type {
  DescribeExecutionInput,
  DescribeExecutionOutput,
  DescribeStateMachineInput,
  DescribeStateMachineOutput,
  GetExecutionHistoryInput,
  GetExecutionHistoryOutput,
  ListExecutionsInput,
  ListExecutionsOutput,
  ListStateMachinesInput,
  ListStateMachinesOutput,
  SendTaskFailureInput,
  SendTaskFailureOutput,
  SendTaskSuccessInput,
  SendTaskSuccessOutput,
  StartExecutionInput,
  StartExecutionOutput,
  StopExecutionInput,
  StopExecutionOutput,
} from "@aws-sdk/client-sfn";
import type { KmsService } from "../kms";
import type { SnsService } from "../sns";

/** What the endpoint asks of Step Functions. Every method fails with an `AwsServiceError`. */
export interface StepFunctionsApi {
  listStateMachines(input: ListStateMachinesInput): Promise<ListStateMachinesOutput>;
  describeStateMachine(input: DescribeStateMachineInput): Promise<DescribeStateMachineOutput>;
  startExecution(input: StartExecutionInput): Promise<StartExecutionOutput>;
  describeExecution(input: DescribeExecutionInput): Promise<DescribeExecutionOutput>;
  listExecutions(input: ListExecutionsInput): Promise<ListExecutionsOutput>;
  getExecutionHistory(input: GetExecutionHistoryInput): Promise<GetExecutionHistoryOutput>;
  stopExecution(input: StopExecutionInput): Promise<StopExecutionOutput>;
  sendTaskSuccess(input: SendTaskSuccessInput): Promise<SendTaskSuccessOutput>;
  sendTaskFailure(input: SendTaskFailureInput): Promise<SendTaskFailureOutput>;

  /**
   * The state machine that a task token belongs to: what a policy for `states:SendTaskSuccess` is held against.
   *
   * Answered and expired tasks have one, too, so that only a token that was never given out is `undefined`
   * and answered with `InvalidToken`.
   */
  stateMachineArnOfTask(taskToken: string): string | undefined;
}

/** How a function ended. */
export interface LambdaResult {
  /** What it returned, or its error, as JSON. */
  readonly payload: string;
  /** `Unhandled` if the function failed. */
  readonly functionError?: string | undefined;
  readonly executedVersion: string;
}

/** What the endpoint asks of Lambda. */
export interface LambdaApi {
  /** A function's ARN by its name, or `undefined` if there is no such function. */
  functionArn(functionName: string): string | undefined;
  /** Runs a function to its end; `payload` is JSON. A function that fails is a result, not a rejection. */
  invoke(functionName: string, payload: string): Promise<LambdaResult>;
}

/** The services behind the endpoint, and where in AWS they say they are. */
export interface Services {
  readonly region: string;
  readonly accountId: string;
  readonly stepFunctions: StepFunctionsApi;
  readonly sns: Pick<SnsService, "publish" | "getTopicAttributes">;
  readonly kms: Pick<KmsService, "sign" | "getPublicKey" | "keyArn">;
  readonly lambda: LambdaApi;
}
