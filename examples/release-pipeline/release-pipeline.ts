import { join } from "node:path";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { LocalBackend, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { type AslState, BundledFunction, HumanApproval, mergeStates } from "sfn-approval";

/**
 * Builds a release, deploys it to staging when the lead says so, and to production when two of three say so;
 * otherwise staging is rolled back.
 */
export class ReleasePipeline extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, "aws");
    new LocalBackend(this, { path: `../../../terraform.${id}.tfstate` });

    const approval = new HumanApproval(this, "approval", { namePrefix: id });
    const staging = approval.states({
      stepName: "Staging",
      approvers: ["lead@example.com"],
      title: { path: "States.Format('Deploy {} to staging', $.version)" },
      details: { path: "$" },
      resultPath: "$.staging",
      onApprove: "Deploy To Staging",
      onReject: "Cancelled",
      onExpire: "Cancelled",
    });
    const production = approval.states({
      stepName: "Production",
      approvers: ["product@example.com", "operations@example.com", "security@example.com"],
      requiredApprovals: 2,
      remindAfterSeconds: [4 * 3600],
      title: { path: "States.Format('Deploy {} to production', $.version)" },
      resultPath: "$.production",
      onApprove: "Deploy To Production",
      onReject: "Roll Back Staging",
      onExpire: "Roll Back Staging",
    });

    const build = this.#function("build", "Builds a release");
    const deploy = this.#function("deploy", "Deploys a release to an environment");
    const rollBack = this.#function("roll-back", "Takes a release back from an environment");
    const role = new IamRole(this, "role", {
      name: id,
      assumeRolePolicy: policy({
        Effect: "Allow",
        Principal: { Service: "states.amazonaws.com" },
        Action: "sts:AssumeRole",
      }),
    });
    const calls = new IamRolePolicy(this, "role-policy", {
      name: id,
      role: role.name,
      policy: policy({
        Effect: "Allow",
        Action: "lambda:InvokeFunction",
        Resource: [build, deploy, rollBack].map(({ functionArn }) => functionArn),
      }),
    });
    const machine = new SfnStateMachine(this, "state-machine", {
      name: id,
      roleArn: role.arn,
      definition: JSON.stringify({
        StartAt: "Build",
        States: mergeStates(staging.States, production.States, {
          Build: {
            Type: "Task",
            Resource: "arn:aws:states:::lambda:invoke",
            Parameters: { FunctionName: build.functionArn, "Payload.$": "$" },
            OutputPath: "$.Payload",
            Next: staging.StartAt,
          },
          "Deploy To Staging": { ...call(deploy, release("staging")), Next: production.StartAt },
          "Deploy To Production": {
            ...call(deploy, release("production")),
            Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failure", Next: "Roll Back Staging" }],
            Next: "Released",
          },
          "Roll Back Staging": { ...call(rollBack, release("staging")), Next: "Rolled Back" },
          Released: { Type: "Succeed" },
          "Rolled Back": { Type: "Succeed" },
          Cancelled: { Type: "Succeed" },
        }),
      }),
      dependsOn: [calls, approval.grantRequest(role)],
    });
    approval.grantRespond(machine);
  }

  #function(name: string, description: string): BundledFunction {
    return new BundledFunction(this, name, {
      functionName: `${this.node.id}-${name}`,
      description,
      entry: join(__dirname, "functions", name, "index.ts"),
      environment: {},
      timeoutSeconds: 30,
    });
  }
}

/** A Task that calls a function and passes the state's input on. */
function call({ functionArn }: BundledFunction, payload: object): AslState {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: functionArn, Payload: payload },
    ResultPath: null,
  };
}

function release(environment: string): object {
  return { environment, "version.$": "$.version", "artifact.$": "$.artifact" };
}

function policy(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statement });
}
