import { AwsServiceError } from "../errors";
import type { JsonObject } from "../json";
import { functionOf, invoke } from "./invoke";
import { blob, boolean, type InputOf, integer, type Member, oneOf, readMembers, string } from "./members";
import type { Services } from "./services";

/** The services that the endpoint speaks for, by their IAM prefixes. */
export type ServiceName = "states" | "sns" | "kms" | "lambda";

/** A call whose input was read: what it touches, and how to carry it out. */
export interface PreparedCall {
  /** The ARN that policies are held against. */
  readonly resource: string;
  run(): Promise<object>;
}

/** One supported operation. */
export interface Operation {
  readonly service: ServiceName;
  /** The operation's name in the API, such as `StartExecution`. */
  readonly name: string;
  /** The IAM action that a policy must allow for it, such as `states:StartExecution`. */
  readonly action: string;
  /** How the resource of a call is found, in words. */
  readonly resource: string;
  /** @throws AwsServiceError if the input is not one for this operation, or its resource is not to be found */
  prepare(input: JsonObject, services: Services): PreparedCall;
}

type Members = Record<string, Member<unknown>>;

interface Definition<Required extends Members, Optional extends Members> extends Omit<Operation, "prepare"> {
  readonly required: Required;
  readonly optional: Optional;
  resourceOf(input: InputOf<Required, Optional>, services: Services): string;
  call(input: InputOf<Required, Optional>, services: Services): Promise<object>;
}

function operation<Required extends Members, Optional extends Members>(
  definition: Definition<Required, Optional>,
): Operation {
  const { required, optional, resourceOf, call, ...described } = definition;
  return {
    ...described,
    prepare(wire, services) {
      const input = readMembers(wire, required, optional);
      return { resource: resourceOf(input, services), run: () => call(input, services) };
    },
  };
}

function machineOfTask(input: { readonly taskToken: string }, { stepFunctions }: Services): string {
  const arn = stepFunctions.stateMachineArnOfTask(input.taskToken);
  if (arn === undefined) throw new AwsServiceError("InvalidToken", "Invalid Token: 'Invalid token'");
  return arn;
}

const includedData = oneOf("ALL_DATA", "METADATA_ONLY");
const executionStatus = oneOf("RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE");
const messageType = oneOf("RAW", "DIGEST", "EXTERNAL_MU");
const signingAlgorithm = oneOf(
  "RSASSA_PSS_SHA_256",
  "RSASSA_PSS_SHA_384",
  "RSASSA_PSS_SHA_512",
  "RSASSA_PKCS1_V1_5_SHA_256",
  "RSASSA_PKCS1_V1_5_SHA_384",
  "RSASSA_PKCS1_V1_5_SHA_512",
  "ECDSA_SHA_256",
  "ECDSA_SHA_384",
  "ECDSA_SHA_512",
  "ED25519_SHA_512",
  "ED25519_PH_SHA_512",
  "ML_DSA_SHAKE_256",
  "SM2DSA",
);
const invocationType = oneOf("RequestResponse", "Event", "DryRun");
const logType = oneOf("None");

/**
 * Everything that the endpoint can do: nothing else is answered with anything but an error.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
 */
