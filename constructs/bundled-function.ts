import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { BundledCode } from "./bundled-code";
import { DEFAULT_LOG_RETENTION_DAYS, type OperationsProps } from "./operations";
import { assumeRolePolicy, type PolicyStatement, policyDocument } from "./policy-document";

/** Properties of {@link BundledFunction}. */
export interface BundledFunctionProps extends Omit<OperationsProps, "alarmTopicArn"> {
  /** Name of the function and its role. At most 64 characters. */
  readonly functionName: string;
  readonly description: string;
  /** Absolute path of the TypeScript file that exports `handler`. */
  readonly entry: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** @default 256 */
  readonly memorySizeMb?: number;
  /** How many instances are kept for this function, which can have no more than these. @default none */
  readonly reservedConcurrency?: number | undefined;
}

/** A statement of a function's role: what {@link BundledFunction.addToRolePolicy} takes. */
export interface RoleStatement {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/**
 * A Lambda function from a TypeScript file: esbuild bundle, zip, role, log group, function, no retries.
 *
 * Its role may write its own log group and traces and what {@link addToRolePolicy} adds, nothing else. The log
 * group is declared, so the role needs no `logs:CreateLogGroup`.
 */
export class BundledFunction extends Construct {
  readonly functionArn: string;
  readonly functionName: string;
  readonly roleArn: string;
  readonly logGroupName: string;

  readonly #statements = new Map<string, RoleStatement>();

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const { tracing = true, permissionsBoundary, reservedConcurrency } = props;
    const logGroup = new CloudwatchLogGroup(this, "log-group", {
      name: `/aws/lambda/${props.functionName}`,
      retentionInDays: props.logRetentionDays ?? DEFAULT_LOG_RETENTION_DAYS,
    });
    this.logGroupName = logGroup.name;
    const role = new IamRole(this, "role", {
      name: props.functionName,
      description: `Role of the function ${props.functionName}`,
      assumeRolePolicy: assumeRolePolicy("lambda.amazonaws.com"),
      ...(permissionsBoundary !== undefined && { permissionsBoundary }),
    });
    this.roleArn = role.arn;
    new IamRolePolicy(this, "role-policy", {
      name: props.functionName,
      role: role.name,
      policy: Lazy.stringValue({ produce: () => this.#rolePolicy() }),
    });
    const code = BundledCode.of(this, props.entry);
    const lambda = new LambdaFunction(this, "function", {
      functionName: props.functionName,
      description: props.description,
      role: this.roleArn,
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      filename: code.filename,
      sourceCodeHash: code.sourceCodeHash,
      environment: { variables: { ...props.environment } },
      timeout: props.timeoutSeconds,
      memorySize: props.memorySizeMb ?? 256,
      loggingConfig: { logFormat: "JSON", logGroup: this.logGroupName },
      tracingConfig: { mode: tracing ? "Active" : "PassThrough" },
      ...(reservedConcurrency !== undefined && { reservedConcurrentExecutions: reservedConcurrency }),
    });
    this.functionArn = lambda.arn;
    this.functionName = lambda.functionName;
    new LambdaFunctionEventInvokeConfig(this, "event-invoke-config", {
      functionName: this.functionName,
      qualifier: "$LATEST",
      maximumRetryAttempts: 0,
    });
    this.addToRolePolicy({
      sid: "WriteLogs",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [`${logGroup.arn}:*`],
    });
    if (tracing) {
      this.addToRolePolicy({
        sid: "WriteTraces",
        actions: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
        // These actions have no resource type.
        resources: ["*"],
      });
    }
  }

  /**
   * Adds a statement to the role's policy; with a `sid` that is there already, its resources are added.
   *
   * One policy holds them all, as the inline policies of a role share a size limit.
   */
  addToRolePolicy(statement: RoleStatement): void {
    const known = this.#statements.get(statement.sid);
    const resources = [...(known?.resources ?? []), ...statement.resources];
    this.#statements.set(statement.sid, { ...statement, resources: [...new Set(resources)] });
  }

  #rolePolicy(): string {
    const statements = [...this.#statements.values()].map(
      ({ sid, actions, resources }): PolicyStatement => ({
        Sid: sid,
        Effect: "Allow",
        Action: actions,
        Resource: resources,
      }),
    );
    return policyDocument(statements);
  }
}
