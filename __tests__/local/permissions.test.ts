import { linkIn } from "../../local/approver";
import type { LocalRun } from "../../local/local-run";
import { editedStack, removeEditedStacks, withoutRetries, withoutStatement } from "../helpers/edited-stack";
import { cleanUp, ended, mailOf, post, runWith, start, synthesizedWith } from "../helpers/local-run";

afterAll(async () => {
  await cleanUp();
  removeEditedStacks();
});

const ACCOUNT = "us-east-1:123456789012";
const MACHINE = "sfn-approval-HumanApprovalLambdaStateMachine";
const EMAIL_FUNCTION = `arn:aws:lambda:${ACCOUNT}:function:sfn-approval-send-approval-email`;

async function runWithout(sid: string): Promise<{ run: LocalRun; logs: string[] }> {
  const { stackFolder } = await synthesizedWith({});
  const edited = editedStack(stackFolder, (json) => withoutStatement(sid)(withoutRetries(json)));
  const run = await runWith({}, { stackFolder: edited });
  const logs: string[] = [];
  run.lambda.on("log", ({ line }) => logs.push(line));
  return { run, logs };
}

function denied(role: string, action: string, resource: string): RegExp {
  const user = `arn:aws:sts::123456789012:assumed-role/${role}/`;
  return new RegExp(
    `User: ${user}\\S+ is not authorized to perform: ${action} on resource: ${resource.replaceAll("*", "\\*")}`,
  );
}

describe("without the statement", () => {
  test.each([
    [
      "RequestApproval",
      "Lambda.AWSLambdaException",
      denied("sfn-approval-state-machine", "lambda:InvokeFunction", EMAIL_FUNCTION),
    ],
    [
      "WriteToApprovers",
      "AuthorizationErrorException",
      denied("sfn-approval-send-approval-email", "sns:GetTopicAttributes", `arn:aws:sns:${ACCOUNT}:\\S+`),
    ],
    [
      "SignLinks",
      "AccessDeniedException",
      denied("sfn-approval-send-approval-email", "kms:Sign", `arn:aws:kms:${ACCOUNT}:key/\\S+`),
    ],
  ])("%s the execution fails with %s", async (sid, error, cause) => {
    const { run } = await runWithout(sid);
    const execution = await start(run);
    expect(await ended(run, execution)).toMatchObject({
      status: "FAILED",
      error,
      cause: expect.stringMatching(cause),
    });
  });

  test.each([
    ["ReadHistories", "states:GetExecutionHistory", `arn:aws:states:${ACCOUNT}:execution:${MACHINE}:\\S+`],
    ["AnswerTasks", "states:SendTaskSuccess", `arn:aws:states:${ACCOUNT}:stateMachine:${MACHINE}`],
  ])("%s no answer is recorded, and the log says why", async (sid, action, resource) => {
    const { run, logs } = await runWithout(sid);
    const execution = await start(run);
    const response = await post(await mailOf(run, execution), "approve", "", { accept: "application/json" });
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ outcome: "failed" });
    expect(logs.join("\n")).toMatch(denied("sfn-approval-decide", action, resource));
    expect(await run.stepFunctions.describeExecution({ executionArn: execution })).toMatchObject({
      status: "RUNNING",
    });
  });

  test.each(["InvokeFunctionUrl", "InvokeFunctionViaUrl"])("%s the URL is not served", async (sid) => {
    const { run } = await runWithout(sid);
    const execution = await start(run);
    const response = await fetch(linkIn(await mailOf(run, execution), "approve"));
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ Message: expect.stringMatching(/^Forbidden\. /) });
  });
});

test("the administration of the key is not needed to sign with it", async () => {
  const { run } = await runWithout("AdministerKey");
  const execution = await start(run);
  await post(await mailOf(run, execution), "approve");
  expect(await ended(run, execution)).toMatchObject({ status: "SUCCEEDED" });
});
