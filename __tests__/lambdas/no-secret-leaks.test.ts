import { inspect } from "node:util";
import { handler as sendApprovalEmail } from "../../lambdas/send-approval-email";
import { AwsServiceError } from "../../local/errors";
import { approvalPayload } from "../helpers/approval-payload";
import { SIGNING_KEY_ARN } from "../helpers/aws-endpoint";
import { ConsoleOutput } from "../helpers/console-output";
import { DecideFunction, HTML, JSON_ONLY } from "../helpers/decide-function";
import { executionArnOf, historyEvent, taskSucceeded, waitingHistory } from "../helpers/execution-history";
import type { RequestParts } from "../helpers/function-url-event";
import { leaksIn, spellingsOf } from "../helpers/secret-spellings";
import { approvalLink } from "../helpers/signed-links";
import { TASK_TOKEN } from "../helpers/task-token";

const decide = new DecideFunction();
const { aws, signer } = decide;
const { stepFunctions } = aws;

const link = approvalLink();
const execution = executionArnOf(link);
const SIGNATURE = signer.signature(link);
const SIGNED = signer.query(link).replace(/sig=.*/, `sig=${SIGNATURE}`);
const SECRETS = [TASK_TOKEN, SIGNATURE];
const HOSTILE = SECRETS.flatMap((secret) => Object.values(spellingsOf(secret))).join(" ");

let output: ConsoleOutput;

beforeAll(() => decide.start());
beforeEach(() => {
  decide.reset();
  output = new ConsoleOutput();
  process.env.LINK_SIGNING_KEY_ID = SIGNING_KEY_ARN;
});
afterAll(() => decide.stop());

const refused = (code: string) => new AwsServiceError(code, `AWS repeats ${HOSTILE}`);

const fails = (code: string) => () => {
  throw refused(code);
};

function record(...events: ReturnType<typeof historyEvent>[]): void {
  stepFunctions.histories.set(execution, [...waitingHistory(), ...events]);
}

const WHOLE_DECISION = {
  decision: "approve",
  approver: "bob@example.com",
  comment: "",
  decidedAt: "2026-11-22T19:30:00.000Z",
  evidence: { signed: "sfn-approval/1?", signature: SIGNATURE },
  token: TASK_TOKEN,
};

interface Path {
  readonly outcome: string;
  readonly when: string;
  readonly parts?: RequestParts;
  prepare?(): void;
}

const POST = { method: "POST" };

