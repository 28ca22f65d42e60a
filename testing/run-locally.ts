import { randomUUID } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type TerraformStack, Testing } from "cdktf";
import type { JsonValue } from "../local/json";
import { type LocalRun, startLocalRun } from "../local/local-run";
import type { StandIns } from "../local/stand-ins";
import { LocalWorkflowRun } from "./local-workflow-run";
import { type WorkflowRun, WorkflowRunError } from "./workflow-run";

/** Settings of {@link runLocally}. */
export interface RunLocallyOptions {
  /** The execution's input: any JSON value. @default {} */
  readonly input?: JsonValue;
  /** Values of the stack's Terraform variables. @default their defaults */
  readonly variables?: Readonly<Record<string, JsonValue>>;
  /**
   * What plays the functions and services that Task states call, by the states' names.
   *
   * A function's stand-in gets the payload and gives the result; a service's gets the state's parameters. What it
   * throws, the state fails with: the error's `name` is what `Retry` and `Catch` look for.
   *
   * @default none: functions whose code is in the stack run as they are, and no state may call anything else
   */
  readonly standIns?: StandIns;
  /** Approvers who have not confirmed their e-mail subscription. @default none */
  readonly unconfirmed?: readonly string[];
  /** Name of the state machine to start. @default the only one of the stack */
  readonly stateMachine?: string;
}

/**
 * Runs a stack's state machine on this machine, without an AWS account: its definition, functions and policies
 * are those that would be deployed.
 *
 * It resolves when the workflow has come to rest; see {@link WorkflowRun}. Close the run when done with it.
 *
 * @throws StandInError if a state calls what is not on this machine and has no stand-in, naming the state
 * @throws TerraformError for something in the stack that the local run cannot make sense of
 */
export async function runLocally(
  stack: TerraformStack,
  options: RunLocallyOptions = {},
): Promise<WorkflowRun> {
  const outdir = Testing.fullSynth(stack);
  const remove = (): void => rmSync(outdir, { recursive: true, force: true });
  const { input = {}, variables = {}, standIns = {}, unconfirmed = [] } = options;
  try {
    const [stackName = ""] = readdirSync(join(outdir, "stacks"));
    const stackFolder = join(outdir, "stacks", stackName);
    const local = await startLocalRun({ stackFolder, variables, standIns, unconfirmed });
    try {
      const stateMachineArn = stateMachineOf(local, options.stateMachine);
      const name = randomUUID();
      const executionArn = `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${name}`;
      const run = new LocalWorkflowRun(local, executionArn, remove);
      await local.stepFunctions.startExecution({ stateMachineArn, name, input: JSON.stringify(input) });
      await run.rest();
      return run;
    } catch (error) {
      await local.close();
      throw error;
    }
  } catch (error) {
    remove();
    throw error;
  }
}

function stateMachineOf({ stateMachineArns }: LocalRun, name: string | undefined): string {
  const found =
    name === undefined ? stateMachineArns : stateMachineArns.filter((arn) => arn.endsWith(`:${name}`));
  const [arn] = found;
  if (arn === undefined || found.length > 1) {
    const names = stateMachineArns.map((one) => one.split(":").at(-1)).join(", ");
    throw new WorkflowRunError(
      `Name the state machine to start by stateMachine; the stack has ${names || "none"}`,
    );
  }
  return arn;
}
