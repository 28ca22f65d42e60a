/** What a Task state's `Resource` says. */
export interface TaskResource {
  /** A function by its ARN, the service integration `lambda:invoke`, or another service's integration. */
  readonly kind: "function" | "lambdaInvoke" | "integration";
  /** Which service the history names, such as `lambda`. */
  readonly resourceType: string;
  /** What the history says is done there, such as `invoke.waitForTaskToken`. */
  readonly resource: string;
  /** Whether the task stays open until somebody answers its token. */
  readonly waitsForToken: boolean;
}

/**
 * Reads a Task state's `Resource`.
 *
 * @returns `undefined` for a resource that is neither a function nor a service integration
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html
 */
export function parseResource(arn: string): TaskResource | undefined {
  if (/^arn:[^:]+:lambda:[^:]+:\d{12}:function:./.test(arn)) {
    return { kind: "function", resourceType: "lambda", resource: arn, waitsForToken: false };
  }
  const integration = /^arn:[^:]+:states:::(?<resourceType>.+):(?<resource>[^:]+)$/.exec(arn)?.groups;
  const { resourceType, resource } = integration ?? {};
  if (resourceType === undefined || resource === undefined) return undefined;
  return {
    kind: /^lambda:invoke(\.waitForTaskToken)?$/.test(`${resourceType}:${resource}`)
      ? "lambdaInvoke"
      : "integration",
    resourceType,
    resource,
    waitsForToken: resource.endsWith(".waitForTaskToken"),
  };
}
