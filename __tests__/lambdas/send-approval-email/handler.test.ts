import { handler } from "../../../lambdas/send-approval-email";
import {
  type ApprovalLink,
  parseLink,
  requestIdOfToken,
  type SignedLink,
} from "../../../lambdas/shared/approval-link";
import { isSignedBy, linkPublicKey } from "../../../lambdas/shared/link-signature";
import { AwsServiceError } from "../../../local/errors";
import type { Mail } from "../../../local/sns";
import { approvalPayload, FUNCTION_URL } from "../../helpers/approval-payload";
import { AwsEndpoint, SIGNING_KEY_ARN } from "../../helpers/aws-endpoint";
import { ConsoleOutput } from "../../helpers/console-output";
import { executionArnOf } from "../../helpers/execution-history";
import { approvalLink } from "../../helpers/signed-links";
import { TASK_TOKEN } from "../../helpers/task-token";

const aws = new AwsEndpoint();
let output: ConsoleOutput;

beforeAll(async () => {
  await aws.start();
  Object.assign(process.env, { LINK_SIGNING_KEY_ID: SIGNING_KEY_ARN, LOCALE: "en", ONE_CLICK: "false" });
});
beforeEach(() => {
  aws.reset();
  output = new ConsoleOutput();
});
afterAll(() => aws.stop());

const approver = (name: string, confirmed = true) => {
  const Address = `${name}@example.com`;
  return { Address, TopicArn: aws.createTopic(name, Address, { confirmed }) };
};
const alice = approver("alice");
const bob = approver("bob");
const carol = approver("carol", false);
const dave = approver("dave", false);

const ask = (Approvers: readonly (typeof alice)[], input: unknown = {}) =>
  handler(approvalPayload(input, { Approvers }));

/** The links of a mail, each on a line of its own. */
function linksIn({ body }: Mail): SignedLink[] {
  return body
    .split("\n")
    .filter((line) => line.startsWith(FUNCTION_URL))
    .map((line) => parseLink(line.slice(FUNCTION_URL.length + 1)));
}

function refuse(refusals: Record<string, AwsServiceError>): void {
  aws.refusal = (action, resource) => refusals[action] ?? refusals[`${action} ${resource}`];
}

describe("a mail", () => {
  test("has two links that are signed by the key in KMS for its receiver and until the deadline", async () => {
    const before = Date.now();
    await ask([alice], { title: "Release 4.2 (β)" });
    const { PublicKey = new Uint8Array() } = await aws.kms.getPublicKey({ KeyId: SIGNING_KEY_ARN });
    const publicKey = linkPublicKey(Buffer.from(PublicKey).toString("base64"));
    const [mail, ...others] = aws.sns.mails;
    if (!mail) throw new Error("No mail was sent");
    expect(others).toEqual([]);
    expect(mail.to).toBe("alice@example.com");
    const common: Omit<ApprovalLink, "action"> = {
      sm: "ReleaseApproval",
      ex: "release-42",
      req: requestIdOfToken(TASK_TOKEN),
      by: "alice@example.com",
      exp: expect.any(Number),
      title: "Release 4.2 (β)",
    };
    const links = linksIn(mail);
    expect(links.map(({ link }) => link)).toEqual([
      { action: "approve", ...common },
      { action: "reject", ...common },
    ]);
    for (const { link, signature } of links) {
      expect(isSignedBy(publicKey, link, signature)).toBe(true);
      expect(link.exp).toBeGreaterThanOrEqual(Math.ceil(before / 1000) + 3600);
      expect(link.exp).toBeLessThanOrEqual(Math.ceil(Date.now() / 1000) + 3600);
    }
  });

  test("does not hold the task token, nor any part of it", async () => {
    await ask([alice, bob], { title: "x" });
    expect(aws.sns.mails).toHaveLength(2);
    for (const { subject, body } of aws.sns.mails) {
      for (let start = 0; start + 12 <= TASK_TOKEN.length; start++) {
        expect(`${subject}\n${body}`.includes(TASK_TOKEN.slice(start, start + 12))).toBe(false);
      }
    }
  });

  test("is written in the language of LOCALE", async () => {
    process.env.LOCALE = "es";
    await ask([alice]);
    process.env.LOCALE = "en";
    expect(aws.sns.mails[0]?.subject).toBe("Aprobación necesaria");
  });
});

