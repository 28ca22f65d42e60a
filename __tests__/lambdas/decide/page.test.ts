import { ConsoleOutput } from "../../helpers/console-output";
import { DecideFunction, JSON_ONLY } from "../../helpers/decide-function";
import { executionArnOf } from "../../helpers/execution-history";
import { approvalLink } from "../../helpers/signed-links";

const decide = new DecideFunction();
const { signer } = decide;

beforeAll(() => decide.start());
beforeEach(() => {
  decide.reset();
  new ConsoleOutput();
});
afterAll(() => decide.stop());

test("the page shows what the link says", async () => {
  const exp = 4_102_444_800;
  const { body } = await decide.get({ query: signer.query(approvalLink({ exp })) });
  for (const shown of [
    "Release 4.2 to production",
    "ReleaseApproval",
    "release-42",
    "alice@example.com",
    "Friday, January 1, 2100",
    '<form method="post">',
    '<button class="approve">Approve</button>',
  ]) {
    expect(body).toContain(shown);
  }
  const rejection = await decide.get({ query: signer.query(approvalLink({ action: "reject" })) });
  expect(rejection.body).toContain('<button class="reject">Reject</button>');
});

test("the JSON answer has the same facts, and no signature", async () => {
  const link = approvalLink({ exp: 4_102_444_800 });
  const answer = await decide.post("ship it", {
    query: signer.query(link),
    headers: JSON_ONLY,
  });
  expect(JSON.parse(answer.body)).toEqual({
    outcome: "recorded",
    title: "Approved",
    message: "Your answer is recorded and the workflow goes on. You can close this page.",
    request: {
      action: "approve",
      workflow: "ReleaseApproval",
      execution: "release-42",
      title: "Release 4.2 to production",
      approver: "alice@example.com",
      deadline: "2100-01-01T00:00:00.000Z",
    },
    decision: {
      decision: "approve",
      approver: "alice@example.com",
      comment: "ship it",
      decidedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    },
    console:
      "https://console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/" +
      executionArnOf(link),
  });
});
