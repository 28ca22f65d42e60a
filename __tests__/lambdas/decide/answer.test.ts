import { canonicalText } from "../../../lambdas/shared/approval-link";
import { AwsServiceError } from "../../../local/errors";
import { ConsoleOutput } from "../../helpers/console-output";
import { DecideFunction, HTML, type HttpAnswer, JSON_ONLY } from "../../helpers/decide-function";
import { executionArnOf, historyEvent, taskSucceeded, waitingHistory } from "../../helpers/execution-history";
import { approvalLink, twinOf } from "../../helpers/signed-links";
import { TASK_TOKEN } from "../../helpers/task-token";

const decide = new DecideFunction();
const { aws, signer } = decide;
const { stepFunctions } = aws;
const link = approvalLink();
const execution = executionArnOf(link);
const HISTORY = "states:GetExecutionHistory";
const ANSWER = "states:SendTaskSuccess";

const BOBS = {
  Status: "Rejected! Task rejected by bob@example.com",
  decision: "reject",
  approver: "bob@example.com",
  comment: "not on a Friday",
  decidedAt: "2026-11-22T19:30:00.000Z",
};

let output: ConsoleOutput;

beforeAll(() => decide.start());
beforeEach(() => {
  decide.reset();
  output = new ConsoleOutput();
});
afterAll(() => decide.stop());

/** What the execution goes through next. */
function happens(...events: ReturnType<typeof historyEvent>[]): void {
  stepFunctions.histories.set(execution, [...waitingHistory(), ...events]);
}

function fails(code: string, message = "AWS says so", statusCode = 400): () => never {
  return () => {
    throw new AwsServiceError(code, message, statusCode);
  };
}

const outcomeOf = ({ body }: HttpAnswer): string => JSON.parse(body).outcome;
const post = () => decide.post("ship it", { query: signer.query(link), headers: JSON_ONLY });
const page = () => decide.post("ship it", { query: signer.query(link), headers: HTML });

describe("an answer that AWS takes", () => {
  test("ends the waiting task, once, with the decision and its evidence", async () => {
    const before = Date.now();
    const signature = signer.signature(link);
    const query = `${signer.query(link).replace(/&sig=.*/, "")}&sig=${signature}`;
    expect((await decide.post("ship it", { query })).statusCode).toBe(200);
    const { taskToken, output = "{}" } = stepFunctions.answers[0] ?? {};
    expect(taskToken).toBe(TASK_TOKEN);
    const decision = JSON.parse(output);
    expect(decision).toEqual({
      Status: "Approved! Task approved by alice@example.com",
      decision: "approve",
      approver: "alice@example.com",
      comment: "ship it",
      decidedAt: expect.any(String),
      evidence: { signed: canonicalText(link), signature },
    });
    expect(Date.parse(decision.decidedAt)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(decision.decidedAt)).toBeLessThanOrEqual(Date.now());
    expect(aws.calls).toEqual([HISTORY, ANSWER]);
  });

  test("reads the newest events of the very execution first, in the largest pages", async () => {
    await post();
    expect(stepFunctions.historyRequests).toEqual([
      { executionArn: execution, reverseOrder: true, maxResults: 1000 },
    ]);
  });

  test("is logged without the comment", async () => {
    await post();
    expect(output.calls).toEqual([
      {
        level: "info",
        values: [
          {
            event: "decision",
            decision: "approve",
            approver: "alice@example.com",
            execution,
            sourceIp: "203.0.113.7",
            userAgent: "Mozilla/5.0",
            requestId: "8f507cfc-xmpl-4697-b07a-ac58fc914c95",
          },
        ],
      },
    ]);
  });

  test("stands as evidence in the spelling that the approver used, be it the signature's twin", async () => {
    const twin = twinOf(signer.signature(link));
    const query = signer.query(link).replace(/sig=.*/, `sig=${twin}`);
    expect((await decide.post("", { query })).statusCode).toBe(200);
    expect(JSON.parse(stepFunctions.answers[0]?.output ?? "{}").evidence.signature).toBe(twin);
  });
});

describe("a second answer", () => {
  test("is told who answered what, when, and with which comment", async () => {
    happens(taskSucceeded(6, 5, JSON.stringify(BOBS)));
    const { statusCode, body } = await page();
    expect(statusCode).toBe(409);
    for (const shown of [
      "<dt>Answer</dt><dd>Rejected</dd>",
      "<dt>Answered by</dt><dd>bob@example.com</dd>",
      "<dt>Answered at</dt><dd>Sunday, November 22, 2026",
      "not on a Friday",
    ]) {
      expect(body).toContain(shown);
    }
    expect(aws.calls).toEqual([HISTORY]);
  });

  test.each([
    ["is no object", "5"],
    ["is null", "null"],
    ["is a list", "[1]"],
    ["is a text", '"approve"'],
    ["has no time", JSON.stringify({ ...BOBS, decidedAt: undefined })],
    ["has a time that is none", JSON.stringify({ ...BOBS, decidedAt: "yesterday" })],
    ["has a number for an approver", JSON.stringify({ ...BOBS, approver: 5 })],
    ["has an object for a comment", JSON.stringify({ ...BOBS, comment: {} })],
  ])("is told no more than that when the task's output %s", async (_name, taskOutput) => {
    happens(taskSucceeded(6, 5, taskOutput));
    const answer = await post();
    expect(answer.statusCode).toBe(409);
    expect(JSON.parse(answer.body)).not.toHaveProperty("decision");
  });

  test("is told of a decision without a comment", async () => {
    happens(taskSucceeded(6, 5, JSON.stringify({ ...BOBS, comment: undefined })));
    expect(JSON.parse((await post()).body).decision).toMatchObject({
      approver: "bob@example.com",
      comment: "",
    });
  });
});

