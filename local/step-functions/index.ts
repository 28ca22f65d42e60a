export type { FunctionCall, StandIn } from "./environment";
export type { StateMachineSettings } from "./state-machine";
export {
  type StepFunctionsEvents,
  StepFunctionsService,
  type StepFunctionsServiceOptions,
} from "./step-functions-service";
export { TaskError } from "./task-error";
