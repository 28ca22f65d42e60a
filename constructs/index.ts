export type { Decision, Evidence } from "../lambdas/shared/decision";
export type { Locale } from "../lambdas/shared/locale";
export type { Vote } from "../lambdas/shared/open-request";
export { ApprovalStateMachine, type ApprovalStateMachineProps } from "./approval-state-machine";
export type { ApprovalStateNames } from "./approval-state-names";
export type { TextOrPath } from "./approval-states";
export type { AslFragment, AslState } from "./asl";
export { BundledFunction, type BundledFunctionProps, type RoleStatement } from "./bundled-function";
export { ApprovalError } from "./checks";
export {
  type AfterDecision,
  type ApprovalStatesProps,
  HumanApproval,
  type HumanApprovalProps,
} from "./human-approval";
export { mergeStates, StateNameError } from "./merge-states";
export type { OperationsProps } from "./operations";
