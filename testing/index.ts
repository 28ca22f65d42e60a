export { ApproverError } from "../local/approver";
export type { JsonObject, JsonValue } from "../local/json";
export { StandInError, type StandIns } from "../local/stand-ins";
export type { StandIn } from "../local/step-functions/stand-in";
export { TerraformError } from "../local/terraform";
export { type RunLocallyOptions, runLocally } from "./run-locally";
export {
  type AnswerOptions,
  type ApprovalMail,
  type EndOfRun,
  type WorkflowRun,
  WorkflowRunError,
} from "./workflow-run";
