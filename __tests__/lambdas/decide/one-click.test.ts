import { ConsoleOutput } from "../../helpers/console-output";
import { DecideFunction, HTML, JSON_ONLY } from "../../helpers/decide-function";
import { approvalLink, LinkSigner } from "../../helpers/signed-links";

const decide = new DecideFunction();
const { aws, signer } = decide;

beforeAll(() => decide.start());
beforeEach(() => {
  decide.reset();
  process.env.ONE_CLICK = "true";
  new ConsoleOutput();
});
afterAll(() => decide.stop());

test.each(["approve", "reject"] as const)(
  "opening a link to %s decides, without a comment",
  async (action) => {
    const answer = await decide.get({ query: signer.query(approvalLink({ action })), headers: HTML });
    expect(answer.statusCode).toBe(200);
    const [{ output = "{}" } = {}] = aws.stepFunctions.answers;
    expect(JSON.parse(output)).toMatchObject({
      decision: action,
      comment: "",
      approver: "alice@example.com",
    });
    expect(aws.calls).toEqual(["states:GetExecutionHistory", "states:SendTaskSuccess"]);
  },
);

test("HEAD never decides", async () => {
  expect((await decide.get({ method: "HEAD" })).statusCode).toBe(200);
  expect(aws.calls).toEqual([]);
});

test("POST decides, too, with its comment", async () => {
  expect((await decide.post("ship it")).statusCode).toBe(200);
  expect(JSON.parse(aws.stepFunctions.answers[0]?.output ?? "{}").comment).toBe("ship it");
});

test.each([
  ["a forged link", () => new LinkSigner().query(), 403],
  ["a broken link", () => "action=approve", 400],
  ["an expired link", () => signer.query(approvalLink({ exp: 1_700_000_000 })), 410],
])("opening %s calls nothing", async (_name, query, statusCode) => {
  expect((await decide.get({ query: query() })).statusCode).toBe(statusCode);
  expect(aws.calls).toEqual([]);
});

test("with AFTER_DECISION=console, opening a link ends in the console, as in the article", async () => {
  process.env.AFTER_DECISION = "console";
  const answer = await decide.get({ headers: HTML });
  expect(answer.statusCode).toBe(302);
  expect(answer.headers.Location).toMatch(
    /^https:\/\/console\.aws\.amazon\.com\/states\/home\?region=eu-west-1#/,
  );
  expect((await decide.get({ headers: JSON_ONLY })).statusCode).toBe(200);
});
