import { STATUS_CODES } from "../../../lambdas/decide/outcome";
import { AwsServiceError } from "../../../local/errors";
import { ConsoleOutput } from "../../helpers/console-output";
import { DecideFunction, HTML, type HttpAnswer, JSON_ONLY } from "../../helpers/decide-function";
import { executionArnOf, historyEvent, taskSucceeded, waitingHistory } from "../../helpers/execution-history";
import { approvalLink, LinkSigner } from "../../helpers/signed-links";

const decide = new DecideFunction();
const { aws, signer } = decide;
const HISTORY = "states:GetExecutionHistory";
const ANSWER = "states:SendTaskSuccess";

beforeAll(() => decide.start());
beforeEach(() => {
  decide.reset();
  new ConsoleOutput();
});
afterAll(() => decide.stop());

function record(...events: ReturnType<typeof historyEvent>[]): void {
  aws.stepFunctions.histories.set(executionArnOf(approvalLink()), [...waitingHistory(), ...events]);
}

interface Case {
  readonly outcome: keyof typeof STATUS_CODES;
  readonly when: string;
  readonly statusCode: number;
  /** A piece of the page's words in English. */
  readonly says: string;
  /** The actions that AWS is asked for, in order. */
  readonly calls: readonly string[];
  send(headers: Record<string, string>): Promise<HttpAnswer>;
}

const CASES: readonly Case[] = [
  {
    outcome: "asked",
    when: "a link is opened",
    statusCode: 200,
    says: "Approve this request?",
    calls: [],
    send: (headers) => decide.get({ headers }),
  },
  {
    outcome: "recorded",
    when: "the button is pressed",
    statusCode: 200,
    says: "Your answer is recorded",
    calls: [HISTORY, ANSWER],
    send: (headers) => decide.post("", { headers }),
  },
  {
    outcome: "answered",
    when: "somebody was faster",
    statusCode: 409,
    says: "Already answered",
    calls: [HISTORY],
    send: (headers) => {
      record(taskSucceeded(6, 5, '{"decision":"reject"}'));
      return decide.post("", { headers });
    },
  },
  {
    outcome: "stopped",
    when: "the task was failed by hand",
    statusCode: 410,
    says: "The workflow has ended",
    calls: [HISTORY],
    send: (headers) => {
      record(historyEvent(6, 5, "TaskFailed"));
      return decide.post("", { headers });
    },
  },
  {
    outcome: "expired",
    when: "the link's time is over",
    statusCode: 410,
    says: "Too late",
    calls: [],
    send: (headers) => {
      const link = approvalLink({ exp: Math.floor(Date.now() / 1000) });
      return decide.post("", { headers, query: signer.query(link) });
    },
  },
  {
    outcome: "expired",
    when: "the task's time is over, though the link's is not",
    statusCode: 410,
    says: "Too late",
    calls: [HISTORY],
    send: (headers) => {
      record(historyEvent(6, 5, "TaskTimedOut"));
      return decide.post("", { headers });
    },
  },
  ...(["ExecutionAborted", "ExecutionFailed", "ExecutionTimedOut"] as const).map(
    (event): Case => ({
      outcome: "stopped",
      when: `the execution has ended with ${event} and the task open`,
      statusCode: 410,
      says: "The workflow has ended",
      calls: [HISTORY],
      send: (headers) => {
        record(historyEvent(6, 0, event));
        return decide.post("", { headers });
      },
    }),
  ),
  {
    outcome: "executionUnknown",
    when: "AWS does not know the execution",
    statusCode: 404,
    says: "No longer known",
    calls: [HISTORY],
    send: (headers) => decide.post("", { headers, query: signer.query(approvalLink({ ex: "long-gone" })) }),
  },
  {
    outcome: "requestUnknown",
    when: "the execution has no such request",
    statusCode: 404,
    says: "Request not found",
    calls: [HISTORY],
    send: (headers) => decide.post("", { headers, query: signer.query(approvalLink({ req: "another" })) }),
  },
  {
    outcome: "throttled",
    when: "AWS throttles",
    statusCode: 503,
    says: "Too much going on",
    calls: [HISTORY],
    send: (headers) => {
      aws.refusal = () => new AwsServiceError("ThrottlingException", "Rate exceeded");
      return decide.post("", { headers });
    },
  },
  {
    outcome: "failed",
    when: "the function may not read the history",
    statusCode: 500,
    says: "It could not be confirmed",
    calls: [HISTORY],
    send: (headers) => {
      aws.refusal = () => new AwsServiceError("AccessDeniedException", "not authorized");
      return decide.post("", { headers });
    },
  },
  {
    outcome: "commentTooLong",
    when: "the comment has 1,001 characters",
    statusCode: 400,
    says: "The comment is too long",
    calls: [],
    send: (headers) => decide.post("x".repeat(1001), { headers }),
  },
  {
    outcome: "bodyMalformed",
    when: "the body has another field",
    statusCode: 400,
    says: "Not understood",
    calls: [],
    send: (headers) => decide.post("", { headers, body: "comment=x&action=reject" }),
  },
  {
    outcome: "bodyTooLarge",
    when: "the body is larger than any comment",
    statusCode: 413,
    says: "Too large",
    calls: [],
    send: (headers) => decide.post("", { headers, body: `comment=${"x".repeat(20_000)}` }),
  },
  {
    outcome: "linkBroken",
    when: "the link has lost its end",
    statusCode: 400,
    says: "The link is broken",
    calls: [],
    send: (headers) => decide.post("", { headers, query: signer.query().replace(/&sig=.*/, "") }),
  },
  {
    outcome: "linkForged",
    when: "another key signed the link",
    statusCode: 403,
    says: "The link is not valid",
    calls: [],
    send: (headers) => decide.post("", { headers, query: new LinkSigner().query() }),
  },
  ...["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", ""].map(
    (method): Case => ({
      outcome: "methodNotAllowed",
      when: `the method is ${method || "missing"}`,
      statusCode: 405,
      says: "Not possible",
      calls: [],
      send: (headers) => decide.post("", { headers, method }),
    }),
  ),
  ...["", "/favicon.ico", "//", "/approve", "/%2F"].map(
    (path): Case => ({
      outcome: "notFound",
      when: `the path is ${path || "missing"}`,
      statusCode: 404,
      says: "Nothing here",
      calls: [],
      send: (headers) => decide.post("", { headers, path }),
    }),
  ),
];

