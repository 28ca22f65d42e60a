import { DEFAULT_STATE_NAMES } from "../../constructs/approval-state-names";
import { type ApprovalStatesOptions, approvalStates } from "../../constructs/approval-states";
import type { AslFragment } from "../../constructs/asl";
import { definitionErrors } from "./definition";

const OPTIONS: ApprovalStatesOptions = {
  partition: "aws",
  emailFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:send-approval-email",
  functionUrl: "https://abc.lambda-url.eu-west-1.on.aws/",
  approvers: [
    { Address: "alice@example.com", TopicArn: "arn:aws:sns:eu-west-1:123456789012:alice" },
    { Address: "bob@example.com", TopicArn: "arn:aws:sns:eu-west-1:123456789012:bob" },
  ],
  timeoutSeconds: 300,
  rule: { RequiredApprovals: 1, RequiredRejections: 1 },
  remindAfterSeconds: [],
  announceOutcome: false,
  names: { ...DEFAULT_STATE_NAMES, request: "Ask", choice: "Decide", expired: "Late" },
  onApprove: "Ship",
  onReject: "Stop",
};

/** The fragment in a whole state machine. */
function machine({ StartAt, States }: AslFragment): AslFragment {
  const end = { Type: "Pass", End: true } as const;
  return { StartAt, States: { ...States, Ship: end, Stop: end } };
}

describe("approvalStates", () => {
  const { StartAt, States } = approvalStates(OPTIONS);

  test.each<[string, Partial<ApprovalStatesOptions>]>([
    ["ends when nobody answers", {}],
    ["goes on when nobody answers", { onExpire: "Stop" }],
    ["lasts a year", { timeoutSeconds: 31_536_000 }],
    ["asks one", { approvers: OPTIONS.approvers.slice(0, 1) }],
    [
      "has other names",
      { names: { ...DEFAULT_STATE_NAMES, request: "A b", choice: "¿Sí?", expired: "c.d" } },
    ],
    ["runs in China", { partition: "aws-cn" }],
    ["needs two", { rule: { RequiredApprovals: 2, RequiredRejections: 1 } }],
    ["reminds", { remindAfterSeconds: [60, 120], onExpire: "Stop" }],
    ["announces the outcome", { announceOutcome: true }],
    ["does everything", { announceOutcome: true, remindAfterSeconds: [1], onExpire: "Stop" }],
  ])("is valid Amazon States Language where it %s", (_, options) => {
    expect(definitionErrors(machine(approvalStates({ ...OPTIONS, ...options })))).toBe("");
  });

  test("needs the states that it goes to", () => {
    expect(definitionErrors({ StartAt, States })).toContain("MISSING_TRANSITION_TARGET");
  });

  test("starts by asking", () => {
    expect(StartAt).toBe("Ask");
    expect(Object.keys(States)).toEqual(["Ask", "Decide", "Late"]);
  });

  test("asks by the e-mail function and waits for the task token to come back", () => {
    expect(States.Ask).toMatchObject({
      Type: "Task",
      Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
      Parameters: {
        FunctionName: OPTIONS.emailFunctionArn,
        Payload: {
          "ExecutionContext.$": "$$",
          LambdaURL: OPTIONS.functionUrl,
          Approvers: OPTIONS.approvers,
          TimeoutSeconds: 300,
        },
      },
      TimeoutSeconds: 300,
      Next: "Decide",
    });
  });

  // The token is in the context object; once more would be once too often in the history.
  test("passes the context object once, and the token no other way", () => {
    expect(JSON.stringify(States.Ask).match(/\$\$/g)).toHaveLength(1);
  });

  test("asks again after Lambda's own errors alone, which no approver has seen", () => {
    expect(States.Ask?.Retry).toEqual([
      {
        ErrorEquals: [
          "Lambda.ServiceException",
          "Lambda.AWSLambdaException",
          "Lambda.SdkClientException",
          "Lambda.TooManyRequestsException",
        ],
        IntervalSeconds: 1,
        MaxAttempts: 8,
        BackoffRate: 2,
        MaxDelaySeconds: 60,
        JitterStrategy: "FULL",
      },
    ]);
  });

  test("catches the deadline, and no other error", () => {
    expect(States.Ask?.Catch).toEqual([{ ErrorEquals: ["States.Timeout"], Next: "Late" }]);
  });

  test("goes on as approved only when the decision says so", () => {
    expect(States.Decide).toEqual({
      Type: "Choice",
      Choices: [{ Variable: "$.decision", StringEquals: "approve", Next: "Ship" }],
      Default: "Stop",
    });
  });

  test("ends successfully when nobody answers, and says so", () => {
    expect(States.Late).toEqual({
      Type: "Pass",
      Result: { Status: "Expired! Nobody answered before the deadline", decision: "expire" },
      End: true,
    });
  });

  test("goes where it is told when nobody answers", () => {
    const { Late } = approvalStates({ ...OPTIONS, onExpire: "Stop" }).States;
    expect(Late).toMatchObject({ Type: "Pass", Next: "Stop" });
    expect(Late).not.toHaveProperty("End");
  });

  test("waits from reminder to reminder, and from the last one to the deadline", () => {
    const { States: states } = approvalStates({ ...OPTIONS, remindAfterSeconds: [60, 200] });
    expect(states[DEFAULT_STATE_NAMES.open]).toMatchObject({
      Parameters: { waits: [60, 140, 100, 0], waitSeconds: 60, votes: [], decision: "pending" },
    });
    expect(states.Ask).toMatchObject({ TimeoutSecondsPath: "$.waitSeconds" });
    expect(states.Ask).not.toHaveProperty("TimeoutSeconds");
  });

  test("does not change the outcome when announcing it fails", () => {
    const { States: states } = approvalStates({ ...OPTIONS, announceOutcome: true });
    for (const [name, next] of [
      [DEFAULT_STATE_NAMES.announceApproved, "Ship"],
      [DEFAULT_STATE_NAMES.announceRejected, "Stop"],
      [DEFAULT_STATE_NAMES.announceExpired, "Late"],
    ] as const) {
      expect(states[name]).toMatchObject({
        ResultPath: null,
        Next: next,
        Catch: [
          { ErrorEquals: ["States.DataLimitExceeded"], ResultPath: null, Next: next },
          { ErrorEquals: ["States.ALL"], ResultPath: null, Next: next },
        ],
      });
    }
  });
});
