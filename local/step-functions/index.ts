export type { FunctionCall } from "./environment";
export type { StandIn } from "./stand-in";
export type { StateMachineSettings } from "./state-machine";
export {
  type StepFunctionsEvents,
  StepFunctionsService,
  type StepFunctionsServiceOptions,
} from "./step-functions-service";
export { TaskError } from "./task-error";