/** A request by each path through the public function, and what it ends in. */
const PATHS: readonly Path[] = [
  { outcome: "asked", when: "a link is opened" },
  { outcome: "asked", when: "HEAD asks for a link", parts: { method: "HEAD" } },
  { outcome: "recorded", when: "an answer is taken", parts: POST },
  {
    outcome: "answered",
    when: "somebody was faster",
    parts: POST,
    prepare: () => record(taskSucceeded(6, 5, JSON.stringify(WHOLE_DECISION))),
  },
  {
    outcome: "stopped",
    when: "the task was failed",
    parts: POST,
    prepare: () => record(historyEvent(6, 5, "TaskFailed")),
  },
  {
    outcome: "expired",
    when: "the task's time is over",
    parts: POST,
    prepare: () => record(historyEvent(6, 5, "TaskTimedOut")),
  },
  {
    outcome: "expired",
    when: "the link's time is over",
    parts: { query: signer.query({ ...link, exp: 1 }) },
  },
  {
    outcome: "stopped",
    when: "the execution was stopped",
    parts: POST,
    prepare: () => record(historyEvent(6, 0, "ExecutionAborted")),
  },
  {
    outcome: "requestUnknown",
    when: "there is no such request",
    parts: POST,
    prepare: () => stepFunctions.histories.set(execution, []),
  },
  ...(
    [
      ["ExecutionDoesNotExist", "executionUnknown"],
      ["ThrottlingException", "throttled"],
      ["AccessDeniedException", "failed"],
    ] as const
  ).map(([code, outcome]) => ({
    outcome,
    when: `the history is refused with ${code}`,
    parts: POST,
    prepare: () => stepFunctions.historyScripts.push(fails(code)),
  })),
  ...(
    [
      ["ThrottlingException", "throttled"],
      ["AccessDeniedException", "failed"],
      ["InvalidToken", "stopped"],
    ] as const
  ).map(([code, outcome]) => ({
    outcome,
    when: `the answer is refused with ${code}`,
    parts: POST,
    prepare: () => stepFunctions.answerScripts.push(fails(code)),
  })),
  {
    outcome: "failed",
    when: "nothing can be read after a failure",
    parts: POST,
    prepare: () => {
      stepFunctions.historyScripts.push(() => {}, fails("AccessDeniedException"));
      stepFunctions.answerScripts.push(fails("TaskTimedOut"));
    },
  },
  {
    outcome: "recorded",
    when: "an answer counts though AWS failed",
    parts: POST,
    prepare: () =>
      stepFunctions.answerScripts.push((input) => {
        record(taskSucceeded(6, 5, input.output ?? ""));
        fails("TaskTimedOut")();
      }),
  },
  {
    outcome: "linkForged",
    when: "a link was changed",
    parts: { query: SIGNED.replace("approve", "reject") },
  },
  {
    outcome: "linkForged",
    when: "the token stands for the signature",
    parts: { query: SIGNED.replace(SIGNATURE, encodeURIComponent(TASK_TOKEN)) },
  },
  {
    outcome: "linkBroken",
    when: "a link has the token as a parameter",
    parts: { query: `${SIGNED}&taskToken=${encodeURIComponent(TASK_TOKEN)}` },
  },
  {
    outcome: "linkBroken",
    when: "a link has the token for a name",
    parts: { query: `${encodeURIComponent(TASK_TOKEN)}=${SIGNATURE}` },
  },
  {
    outcome: "linkBroken",
    when: "a link has two signatures",
    parts: { query: `${SIGNED}&sig=${SIGNATURE}` },
  },
  {
    outcome: "bodyMalformed",
    when: "the body holds the token",
    parts: { ...POST, body: `taskToken=${encodeURIComponent(TASK_TOKEN)}` },
  },
  {
    outcome: "bodyTooLarge",
    when: "the body holds the token many times",
    parts: { ...POST, body: TASK_TOKEN.repeat(30) },
  },
  { outcome: "methodNotAllowed", when: "the method is the token", parts: { method: TASK_TOKEN } },
  { outcome: "notFound", when: "the path is the token", parts: { path: `/${TASK_TOKEN}` } },
  { outcome: "broken", when: "a setting is missing", prepare: () => delete process.env.ONE_CLICK },
];

describe.each([HTML, JSON_ONLY])("the public function asked for $accept", (accept) => {
  test.each(PATHS)("tells no secret when it is `$outcome` as $when", async ({ outcome, parts, prepare }) => {
    prepare?.();
    const headers = {
      "content-type": "application/x-www-form-urlencoded",
      "accept-language": HOSTILE,
      cookie: HOSTILE,
      referer: `https://example.com/?${SIGNED}`,
      "x-forwarded-for": HOSTILE,
      ...accept,
    };
    const answer = await decide.request({ query: SIGNED, userAgent: HOSTILE, ...parts, headers });

    if (accept === JSON_ONLY && parts?.method !== "HEAD") {
      expect(JSON.parse(answer.body).outcome).toBe(outcome);
    }
    expect(leaksIn(JSON.stringify(answer), SECRETS)).toEqual([]);
    expect(leaksIn(answer.body, SECRETS)).toEqual([]);
    expect(leaksIn(output.text(), SECRETS)).toEqual([]);
    for (const { taskToken, output: decision = "" } of stepFunctions.answers) {
      expect(taskToken).toBe(TASK_TOKEN);
      expect(JSON.parse(decision).evidence.signature).toBe(SIGNATURE);
      expect(leaksIn(decision.replace(`"signature":"${SIGNATURE}"`, ""), SECRETS)).toEqual([]);
    }
  });
});

