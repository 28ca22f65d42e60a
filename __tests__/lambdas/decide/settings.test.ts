import { AwsEndpoint } from "../../helpers/aws-endpoint";
import { ConsoleOutput } from "../../helpers/console-output";
import type { HttpAnswer } from "../../helpers/decide-function";
import { functionUrlEvent, invocationContext } from "../../helpers/function-url-event";
import { LinkSigner } from "../../helpers/signed-links";

const aws = new AwsEndpoint();
const signer = new LinkSigner();
let output: ConsoleOutput;

beforeAll(() => aws.start());
beforeEach(() => {
  aws.reset();
  output = new ConsoleOutput();
  Object.assign(process.env, {
    LINK_PUBLIC_KEY: signer.publicKey,
    LOCALE: "en",
    ONE_CLICK: "false",
    AFTER_DECISION: "page",
  });
});
afterAll(() => aws.stop());

/** Calls a function that has just been started, as its module keeps the key for later calls. */
async function call(method: string): Promise<HttpAnswer> {
  let answer: unknown;
  await jest.isolateModulesAsync(async () => {
    const { handler } = await import("../../../lambdas/decide");
    answer = await handler(functionUrlEvent({ method, query: signer.query() }), invocationContext());
  });
  return answer as HttpAnswer;
}

const missing = (name: string) => ({
  name: "EnvironmentError",
  message: `The environment variable ${name} is missing`,
});

test.each([
  ["LINK_PUBLIC_KEY is missing", { LINK_PUBLIC_KEY: "" }, missing("LINK_PUBLIC_KEY")],
  ["LINK_PUBLIC_KEY is no key", { LINK_PUBLIC_KEY: "AAAA" }, expect.anything()],
  ["ONE_CLICK is missing", { ONE_CLICK: "" }, missing("ONE_CLICK")],
])("the service is out of order, and the log says why, when %s", async (_name, set, error) => {
  Object.assign(process.env, set);
  const { statusCode, body } = await call("GET");
  expect(statusCode).toBe(500);
  expect(body).toContain("Out of order");
  expect(body).not.toContain("LINK_PUBLIC_KEY");
  expect(output.calls).toContainEqual({ level: "error", values: [{ event: "unexpected error", error }] });
  expect(aws.calls).toEqual([]);
});

test.each([
  ["LOCALE is missing", { LOCALE: "" }],
  ["LOCALE is a language without texts", { LOCALE: "de" }],
  ["AFTER_DECISION is missing", { AFTER_DECISION: "" }],
])("the function fails before anything is decided when %s", async (_name, set) => {
  Object.assign(process.env, set);
  await expect(call("POST")).rejects.toMatchObject({ name: "EnvironmentError" });
  expect(aws.calls).toEqual([]);
});
