/** An ARN's parts that say where something is. */
export interface ArnLocation {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

interface PartitionConsole {
  readonly origin: string;
  /** What the console's own redirects (to a region, to its sign-in) stay within. */
  readonly hosts: string;
}

const AWS_CONSOLE: PartitionConsole = {
  origin: "https://console.aws.amazon.com",
  hosts: "https://*.aws.amazon.com",
};

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
const CONSOLES: Readonly<Record<string, PartitionConsole>> = {
  aws: AWS_CONSOLE,
  "aws-cn": { origin: "https://console.amazonaws.cn", hosts: "https://*.amazonaws.cn" },
  "aws-us-gov": { origin: "https://console.amazonaws-us-gov.com", hosts: "https://*.amazonaws-us-gov.com" },
};

/** Partition, region and account of an ARN. */
export function locationOf(arn: string): ArnLocation {
  const [, partition = "", , region = "", accountId = ""] = arn.split(":");
  return { partition, region, accountId };
}

/** The ARN of an execution of a standard state machine. */
export function executionArn(
  { partition, region, accountId }: ArnLocation,
  stateMachine: string,
  execution: string,
): string {
  return `arn:${partition}:states:${region}:${accountId}:execution:${stateMachine}:${execution}`;
}

/** The page of an execution in the AWS console of its partition. */
export function executionConsoleUrl(arn: string): string {
  const { partition, region } = locationOf(arn);
  const { origin } = consoleOf(partition);
  return `${origin}/states/home?region=${region}#/v2/executions/details/${encodeURI(arn)}`;
}

/** The source expression of a Content-Security-Policy that lets a form's answer lead to the console. */
export function consoleFormAction(partition: string): string {
  return consoleOf(partition).hosts;
}

function consoleOf(partition: string): PartitionConsole {
  return CONSOLES[partition] ?? AWS_CONSOLE;
}
