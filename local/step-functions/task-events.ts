import type { EventContent } from "./history";
import type { TaskResource } from "./resource";
import { errorDetails } from "./task-error";

const NOT_TRUNCATED = { truncated: false };

/** How the history tells of one kind of task. Data is given as JSON. */
export interface TaskEvents {
  scheduled(input: string, timeoutInSeconds: number | undefined): EventContent;
  started(): EventContent;
  /** Only of tasks that can wait for a token. */
  submitted?(output: string): EventContent;
  succeeded(output: string): EventContent;
  failed(error: Error): EventContent;
  timedOut(error: Error): EventContent;
}

/** How the history tells of a task that calls the given resource. */
export function taskEvents(resource: TaskResource, region: string): TaskEvents {
  return resource.kind === "function" ? functionEvents(resource) : integrationEvents(resource, region);
}

function integrationEvents({ resourceType, resource }: TaskResource, region: string): TaskEvents {
  const service = { resourceType, resource };
  return {
    scheduled: (parameters, timeoutInSeconds) => ({
      type: "TaskScheduled",
      taskScheduledEventDetails: {
        ...service,
        region,
        parameters,
        ...(timeoutInSeconds && { timeoutInSeconds }),
      },
    }),
    started: () => ({ type: "TaskStarted", taskStartedEventDetails: service }),
    submitted: (output) => ({
      type: "TaskSubmitted",
      taskSubmittedEventDetails: { ...service, output, outputDetails: NOT_TRUNCATED },
    }),
    succeeded: (output) => ({
      type: "TaskSucceeded",
      taskSucceededEventDetails: { ...service, output, outputDetails: NOT_TRUNCATED },
    }),
    failed: (error) => ({
      type: "TaskFailed",
      taskFailedEventDetails: { ...service, ...errorDetails(error) },
    }),
    timedOut: (error) => ({
      type: "TaskTimedOut",
      taskTimedOutEventDetails: { ...service, ...errorDetails(error) },
    }),
  };
}

/** A function by its ARN has events of its own. */
function functionEvents({ resource }: TaskResource): TaskEvents {
  return {
    scheduled: (input, timeoutInSeconds) => ({
      type: "LambdaFunctionScheduled",
      lambdaFunctionScheduledEventDetails: {
        resource,
        input,
        inputDetails: NOT_TRUNCATED,
        ...(timeoutInSeconds && { timeoutInSeconds }),
      },
    }),
    started: () => ({ type: "LambdaFunctionStarted" }),
    succeeded: (output) => ({
      type: "LambdaFunctionSucceeded",
      lambdaFunctionSucceededEventDetails: { output, outputDetails: NOT_TRUNCATED },
    }),
    failed: (error) => ({
      type: "LambdaFunctionFailed",
      lambdaFunctionFailedEventDetails: errorDetails(error),
    }),
    timedOut: (error) => ({
      type: "LambdaFunctionTimedOut",
      lambdaFunctionTimedOutEventDetails: errorDetails(error),
    }),
  };
}
