import { checkRoomForVotes } from "../../../lambdas/send-approval-email/approval-request";
import { approvalPayload } from "../../helpers/approval-payload";

const REQUEST = {
  id: "request",
  openedAt: "2026-11-22T19:30:00Z",
  votes: [],
  answers: {},
  waits: [60, 0],
  reminder: 0,
  waitSeconds: 60,
  reason: "request",
  decision: "pending",
} as const;

test("fails before anybody is asked when the answers would not fit beside the input", () => {
  const payload = approvalPayload({ text: "x".repeat(260_000) }, { Request: REQUEST });
  expect(() => checkRoomForVotes(payload)).toThrow(
    expect.objectContaining({ name: "InputTooLargeError", message: expect.stringContaining("262,144") }),
  );
});

test.each([
  ["the input is small", approvalPayload({}, { Request: REQUEST })],
  ["one answer ends the request", approvalPayload({ text: "x".repeat(260_000) }, {})],
  [
    "the request is open already",
    approvalPayload({ text: "x".repeat(260_000) }, { Request: { ...REQUEST, reason: "reminder" } }),
  ],
])("lets a request go out where %s", (_, payload) => {
  expect(() => checkRoomForVotes(payload)).not.toThrow();
});
