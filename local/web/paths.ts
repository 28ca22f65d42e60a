/** The address of an execution's page. */
export function executionPath(machineName: string, executionName: string): string {
  return `/executions/${encodeURIComponent(machineName)}/${encodeURIComponent(executionName)}`;
}

/** The address of a mail's page. @param index the mail's place in the order of arrival, from 0 */
export function mailPath(index: number): string {
  return `/mails/${index + 1}`;
}

/** The name at the end of a state machine's ARN. */
export function machineNameOf(stateMachineArn: string): string {
  return stateMachineArn.split(":").at(-1) ?? "";
}

/** The ARN of an execution of a state machine. */
export function executionArnOf(stateMachineArn: string, executionName: string): string {
  return `${stateMachineArn.replace(":stateMachine:", ":execution:")}:${executionName}`;
}