test("each approver gets links of their own", async () => {
  await ask([alice, bob]);
  const links = aws.sns.mails.flatMap(linksIn);
  expect(new Set(links.map(({ link }) => link.by))).toEqual(
    new Set(["alice@example.com", "bob@example.com"]),
  );
  expect(new Set(links.map(({ signature }) => signature)).size).toBe(4);
  for (const mail of aws.sns.mails) {
    expect(linksIn(mail).map(({ link }) => link.by)).toEqual([mail.to, mail.to]);
  }
  expect(output.calls).toEqual([
    {
      level: "info",
      values: [{ event: "mails sent", execution: executionArnOf(approvalLink()), reached: 2, of: 2 }],
    },
  ]);
});

describe("when approvers have not confirmed their subscription", () => {
  test("all of them, it fails, names them and says what to do", async () => {
    await expect(ask([carol, dave])).rejects.toMatchObject({
      name: "NoConfirmedApproverError",
      message: expect.stringMatching(
        /^No approver has confirmed .*: carol@example\.com, dave@example\.com\. .*"AWS Notification - Subscription Confirmation"/,
      ),
    });
    expect(aws.sns.mails).toEqual([]);
    expect(aws.calls).not.toContain("kms:Sign");
  });

  test("some of them, the others get their mail and the log has a warning", async () => {
    await ask([carol, alice]);
    expect(aws.sns.mails.map(({ to }) => to)).toEqual(["alice@example.com"]);
    expect(output.calls).toContainEqual({
      level: "warn",
      values: [
        {
          event: "approver not reached",
          approver: "carol@example.com",
          execution: executionArnOf(approvalLink()),
          error: expect.objectContaining({ name: "NoConfirmedApproverError" }),
        },
      ],
    });
    expect(output.calls).toContainEqual({
      level: "info",
      values: [expect.objectContaining({ event: "mails sent", reached: 1, of: 2 })],
    });
  });
});

describe("when AWS fails", () => {
  const denied = new AwsServiceError("AuthorizationError", "not authorized to publish", 403);

  test("for one approver, the other gets the mail and the task goes on waiting", async () => {
    refuse({ [`sns:Publish ${alice.TopicArn}`]: denied });
    await expect(ask([alice, bob])).resolves.toBeUndefined();
    expect(aws.sns.mails.map(({ to }) => to)).toEqual(["bob@example.com"]);
    expect(output.text()).toContain("approver not reached");
    expect(output.text()).toContain("not authorized to publish");
  });

  test.each([
    ["Publish", "sns:Publish", denied, "AuthorizationErrorException"],
    [
      "GetTopicAttributes",
      "sns:GetTopicAttributes",
      new AwsServiceError("NotFound", "no topic", 404),
      "NotFoundException",
    ],
    [
      "Sign",
      "kms:Sign",
      new AwsServiceError("DisabledException", "the key is disabled"),
      "DisabledException",
    ],
  ])("at %s for everybody, it fails with AWS's error", async (_name, action, error, name) => {
    refuse({ [action]: error });
    await expect(ask([alice, bob])).rejects.toMatchObject({ name, message: error.message });
    expect(aws.sns.mails).toEqual([]);
  });

  test("for the one who confirmed, it fails with AWS's error rather than for the others", async () => {
    refuse({ "sns:Publish": denied });
    await expect(ask([carol, alice])).rejects.toMatchObject({ name: "AuthorizationErrorException" });
  });
});

describe("a payload that is none", () => {
  const { ExecutionContext, ...withoutContext } = approvalPayload();

  test.each([
    ["it has no context", { ...withoutContext, ExecutionContext: undefined }],
    [
      "its task has no token",
      { ...withoutContext, ExecutionContext: { ...ExecutionContext, Task: undefined } },
    ],
    ["it names no approvers", { ...approvalPayload(), Approvers: [] }],
    ["it has no address to answer at", { ...approvalPayload(), LambdaURL: "" }],
    ["it has no time to answer", { ...approvalPayload(), TimeoutSeconds: undefined }],
    ["its time to answer is zero", { ...approvalPayload(), TimeoutSeconds: 0 }],
  ])("fails when %s", async (_name, payload) => {
    await expect(handler(payload as ReturnType<typeof approvalPayload>)).rejects.toMatchObject({
      name: "PayloadError",
      message: expect.stringContaining("HumanApproval.states()"),
    });
    expect(aws.calls).toEqual([]);
  });
});