test("a redirection to the console tells no secret", async () => {
  process.env.AFTER_DECISION = "console";
  const answer = await decide.request({ query: SIGNED, method: "POST", userAgent: HOSTILE, headers: HTML });
  expect(answer.statusCode).toBe(302);
  expect(leaksIn(JSON.stringify(answer) + output.text(), SECRETS)).toEqual([]);
});

describe("the e-mail function", () => {
  const alice = { Address: "alice@example.com", TopicArn: aws.createTopic("alice", "alice@example.com") };
  const bob = { Address: "bob@example.com", TopicArn: aws.createTopic("bob", "bob@example.com") };
  const carol = {
    Address: "carol@example.com",
    TopicArn: aws.createTopic("carol", "carol@example.com", { confirmed: false }),
  };

  /** Runs the function; gives all that it said outside of the mails, with the error it threw. */
  async function run(approvers: readonly (typeof alice)[], changes: object = {}): Promise<string> {
    const payload = approvalPayload({ title: "Release 4.2" }, { Approvers: approvers, ...changes });
    const thrown: unknown = await sendApprovalEmail(payload).then(
      () => undefined,
      (error: unknown) => error,
    );
    const error = thrown instanceof Error ? { ...thrown, stack: thrown.stack, cause: thrown.cause } : thrown;
    return `${output.text()}\n${String(thrown)}\n${JSON.stringify(error)}\n${inspect(error, { depth: 9 })}`;
  }

  const refuseAll = (action: string) => () => {
    aws.refusal = (asked) => (asked === action ? refused("AuthorizationError") : undefined);
  };

  test.each([
    ["everybody gets a mail", [alice, bob], {}, () => {}],
    ["somebody has not confirmed", [alice, carol], {}, () => {}],
    ["nobody has confirmed", [carol], {}, () => {}],
    ["no mail can be sent", [alice, bob], {}, refuseAll("sns:Publish")],
    ["no topic can be read", [alice, bob], {}, refuseAll("sns:GetTopicAttributes")],
    ["nothing can be signed", [alice, bob], {}, refuseAll("kms:Sign")],
    [
      "one mail cannot be sent",
      [alice, bob],
      {},
      () => {
        aws.refusal = (action, resource) =>
          action === "sns:Publish" && resource === bob.TopicArn ? refused("AuthorizationError") : undefined;
      },
    ],
    ["the payload is incomplete", [alice], { LambdaURL: undefined }, () => {}],
    ["a link would be too long", [alice], { LambdaURL: `https://${"a".repeat(900)}/` }, () => {}],
  ])(
    "tells no secret but the links, and those in mails alone, when %s",
    async (_name, approvers, changes, prepare) => {
      prepare();
      const said = await run(approvers, changes);
      expect(leaksIn(said, SECRETS)).toEqual([]);
      for (const { subject, body } of aws.sns.mails) {
        expect(leaksIn(`${subject}\n${body}`, [TASK_TOKEN])).toEqual([]);
        const signatures = [...body.matchAll(/&sig=([\w-]+)$/gm)].map(([, signature = ""]) => signature);
        expect(signatures).toHaveLength(2);
        expect(leaksIn(said, signatures)).toEqual([]);
      }
    },
  );
});

test("these tests find a secret in each of its spellings, also when it is cut", () => {
  for (const spelled of SECRETS.flatMap((secret) => Object.values(spellingsOf(secret)))) {
    console.log("before", spelled.slice(5, -5), "after");
    expect(leaksIn(output.text(), SECRETS)).not.toEqual([]);
    output.calls.length = 0;
  }
  expect(leaksIn("nothing of the kind", SECRETS)).toEqual([]);
});
