import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { type Outcome, STATUS_CODES } from "../../lambdas/decide/outcome";
import { page } from "../../lambdas/decide/page";
import { linkIn } from "../../local/approver";
import type { LocalRun } from "../../local/local-run";
import type { Mail } from "../../local/sns";
import { axeViolations, horizontalOverflow, launchBrowser } from "../helpers/browser";
import { cleanUp, ended, mailOf, runWith, start } from "../helpers/local-run";
import { approvalLink } from "../helpers/signed-links";

let browser: Browser;
let run: LocalRun;
const calls: string[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  run = await runWith({}, { onCall: ({ action }) => calls.push(action) });
});
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});
afterAll(async () => {
  await browser?.close();
  await cleanUp();
});

async function open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ locale: "en", bypassCSP: true, ...options });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

async function request(input = {}): Promise<{ execution: string; mail: Mail }> {
  const execution = await start(run, { title: "Ship 2.0?", ...input });
  return { execution, mail: await mailOf(run, execution) };
}

const LINK = approvalLink({ title: "W".repeat(200), by: `${"a".repeat(60)}@example.com` });
const DECISION = {
  decision: "reject",
  approver: "bob@example.com",
  decidedAt: "2026-11-22T19:30:00.000Z",
  comment: "W".repeat(200),
};
const STANDING = { approvals: 1, requiredApprovals: 2, rejections: 0, requiredRejections: 1 };

/** Every page there is: one of each outcome, and both that ask. */
const OUTCOMES: readonly Outcome[] = [
  { kind: "asked", link: LINK },
  { kind: "asked", link: { ...LINK, action: "reject" } },
  ...Object.keys(STATUS_CODES).flatMap((kind) =>
    kind === "asked"
      ? []
      : [{ kind, link: LINK, decision: DECISION, standing: STANDING, comment: "typed" } as Outcome],
  ),
];

test.each([
  ["en", "Approve", "Approved", "approve"],
  ["es", "Rechazar", "Rechazada", "reject"],
] as const)("an approver answers in %s, without JavaScript", async (locale, button, title, decision) => {
  const { execution, mail } = await request();
  const tab = await open(linkIn(mail, decision), { locale, javaScriptEnabled: false });
  expect(await tab.locator("html").getAttribute("lang")).toBe(locale);
  for (const text of ["Ship 2.0?", "approver@example.com", execution.split(":").at(-1) ?? ""]) {
    expect(await tab.getByText(text, { exact: true }).count()).toBe(1);
  }
  await tab.locator("textarea").fill("because <b>I</b> can");
  await tab.getByRole("button", { name: button }).click();
  expect(await tab.getByRole("heading", { level: 1 }).textContent()).toBe(title);
  expect(await tab.getByText("because <b>I</b> can").count()).toBe(1);
  expect(await ended(run, execution)).toMatchObject({
    output: { decision, comment: "because <b>I</b> can" },
  });
});

test("an approver answers with the keyboard alone", async () => {
  const { execution, mail } = await request();
  const tab = await open(linkIn(mail, "approve"));
  await tab.keyboard.press("Tab");
  await tab.keyboard.type("typed");
  await tab.keyboard.press("Tab");
  expect(await tab.evaluate<string>("document.activeElement.textContent")).toBe("Approve");
  await tab.keyboard.press("Enter");
  await tab.getByRole("heading", { level: 1, name: "Approved" }).waitFor();
  expect(await ended(run, execution)).toMatchObject({ output: { decision: "approve", comment: "typed" } });
});

test("from the inbox to the result: mail, link, page, comment, button", async () => {
  const { execution, mail } = await request({ title: "From the inbox" });
  const tab = await open(run.url);
  await tab.getByRole("link", { name: /From the inbox/ }).click();
  await tab.goto(linkIn(mail, "reject"));
  await tab.getByLabel("Comment (optional)").fill("not today");
  await tab.getByRole("button", { name: "Reject" }).click();
  await tab.getByRole("heading", { level: 1, name: "Rejected" }).waitFor();
  expect(await ended(run, execution)).toMatchObject({ output: { decision: "reject", comment: "not today" } });
});

test("a browser that prefetches, previews and reloads links decides nothing and calls nothing", async () => {
  const { execution, mail } = await request();
  const links = [linkIn(mail, "approve"), linkIn(mail, "reject")];
  calls.length = 0;
  const hrefs = links.map((link) => link.replaceAll("&", "&amp;"));
  const tab = await open("about:blank");
  await tab.setContent(
    hrefs
      .map(
        (href) =>
          `<link rel="prefetch" href="${href}"><link rel="prerender" href="${href}"><iframe src="${href}"></iframe>` +
          `<img src="${href}" alt=""><a href="${href}">link</a>`,
      )
      .join(""),
    { waitUntil: "networkidle" },
  );
  for (const link of [...links, ...links, ...links]) {
    await tab.goto(link);
    await tab.reload();
  }
  expect(calls).toEqual([]);
  expect(await run.stepFunctions.describeExecution({ executionArn: execution })).toMatchObject({
    status: "RUNNING",
  });
});

test("the page cannot be framed", async () => {
  const { mail } = await request();
  const tab = await open(run.url, { bypassCSP: false });
  await tab.setContent(`<iframe src="${linkIn(mail, "approve").replaceAll("&", "&amp;")}"></iframe>`);
  await tab.waitForLoadState("networkidle");
  const [, frame] = tab.frames();
  expect(await frame?.getByRole("button").count()).toBe(0);
});

describe.each([
  ["en", "light"],
  ["en", "dark"],
  ["es", "light"],
  ["es", "dark"],
] as const)("in %s and %s", (locale, colorScheme) => {
  test("no page breaks a rule of accessibility, nor is wider than a phone", async () => {
    const blank = await open("about:blank", { locale, colorScheme, viewport: { width: 360, height: 740 } });
    for (const outcome of OUTCOMES) {
      const html = await page(outcome, locale, "https://console.aws.amazon.com/states/home");
      await blank.setContent(String(html));
      expect([outcome.kind, await axeViolations(blank)]).toEqual([outcome.kind, []]);
      expect([outcome.kind, await horizontalOverflow(blank)]).toEqual([outcome.kind, 0]);
    }
  });
});
