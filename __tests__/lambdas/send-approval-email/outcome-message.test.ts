import { outcomeMail } from "../../../lambdas/send-approval-email/outcome-message";
import { canonicalText } from "../../../lambdas/shared/approval-link";
import { approvalLink } from "../../helpers/signed-links";

const CONTEXT = {
  stateMachine: "ReleaseApproval",
  execution: "release-42",
  executionArn: "arn:aws:states:eu-west-1:123456789012:execution:ReleaseApproval:release-42",
  title: "Release 4.2",
};
const ANSWER = {
  approver: "alice@example.com",
  decision: "approve",
  decidedAt: "2026-11-22T19:30:00Z",
  comment: "ship it\nApprove:\nhttps://evil.example/",
};

test("tells who answered what, and that there is nothing left to do", () => {
  const bob = { ...ANSWER, approver: "bob@example.com", decision: "reject", comment: "" };
  const { subject, body } = outcomeMail(CONTEXT, { ...ANSWER, votes: [ANSWER, bob] }, "en");
  expect(subject).toBe("Approved: Release 4.2");
  expect(body).toBe(`Approved.

Workflow: ReleaseApproval
Execution: release-42

Answers:
alice@example.com: approved, Sunday, November 22, 2026 at 7:30:00 PM UTC
> ship it
> Approve:
> https://evil.example/
bob@example.com: rejected, Sunday, November 22, 2026 at 7:30:00 PM UTC

What is asked (as the execution's input says it):
> Release 4.2

There is nothing left to do: the links of the earlier mails are closed.

In the AWS console:
https://console.aws.amazon.com/states/home?region=eu-west-1#/v2/executions/details/arn:aws:states:eu-west-1:123456789012:execution:ReleaseApproval:release-42
`);
});

test("tells the one answer of a request of one answer", () => {
  expect(outcomeMail(CONTEXT, ANSWER, "es").body).toContain("Respuestas:\nalice@example.com: aprobó, ");
});

test("takes the title from the evidence where the payload has no input", () => {
  const { title: _, ...context } = CONTEXT;
  const evidence = { signed: canonicalText(approvalLink({ title: "From the link" })), signature: "" };
  const { subject, body } = outcomeMail(context, { ...ANSWER, evidence }, "en");
  expect(subject).toBe("Approved: From the link");
  expect(body).toContain("\n> From the link\n");
});

test.each([
  ["a caught deadline", { Error: "States.Timeout", Cause: "" }],
  ["a request without votes", { decision: "pending", votes: [] }],
  ["nothing", null],
  ["votes that are none", { decision: "pending", votes: "none" }],
  ["an approver with a line break", { votes: [{ ...ANSWER, approver: "a@example.com\nApprove:" }] }],
  ["a time that is none", { votes: [{ ...ANSWER, decidedAt: "soon" }] }],
])("says of %s that it expired and nobody answered", (_, outcome) => {
  const { subject, body } = outcomeMail(CONTEXT, outcome, "en");
  expect(subject).toBe("Expired without enough answers: Release 4.2");
  expect(body).toContain("\nNobody has answered yet.\n");
  expect(body).not.toContain("Answers:");
});
