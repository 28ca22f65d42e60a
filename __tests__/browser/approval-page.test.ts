import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { linkIn } from "../../local/approver";
import type { LocalRun } from "../../local/local-run";
import type { Mail } from "../../local/sns";
import { axeViolations, horizontalOverflow, launchBrowser } from "../helpers/browser";
import { cleanUp, ended, mailOf, runWith, start } from "../helpers/local-run";

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

/** The outcome that each page shows, and how to get there. */
const PAGES: readonly [string, (mail: Mail) => Promise<string>][] = [
  ["the page that asks to approve", async (mail) => linkIn(mail, "approve")],
  ["the page that asks to reject", async (mail) => linkIn(mail, "reject")],
  ["a broken link", async (mail) => linkIn(mail, "approve").replace(/&sig=.*/, "")],
  ["a forged link", async (mail) => linkIn(mail, "approve").replace("Ship", "Drop")],
  ["no page", async (mail) => new URL("/nothing", linkIn(mail, "approve")).href],
];

test.each([
  ["en", "Approve", "Approved", "approve"],
  ["es", "Rechazar", "Rechazada", "reject"],
] as const)("an approver answers in %s, without JavaScript", async (locale, button, title, decision) => {
  const { execution, mail } = await request();
  const page = await open(linkIn(mail, decision), { locale, javaScriptEnabled: false });
  expect(await page.locator("html").getAttribute("lang")).toBe(locale);
  for (const text of ["Ship 2.0?", "approver@example.com", execution.split(":").at(-1) ?? ""]) {
    expect(await page.getByText(text, { exact: true }).count()).toBe(1);
  }
  await page.locator("textarea").fill("because <b>I</b> can");
  await page.getByRole("button", { name: button }).click();
  expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe(title);
  expect(await page.getByText("because <b>I</b> can").count()).toBe(1);
  expect(await ended(run, execution)).toMatchObject({
    output: { decision, comment: "because <b>I</b> can" },
  });
});

test("an approver answers with the keyboard alone", async () => {
  const { execution, mail } = await request();
  const page = await open(linkIn(mail, "approve"));
  await page.keyboard.press("Tab");
  await page.keyboard.type("typed");
  await page.keyboard.press("Tab");
  expect(await page.evaluate<string>("document.activeElement.textContent")).toBe("Approve");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Approved" }).waitFor();
  expect(await ended(run, execution)).toMatchObject({ output: { decision: "approve", comment: "typed" } });
});

test("from the inbox to the result: mail, link, page, comment, button", async () => {
  const { execution, mail } = await request({ title: "From the inbox" });
  const page = await open(run.url);
  await page.getByRole("link", { name: /From the inbox/ }).click();
  await page.goto(linkIn(mail, "reject"));
  await page.getByLabel("Comment (optional)").fill("not today");
  await page.getByRole("button", { name: "Reject" }).click();
  await page.getByRole("heading", { level: 1, name: "Rejected" }).waitFor();
  expect(await ended(run, execution)).toMatchObject({ output: { decision: "reject", comment: "not today" } });
});

test("a browser that prefetches, previews and reloads links decides nothing and calls nothing", async () => {
  const { execution, mail } = await request();
  const links = [linkIn(mail, "approve"), linkIn(mail, "reject")];
  calls.length = 0;
  const hrefs = links.map((link) => link.replaceAll("&", "&amp;"));
  const page = await open("about:blank");
  await page.setContent(
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
    await page.goto(link);
    await page.reload();
  }
  expect(calls).toEqual([]);
  expect(await run.stepFunctions.describeExecution({ executionArn: execution })).toMatchObject({
    status: "RUNNING",
  });
});

test("the page cannot be framed", async () => {
  const { mail } = await request();
  const page = await open(run.url, { bypassCSP: false });
  await page.setContent(`<iframe src="${linkIn(mail, "approve").replaceAll("&", "&amp;")}"></iframe>`);
  await page.waitForLoadState("networkidle");
  const [, frame] = page.frames();
  expect(await frame?.getByRole("button").count()).toBe(0);
});

describe.each([
  ["en", "light"],
  ["en", "dark"],
  ["es", "light"],
  ["es", "dark"],
] as const)("in %s and %s", (locale, colorScheme) => {
  test("no page breaks a rule of accessibility, nor is wider than a phone", async () => {
    const phone = { locale, colorScheme, viewport: { width: 360, height: 740 } };
    const { mail, execution } = await request({ title: "W".repeat(200) });
    for (const [name, addressOf] of PAGES) {
      const page = await open(await addressOf(mail), phone);
      expect([name, await axeViolations(page)]).toEqual([name, []]);
      expect([name, await horizontalOverflow(page)]).toEqual([name, 0]);
    }
    const page = await open(linkIn(mail, "approve"), phone);
    for (const name of ["recorded", "already answered"]) {
      await page.goto(linkIn(mail, "approve"));
      await page.getByRole("button").click();
      await page.waitForLoadState();
      expect([name, await page.locator("form").count()]).toEqual([name, 0]);
      expect([name, await axeViolations(page)]).toEqual([name, []]);
      expect([name, await horizontalOverflow(page)]).toEqual([name, 0]);
    }
    expect(await ended(run, execution)).toMatchObject({ status: "SUCCEEDED" });
  });
});