export const OPERATIONS: readonly Operation[] = [
  operation({
    service: "states",
    name: "ListStateMachines",
    action: "states:ListStateMachines",
    resource: "every state machine of the account",
    required: {},
    optional: { maxResults: integer, nextToken: string },
    resourceOf: (_, { region, accountId }) => `arn:aws:states:${region}:${accountId}:stateMachine:*`,
    call: (input, { stepFunctions }) => stepFunctions.listStateMachines(input),
  }),
  operation({
    service: "states",
    name: "DescribeStateMachine",
    action: "states:DescribeStateMachine",
    resource: "`stateMachineArn`",
    required: { stateMachineArn: string },
    optional: { includedData },
    resourceOf: (input) => input.stateMachineArn,
    call: (input, { stepFunctions }) => stepFunctions.describeStateMachine(input),
  }),
  operation({
    service: "states",
    name: "StartExecution",
    action: "states:StartExecution",
    resource: "`stateMachineArn`",
    required: { stateMachineArn: string },
    optional: { name: string, input: string, traceHeader: string },
    resourceOf: (input) => input.stateMachineArn,
    call: (input, { stepFunctions }) => stepFunctions.startExecution(input),
  }),
  operation({
    service: "states",
    name: "DescribeExecution",
    action: "states:DescribeExecution",
    resource: "`executionArn`",
    required: { executionArn: string },
    optional: { includedData },
    resourceOf: (input) => input.executionArn,
    call: (input, { stepFunctions }) => stepFunctions.describeExecution(input),
  }),
  operation({
    service: "states",
    name: "ListExecutions",
    action: "states:ListExecutions",
    resource: "`stateMachineArn`",
    required: { stateMachineArn: string },
    optional: {
      statusFilter: executionStatus,
      maxResults: integer,
      nextToken: string,
    },
    resourceOf: (input) => input.stateMachineArn,
    call: (input, { stepFunctions }) => stepFunctions.listExecutions(input),
  }),
  operation({
    service: "states",
    name: "GetExecutionHistory",
    action: "states:GetExecutionHistory",
    resource: "`executionArn`",
    required: { executionArn: string },
    optional: {
      maxResults: integer,
      reverseOrder: boolean,
      nextToken: string,
      includeExecutionData: boolean,
    },
    resourceOf: (input) => input.executionArn,
    call: (input, { stepFunctions }) => stepFunctions.getExecutionHistory(input),
  }),
  operation({
    service: "states",
    name: "StopExecution",
    action: "states:StopExecution",
    resource: "`executionArn`",
    required: { executionArn: string },
    optional: { error: string, cause: string },
    resourceOf: (input) => input.executionArn,
    call: (input, { stepFunctions }) => stepFunctions.stopExecution(input),
  }),
  operation({
    service: "states",
    name: "SendTaskSuccess",
    action: "states:SendTaskSuccess",
    resource: "the state machine of the task that `taskToken` belongs to",
    required: { taskToken: string, output: string },
    optional: {},
    resourceOf: machineOfTask,
    call: (input, { stepFunctions }) => stepFunctions.sendTaskSuccess(input),
  }),
  operation({
    service: "states",
    name: "SendTaskFailure",
    action: "states:SendTaskFailure",
    resource: "the state machine of the task that `taskToken` belongs to",
    required: { taskToken: string },
    optional: { error: string, cause: string },
    resourceOf: machineOfTask,
    call: (input, { stepFunctions }) => stepFunctions.sendTaskFailure(input),
  }),
  operation({
    service: "sns",
    name: "Publish",
    action: "sns:Publish",
    resource: "`TopicArn`",
    required: { TopicArn: string, Message: string },
    optional: { Subject: string },
    resourceOf: (input) => input.TopicArn,
    call: (input, { sns }) => sns.publish(input),
  }),
  operation({
    service: "sns",
    name: "GetTopicAttributes",
    action: "sns:GetTopicAttributes",
    resource: "`TopicArn`",
    required: { TopicArn: string },
    optional: {},
    resourceOf: (input) => input.TopicArn,
    call: (input, { sns }) => sns.getTopicAttributes(input),
  }),
  operation({
    service: "kms",
    name: "Sign",
    action: "kms:Sign",
    resource: "the key that `KeyId` means, also if it is an alias",
    required: { KeyId: string, Message: blob, SigningAlgorithm: signingAlgorithm },
    optional: { MessageType: messageType },
    resourceOf: (input, { kms }) => kms.keyArn(input.KeyId),
    call: (input, { kms }) => kms.sign(input),
  }),
  operation({
    service: "kms",
    name: "GetPublicKey",
    action: "kms:GetPublicKey",
    resource: "the key that `KeyId` means, also if it is an alias",
    required: { KeyId: string },
    optional: {},
    resourceOf: (input, { kms }) => kms.keyArn(input.KeyId),
    call: (input, { kms }) => kms.getPublicKey(input),
  }),
  operation({
    service: "lambda",
    name: "Invoke",
    action: "lambda:InvokeFunction",
    resource: "the ARN of the function that `FunctionName` means",
    required: { FunctionName: string },
    optional: {
      Qualifier: string,
      InvocationType: invocationType,
      LogType: logType,
      Payload: string,
    },
    resourceOf: (input, services) => functionOf(input, services).arn,
    call: invoke,
  }),
];