describe.each(CASES)("when $when", ({ outcome, statusCode, says, calls, send }) => {
  test(`a browser gets ${statusCode} and a page that says so`, async () => {
    const answer = await send(HTML);
    expect(answer.statusCode).toBe(statusCode);
    expect(answer.headers["Content-Type"]).toBe("text/html; charset=utf-8");
    expect(answer.body).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(answer.body).toContain(says);
    expect(aws.calls).toEqual(calls);
  });

  test(`a program gets ${statusCode} and the outcome's name`, async () => {
    const answer = await send(JSON_ONLY);
    expect(answer.statusCode).toBe(statusCode);
    expect(answer.headers["Content-Type"]).toBe("application/json; charset=utf-8");
    const json = JSON.parse(answer.body);
    expect(json.outcome).toBe(outcome);
    expect(`${json.title} ${json.message}`).toContain(says);
    expect(aws.calls).toEqual(calls);
  });
});

test("every outcome is in the table above, but for settings that are missing and several answers", () => {
  const elsewhere = ["broken", "counted", "unchanged", "tooManyAnswers", "commentsFull"];
  const covered = new Set<string>([...CASES.map(({ outcome }) => outcome), ...elsewhere]);
  expect(Object.keys(STATUS_CODES).filter((kind) => !covered.has(kind))).toEqual([]);
});

describe.each(["GET", "HEAD"])("%s", (method) => {
  test("of a valid link calls nothing of AWS and logs nothing", async () => {
    const output = new ConsoleOutput();
    expect((await decide.get({ method })).statusCode).toBe(200);
    expect(aws.calls).toEqual([]);
    expect(output.calls).toEqual([]);
  });

  test("with a comment in its body decides nothing", async () => {
    const answer = await decide.post("ship it", { method });
    expect(answer.statusCode).toBe(200);
    expect(aws.calls).toEqual([]);
  });
});

test.each([
  ["a valid link", () => signer.query(), 200],
  ["a forged link", () => new LinkSigner().query(), 403],
  ["no link", () => "", 400],
])("HEAD of %s has the headers of GET and no body", async (_name, query, statusCode) => {
  for (const headers of [HTML, JSON_ONLY]) {
    const get = await decide.get({ query: query(), headers });
    const head = await decide.get({ query: query(), headers, method: "HEAD" });
    expect(head).toEqual({ ...get, body: "" });
    expect(head.statusCode).toBe(statusCode);
  }
});