describe("when SendTaskSuccess fails", () => {
  const CLOSED = ["TaskTimedOut", "TaskDoesNotExist", "InvalidToken"];

  test.each(CLOSED)("with %s because somebody else was faster, their answer is shown", async (code) => {
    stepFunctions.answerScripts.push(() => {
      happens(taskSucceeded(6, 5, JSON.stringify(BOBS)));
      fails(code)();
    });
    const answer = await post();
    expect(answer.statusCode).toBe(409);
    expect(JSON.parse(answer.body)).toMatchObject({
      outcome: "answered",
      decision: { approver: "bob@example.com", decision: "reject" },
    });
    expect(aws.calls).toEqual([HISTORY, ANSWER, HISTORY]);
  });

  test.each([...CLOSED, "ThrottlingException", "InternalFailure"])(
    "with %s though it took this very answer, that is recorded",
    async (code) => {
      stepFunctions.answerScripts.push((input) => {
        happens(taskSucceeded(6, 5, input.output ?? ""));
        fails(code)();
      });
      const answer = await post();
      expect(answer.statusCode).toBe(200);
      expect(outcomeOf(answer)).toBe("recorded");
      expect(aws.calls).toEqual([HISTORY, ANSWER, HISTORY]);
    },
  );

  test("and the same approver's other click came first, this one is not recorded", async () => {
    stepFunctions.answerScripts.push((input) => {
      const earlier = { ...JSON.parse(input.output ?? "{}"), decidedAt: "2026-11-22T19:30:00.000Z" };
      happens(taskSucceeded(6, 5, JSON.stringify(earlier)));
      fails("TaskTimedOut")();
    });
    expect(outcomeOf(await post())).toBe("answered");
  });

  test("because the deadline passed in between, that is said", async () => {
    stepFunctions.answerScripts.push(() => {
      happens(historyEvent(6, 5, "TaskTimedOut"));
      fails("TaskTimedOut")();
    });
    expect(outcomeOf(await post())).toBe("expired");
  });

  test("because the execution was stopped in between, that is said", async () => {
    stepFunctions.answerScripts.push(() => {
      happens(historyEvent(6, 0, "ExecutionAborted"));
      fails("TaskTimedOut")();
    });
    expect(outcomeOf(await post())).toBe("stopped");
  });

  test.each([
    ["TaskTimedOut", 410, "stopped"],
    ["TaskDoesNotExist", 410, "stopped"],
    ["InvalidToken", 410, "stopped"],
    ["ThrottlingException", 503, "throttled"],
    ["KmsThrottlingException", 503, "throttled"],
    ["AccessDeniedException", 500, "failed"],
    ["KmsAccessDeniedException", 500, "failed"],
    ["InternalFailure", 500, "failed"],
  ])("with %s and the history shows the task open, it is %i %s", async (code, statusCode, outcome) => {
    stepFunctions.answerScripts.push(fails(code));
    const answer = await post();
    expect([answer.statusCode, outcomeOf(answer)]).toEqual([statusCode, outcome]);
    expect(aws.calls).toEqual([HISTORY, ANSWER, HISTORY]);
  });

  test.each([
    ["ThrottlingException", 503, "throttled"],
    ["TaskTimedOut", 500, "failed"],
    ["InternalFailure", 500, "failed"],
  ])("with %s and the history cannot be read again, it is %i %s", async (code, statusCode, outcome) => {
    stepFunctions.historyScripts.push(() => {}, fails("ThrottlingException"));
    stepFunctions.answerScripts.push(fails(code));
    const answer = await post();
    expect([answer.statusCode, outcomeOf(answer)]).toEqual([statusCode, outcome]);
  });
});

describe("when GetExecutionHistory fails", () => {
  test.each([
    ["ExecutionDoesNotExist", 404, "executionUnknown"],
    ["ThrottlingException", 503, "throttled"],
    ["TooManyRequestsException", 503, "throttled"],
    ["AccessDeniedException", 500, "failed"],
    ["InvalidArn", 500, "failed"],
    ["InternalFailure", 500, "failed"],
  ])("with %s, it is %i %s and nothing is answered", async (code, statusCode, outcome) => {
    stepFunctions.historyScripts.push(fails(code));
    const answer = await post();
    expect([answer.statusCode, outcomeOf(answer)]).toEqual([statusCode, outcome]);
    expect(aws.calls).toEqual([HISTORY]);
  });
});

test.each(["ThrottlingException", "AccessDeniedException"])(
  "the page after %s lets the approver try again without writing the comment again",
  async (code) => {
    stepFunctions.answerScripts.push(fails(code));
    const { body } = await page();
    expect(body).toContain(">\nship it</textarea>");
    expect(body).toContain(">Try again</button>");
  },
);

test("a failure's cause is in the log, not on the page", async () => {
  stepFunctions.answerScripts.push(fails("AccessDeniedException", "no identity-based policy allows it"));
  const { body } = await page();
  expect(body).not.toContain("policy");
  expect(output.calls).toContainEqual({
    level: "error",
    values: [
      {
        event: "call failed",
        execution,
        error: {
          name: "AccessDeniedException",
          message: "no identity-based policy allows it",
          requestId: expect.any(String),
        },
      },
    ],
  });
  expect(output.calls).toContainEqual({
    level: "warn",
    values: [expect.objectContaining({ event: "refusal", reason: "failed" })],
  });
});
