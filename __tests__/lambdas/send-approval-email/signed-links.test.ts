import { approvalRequestOf } from "../../../lambdas/send-approval-email/approval-request";
import { linksFor } from "../../../lambdas/send-approval-email/signed-links";
import { linkUrl, MAX_LINK_LENGTH } from "../../../lambdas/shared/approval-link";
import { approvalPayload } from "../../helpers/approval-payload";

/** Of the function URLs of all regions, the longest. */
const LONGEST_URL = "https://abcdefghijklmnopqrstuvwxyz012345.lambda-url.ap-southeast-1.on.aws/";
const LONGEST_SIGNATURE = "A".repeat(96);
const LONGEST_ADDRESS = `${"a".repeat(64)}@${"b".repeat(185)}.com`;
const NOW = new Date("2026-11-22T19:30:00.001Z");

function linksOf({
  sm = "ReleaseApproval",
  ex = "release-42",
  address = "alice@example.com",
  title = "Title",
}) {
  const { ExecutionContext } = approvalPayload();
  const { Execution, StateMachine } = ExecutionContext;
  const payload = approvalPayload(undefined, {
    Title: title,
    LambdaURL: LONGEST_URL,
    ExecutionContext: {
      ...ExecutionContext,
      Execution: { ...Execution, Name: ex },
      StateMachine: { ...StateMachine, Name: sm },
    },
  });
  const links = linksFor(approvalRequestOf(payload, NOW), address);
  const url = linkUrl(LONGEST_URL, { link: links.approve, signature: LONGEST_SIGNATURE });
  return { ...links, url };
}

test("the links differ in their action alone", () => {
  const { approve, reject } = linksOf({});
  expect(approve).toEqual({ ...reject, action: "approve" });
  expect(reject.action).toBe("reject");
});

test("the links end with the task, to the next full second", () => {
  expect(linksOf({}).approve.exp).toBe(Date.parse("2026-11-22T20:30:01Z") / 1000);
});

describe("a link stays shorter than a mail line may be", () => {
  const m = "m".repeat(80);
  const e = "e".repeat(80);

  test.each([
    [
      "the longest ASCII names and the longest title",
      { sm: m, ex: e, address: LONGEST_ADDRESS, title: "t".repeat(200) },
      "kept",
    ],
    [
      "the longest ASCII names and a title of emoji",
      { sm: m, ex: e, address: LONGEST_ADDRESS, title: "🚀".repeat(40) },
      "kept",
    ],
    [
      "names that take more room than their title leaves",
      { sm: "ü".repeat(80), ex: e, title: "t".repeat(200) },
      "dropped",
    ],
  ])("with %s", (_name, given, title) => {
    const { url, approve } = linksOf(given);
    expect(LONGEST_ADDRESS).toHaveLength(254);
    expect(url.length).toBeLessThan(MAX_LINK_LENGTH);
    expect(MAX_LINK_LENGTH).toBe(900);
    expect("title" in approve).toBe(title === "kept");
  });

  test("a title that would just not fit is dropped as a whole, in both links", () => {
    const sizes = Array.from({ length: 80 }, (_, length) =>
      linksOf({ sm: "ü".repeat(length + 1), ex: e, title: "t".repeat(120) }),
    );
    const dropped = sizes.filter(({ approve }) => !("title" in approve));
    expect(dropped.length).toBeGreaterThan(0);
    expect(dropped.length).toBeLessThan(sizes.length);
    for (const { url, approve, reject } of sizes) {
      expect(url.length).toBeLessThan(900);
      expect("title" in approve).toBe("title" in reject);
    }
    expect(Math.max(...sizes.map(({ url }) => url.length))).toBeGreaterThan(890);
  });

  test("fails with the length and the way out when the names alone are too long", () => {
    const given = { sm: "ü".repeat(80), ex: "ü".repeat(80), title: "" };
    expect(() => linksOf(given)).toThrow(
      expect.objectContaining({
        name: "LinkTooLongError",
        message: expect.stringMatching(
          /^The approval link would have \d{4} characters; .* 900\. .* in ASCII letters\.$/,
        ),
      }),
    );
  });
});
