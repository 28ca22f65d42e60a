import { AwsServiceError } from "../../../local/errors";
import { ConsoleOutput } from "../../helpers/console-output";
import { DecideFunction, HTML, type HttpAnswer } from "../../helpers/decide-function";
import { executionArnOf, historyEvent, taskSucceeded, waitingHistory } from "../../helpers/execution-history";
import { approvalLink } from "../../helpers/signed-links";

const EVIL = `<script>alert("1")</script>'><img src=x onerror=alert(1)>&lt;&amp;</textarea></title></style>`;
const ESCAPED =
  "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&gt;&lt;img src=x onerror=alert(1)&gt;" +
  "&amp;lt;&amp;amp;&lt;/textarea&gt;&lt;/title&gt;&lt;/style&gt;";

const link = approvalLink({ title: EVIL, sm: EVIL, ex: EVIL, by: EVIL });
const decide = new DecideFunction();
const { aws } = decide;
const query = decide.signer.query(link);

beforeAll(() => decide.start());
beforeEach(() => {
  decide.reset();
  new ConsoleOutput();
  aws.stepFunctions.histories.set(executionArnOf(link), waitingHistory());
});
afterAll(() => decide.stop());

function answered(output: unknown): void {
  const events = [...waitingHistory(), taskSucceeded(6, 5, JSON.stringify(output))];
  aws.stepFunctions.histories.set(executionArnOf(link), events);
}

const post = (comment = EVIL) => decide.post(comment, { query, headers: HTML });

/** Each page that shows something of a link or of a decision, with how often it shows the evil text. */
const PAGES: readonly (readonly [string, number, () => Promise<HttpAnswer>])[] = [
  ["asked", 4, () => decide.get({ query, headers: HTML })],
  ["recorded", 6, () => post()],
  [
    "answered",
    7,
    () => {
      answered({
        decision: EVIL,
        approver: EVIL,
        comment: EVIL,
        decidedAt: "2026-11-22T19:30:00Z",
        [EVIL]: EVIL,
      });
      return post();
    },
  ],
  [
    "stopped",
    4,
    () => {
      const events = [...waitingHistory(), historyEvent(6, 0, "ExecutionAborted")];
      aws.stepFunctions.histories.set(executionArnOf(link), events);
      return post();
    },
  ],
  [
    "executionUnknown",
    4,
    () => {
      aws.stepFunctions.histories.clear();
      return post();
    },
  ],
  [
    "requestUnknown",
    4,
    () => {
      aws.stepFunctions.histories.set(executionArnOf(link), []);
      return post();
    },
  ],
  [
    "throttled",
    5,
    () => {
      aws.refusal = () => new AwsServiceError("ThrottlingException", EVIL);
      return post();
    },
  ],
  [
    "failed",
    5,
    () => {
      aws.refusal = () => new AwsServiceError("AccessDeniedException", EVIL);
      return post();
    },
  ],
  ["commentTooLong", 4, () => post("x".repeat(1001))],
  [
    "expired",
    4,
    () => decide.get({ query: decide.signer.query({ ...link, exp: 1, req: EVIL }), headers: HTML }),
  ],
];

test.each(PAGES)("the page `%s` escapes whatever it shows", async (_name, times, send) => {
  const { body } = await send();
  expect(body.split(ESCAPED).length - 1).toBe(times);
  expect(body).not.toMatch(/<script|<img/i);
  expect(body.match(/<\/(style|title|textarea)>/g)?.length).toBe(body.includes("<textarea") ? 3 : 2);
});

test("the console's address keeps within its attribute", async () => {
  const { body } = await post();
  const [, href = ""] = /<a href="([^"]*)">/.exec(body) ?? [];
  expect(href).toMatch(/^https:\/\/console\.aws\.amazon\.com\//);
  expect(href).not.toMatch(/[<>"]/);
});

test("a redirection to the console holds no line break and no quote", async () => {
  process.env.AFTER_DECISION = "console";
  const breaking = { ...link, ex: `x\r\nSet-Cookie: a=b\r\n\r\n${EVIL}` };
  aws.stepFunctions.histories.set(executionArnOf(breaking), waitingHistory());
  const answer = await decide.post("", { query: decide.signer.query(breaking), headers: HTML });
  expect(answer.statusCode).toBe(302);
  expect(answer.headers.Location).toMatch(/^https:\/\/console\.aws\.amazon\.com\/[!-~]+$/);
});

test.each(["constructor", "toString", "__proto__", "hasOwnProperty"])(
  "an answer named %s is shown as that",
  async (decision) => {
    answered({ decision, approver: "bob@example.com", decidedAt: "2026-11-22T19:30:00Z" });
    expect((await post()).body).toContain(`<dt>Answer</dt><dd>${decision}</dd>`);
  },
);

test("JSON is never taken for a page", async () => {
  const answer = await decide.get({ query, headers: { accept: "application/json" } });
  expect(answer.headers["Content-Type"]).toBe("application/json; charset=utf-8");
  expect(answer.headers["X-Content-Type-Options"]).toBe("nosniff");
  expect(JSON.parse(answer.body).request).toMatchObject({ title: EVIL, approver: EVIL });
});
