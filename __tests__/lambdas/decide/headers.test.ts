import { createHash } from "node:crypto";
import { AwsServiceError } from "../../../local/errors";
import { ConsoleOutput } from "../../helpers/console-output";
import { DecideFunction, HTML, type HttpAnswer, JSON_ONLY } from "../../helpers/decide-function";

const decide = new DecideFunction();
const { aws } = decide;

beforeAll(() => decide.start());
beforeEach(() => {
  decide.reset();
  new ConsoleOutput();
});
afterAll(() => decide.stop());

/** What stands between a page's style tags: browsers hash exactly this. */
function styleHash({ body }: HttpAnswer): string {
  const style = body.slice(body.indexOf("<style>") + "<style>".length, body.indexOf("</style>"));
  return `sha256-${createHash("sha256").update(style).digest("base64")}`;
}

function policyOf({ headers }: HttpAnswer): Record<string, string> {
  const directives = String(headers["Content-Security-Policy"]).split("; ");
  return Object.fromEntries(
    directives.map((directive) => {
      const [name = "", ...values] = directive.split(" ");
      return [name, values.join(" ")];
    }),
  );
}

const ANSWERS: readonly (readonly [string, () => Promise<HttpAnswer>])[] = [
  ["the page that asks", () => decide.get({ headers: HTML })],
  ["its JSON", () => decide.get({ headers: JSON_ONLY })],
  ["its HEAD", () => decide.get({ method: "HEAD" })],
  ["a recorded answer", () => decide.post("", { headers: HTML })],
  ["a broken link", () => decide.get({ query: "" })],
  ["another method", () => decide.get({ method: "PUT" })],
  ["another path", () => decide.get({ path: "/robots.txt" })],
];

test.each(ANSWERS)("%s is neither kept, indexed, framed nor told to others", async (_name, send) => {
  const { headers } = await send();
  expect(headers).toMatchObject({
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
  });
  expect(headers["Content-Security-Policy"]).toContain("frame-ancestors 'none'");
});

test.each(ANSWERS.filter(([name]) => !/JSON|HEAD/.test(name)))(
  "%s has a policy that lets its own style in and nothing else",
  async (_name, send) => {
    const answer = await send();
    expect(policyOf(answer)).toEqual({
      "default-src": "'none'",
      "style-src": `'${styleHash(answer)}'`,
      "base-uri": "'none'",
      "form-action": "'self'",
      "frame-ancestors": "'none'",
    });
    expect(answer.body).not.toMatch(/<script|<img|<link|<iframe| style=| on\w+=/i);
  },
);

test("405 names the methods that there are, and no other answer does", async () => {
  expect((await decide.get({ method: "PUT" })).headers.Allow).toBe("GET, HEAD, POST");
  expect((await decide.get()).headers).not.toHaveProperty("Allow");
});

test("503 says when to come back, and no other answer does", async () => {
  expect((await decide.post()).headers).not.toHaveProperty("Retry-After");
  aws.refusal = () => new AwsServiceError("ThrottlingException", "Rate exceeded");
  expect((await decide.post()).headers["Retry-After"]).toBe("5");
});

describe("with AFTER_DECISION=console", () => {
  beforeEach(() => {
    process.env.AFTER_DECISION = "console";
  });

  describe.each([
    ["aws", "eu-west-1", "https://console.aws.amazon.com", "https://*.aws.amazon.com"],
    ["aws-cn", "cn-north-1", "https://console.amazonaws.cn", "https://*.amazonaws.cn"],
    ["aws-us-gov", "us-gov-west-1", "https://console.amazonaws-us-gov.com", "https://*.amazonaws-us-gov.com"],
  ])("in %s", (partition, region, origin, hosts) => {
    const functionArn = `arn:${partition}:lambda:${region}:123456789012:function:decide`;
    const execution = `arn:${partition}:states:${region}:123456789012:execution:ReleaseApproval:release-42`;

    beforeEach(() => {
      const [history = []] = aws.stepFunctions.histories.values();
      aws.stepFunctions.histories.set(execution, history);
    });

    test("a recorded answer leads to the execution in the partition's console", async () => {
      const answer = await decide.request({ query: decide.signer.query(), method: "POST" }, functionArn);
      expect(answer.statusCode).toBe(302);
      expect(answer.headers.Location).toBe(
        `${origin}/states/home?region=${region}#/v2/executions/details/${execution}`,
      );
      expect(answer.body).toBe("");
      expect(aws.stepFunctions.answers).toHaveLength(1);
    });

    test("the form's answer may lead there, and no other place", async () => {
      const answer = await decide.request({ query: decide.signer.query(), headers: HTML }, functionArn);
      expect(policyOf(answer)["form-action"]).toBe(`'self' ${hosts}`);
      expect(policyOf(answer)["frame-ancestors"]).toBe("'none'");
    });
  });

  test("what was not recorded leads nowhere", async () => {
    aws.refusal = () => new AwsServiceError("AccessDeniedException", "no");
    const answer = await decide.post("", { headers: HTML });
    expect(answer.statusCode).toBe(500);
    expect(answer.headers).not.toHaveProperty("Location");
  });

  test("a program gets its JSON all the same", async () => {
    const answer = await decide.post("", { headers: JSON_ONLY });
    expect(answer.statusCode).toBe(200);
    expect(JSON.parse(answer.body).outcome).toBe("recorded");
  });
});
