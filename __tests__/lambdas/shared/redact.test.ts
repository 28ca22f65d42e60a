import { loggableError, redact, redactedError } from "../../../lambdas/shared/redact";
import { approvalLink, LinkSigner } from "../../helpers/signed-links";
import { TASK_TOKEN } from "../../helpers/task-token";

const SIGNATURE = new LinkSigner().signature(approvalLink());

test.each([
  ["a task token", TASK_TOKEN],
  ["a percent-encoded task token", encodeURIComponent(TASK_TOKEN)],
  ["a task token with JSON's escaped slashes", TASK_TOKEN.replaceAll("/", "\\/").replaceAll("=", "\\u003d")],
  ["a task token in base64", Buffer.from(TASK_TOKEN).toString("base64")],
  ["a task token in hexadecimal", Buffer.from(TASK_TOKEN).toString("hex")],
  ["a signature", SIGNATURE],
  ["a signature in base64", Buffer.from(SIGNATURE).toString("base64")],
])("%s is taken out of a text and the rest stays", (_name, secret) => {
  expect(redact(`Invalid Token: '${secret}' (code 400)`)).toBe("Invalid Token: '[removed]' (code 400)");
});

test("the longest names and an ARN of them stay", () => {
  const arn = `arn:aws:states:ap-southeast-1:123456789012:execution:${"m".repeat(80)}:${"e".repeat(80)}`;
  expect(redact(`Execution Does Not Exist: '${arn}'`)).toBe(`Execution Does Not Exist: '${arn}'`);
});

describe("an error in a log", () => {
  test("has its name, what it says and AWS's request id", () => {
    const error = Object.assign(new Error(`no permission for ${TASK_TOKEN}`), {
      name: "AccessDeniedException",
      $metadata: { requestId: "id-1", httpStatusCode: 400 },
      taskToken: TASK_TOKEN,
    });
    expect(loggableError(error)).toEqual({
      name: "AccessDeniedException",
      message: "no permission for [removed]",
      requestId: "id-1",
    });
  });

  test.each([
    ["has no request id where AWS gave none", new TypeError("no"), { name: "TypeError", message: "no" }],
    [
      "has no request id where metadata is nothing",
      Object.assign(new Error("no"), { $metadata: null }),
      { name: "Error", message: "no" },
    ],
    ["is only named by its type when it is no error", TASK_TOKEN, { name: "string" }],
  ])("%s", (_name, error, logged) => {
    expect(loggableError(error)).toEqual(logged);
  });
});

test("an error that leaves the function keeps its name and nothing that is secret", () => {
  const error = redactedError(
    Object.assign(new Error(`bad ${SIGNATURE}`), { name: "NotFoundException", SIGNATURE }),
  );
  expect(error).toMatchObject({ name: "NotFoundException", message: "bad [removed]" });
  expect(`${error.stack}${JSON.stringify(error)}`).not.toContain(SIGNATURE);
  expect(redactedError(TASK_TOKEN)).toMatchObject({ name: "Error", message: "string" });
});
