import { DataArchiveFile } from "@cdktf/provider-archive/lib/data-archive-file";
import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { LambdaFunctionEventInvokeConfig } from "@cdktf/provider-aws/lib/lambda-function-event-invoke-config";
import { AssetType, Lazy, TerraformAsset, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { bundle } from "./bundle";
import { assumeRolePolicy, type PolicyStatement, policyDocument } from "./policy-document";

/** Properties of {@link BundledFunction}. */
export interface BundledFunctionProps {
  /** Name of the function, its role and its zip. At most 64 characters. */
  readonly functionName: string;
  readonly description: string;
  /** Absolute path of the TypeScript file that exports `handler`. */
  readonly entry: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  /** @default 256 */
  readonly memorySizeMb?: number;
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
 * Its role may write its own log group and what {@link addToRolePolicy} adds, nothing else. The log group is
 * declared, so the role needs no `logs:CreateLogGroup`.
 */
export class BundledFunction extends Construct {
  readonly functionArn: string;
  readonly functionName: string;
  readonly roleArn: string;

  readonly #statements = new Map<string, RoleStatement>();

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    const logGroup = new CloudwatchLogGroup(this, "log-group", { name: `/aws/lambda/${props.functionName}` });
    const role = new IamRole(this, "role", {
      name: props.functionName,
      description: `Role of the function ${props.functionName}`,
      assumeRolePolicy: assumeRolePolicy("lambda.amazonaws.com"),
    });
    new IamRolePolicy(this, "role-policy", {
      name: props.functionName,
      role: role.name,
      policy: Lazy.stringValue({ produce: () => this.#rolePolicy() }),
    });
    const archive = this.#archive(props);
    const lambda = new LambdaFunction(this, "function", {
      functionName: props.functionName,
      description: props.description,
      role: role.arn,
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      filename: archive.outputPath,
      sourceCodeHash: archive.outputBase64Sha256,
      environment: { variables: { ...props.environment } },
      timeout: props.timeoutSeconds,
      memorySize: props.memorySizeMb ?? 256,
      loggingConfig: { logFormat: "JSON", logGroup: logGroup.name },
    });
    new LambdaFunctionEventInvokeConfig(this, "event-invoke-config", {
      functionName: lambda.functionName,
      qualifier: "$LATEST",
      maximumRetryAttempts: 0,
    });
    this.functionArn = lambda.arn;
    this.functionName = lambda.functionName;
    this.roleArn = role.arn;
    this.addToRolePolicy({
      sid: "WriteLogs",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [`${logGroup.arn}:*`],
    });
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

  #archive({ entry, functionName }: BundledFunctionProps): DataArchiveFile {
    const stack = TerraformStack.of(this);
    if (!stack.node.findAll().some((construct) => construct instanceof ArchiveProvider)) {
      new ArchiveProvider(stack, "archive");
    }
    const asset = new TerraformAsset(this, "bundle", { path: bundle(entry), type: AssetType.DIRECTORY });
    return new DataArchiveFile(this, "archive", {
      type: "zip",
      sourceDir: asset.path,
      // In the stack's folder, so that the folder can be handed from a plan job to an apply job.
      outputPath: `${functionName}.zip`,
      // The same zip whatever the umask of the machine.
      outputFileMode: "0644",
    });
  }
}
