import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page, Route } from "playwright-core";
import type { LocalRun } from "../../local/local-run";
import { axeViolations, horizontalOverflow, launchBrowser } from "../helpers/browser";
import { cleanUp, ended, mailOf, runWith, start } from "../helpers/local-run";

jest.setTimeout(60_000);

const SCREENSHOT = join(__dirname, "../../docs/images/execution.png");
const REQUEST = { title: "Release 4.2 to production", requestedBy: "Robin" };

let browser: Browser;
let run: LocalRun;

beforeAll(async () => {
  browser = await launchBrowser();
  run = await runWith({});
});

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
});

afterAll(async () => {
  await browser?.close();
  await cleanUp();
});

/** Opens a page of a run in a window of its own. */
async function open(path: string, options: BrowserContextOptions = {}, from = run): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1100, height: 900 }, ...options });
  const page = await context.newPage();
  await page.goto(new URL(path, from.url).href);
  return page;
}

/** Starts an execution by the page's form, and stays on the execution's page. */
async function startByForm(page: Page, name: string): Promise<void> {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Input").fill(JSON.stringify(REQUEST));
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByRole("heading", { level: 1, name: `Execution ${name}` }).waitFor();
}

function pathOf(executionArn: string): string {
  const [machine = "", name = ""] = executionArn.split(":").slice(-2);
  return `/executions/${machine}/${name}`;
}

function statesIn(page: Page): Promise<string[]> {
  return page.locator("ol.states li").allTextContents();
}

describe("the local run in a browser", () => {
  test.each([
    ["Approve", "ApprovedPassState", "release-42"],
    ["Reject", "RejectedPassState", "release-43"],
  ])(
    "follows an execution from the form to the end, without a reload: %s",
    async (button, lastState, name) => {
      const page = await open("/start");
      const problems: string[] = [];
      page.on("console", (message) => message.type() === "error" && problems.push(message.text()));
      page.on("pageerror", (error) => problems.push(error.message));
      await startByForm(page, name);
      await page.locator(".note").getByText("waits for an answer until").waitFor();
      await page.locator("svg.graph .node.waiting").waitFor();

      const mail = await page.context().newPage();
      await mail.goto(run.url);
      const subject = mail.getByRole("link", { name: REQUEST.title }).first();
      await subject.click();
      const [answer] = await Promise.all([
        mail.context().waitForEvent("page"),
        mail.locator(`.mail a[href*="action=${button.toLowerCase()}"]`).click(),
      ]);
      await answer.getByLabel(/comment/i).fill("ship it");
      await answer.getByRole("button", { name: button }).click();

      await page.locator(".status.succeeded").waitFor();
      expect(await statesIn(page)).toEqual(["Lambda Callback", "ManualApprovalChoiceState", lastState]);
      expect(await page.locator("svg.graph .edge.taken").count()).toBe(4);
      expect(await page.locator("#output-data").textContent()).toContain("ship it");
      expect(await page.title()).toBe(`${name}: SUCCEEDED`);
      expect(await page.locator("#live").textContent()).toBe(`Live: ${name}: SUCCEEDED`);
      expect(problems).toEqual([]);
      if (process.env.UPDATE_SCREENSHOTS === "1" && button === "Approve") {
        await page.screenshot({ path: SCREENSHOT });
      }
    },
  );

  test("shows a deadline that passes", async () => {
    const short = await runWith({ timeoutSeconds: 2 });
    const page = await open("/start", {}, short);
    await startByForm(page, "release-late");
    await page.locator(".note").getByText("waits for an answer until").waitFor();
    await page.locator(".status.succeeded").waitFor();
    expect(await statesIn(page)).toEqual(["Lambda Callback", "ExpiredState"]);
    expect(await page.locator("svg.graph .edge.catch.taken").count()).toBe(1);
    expect(await page.locator("svg.graph .node.caught").count()).toBe(1);
  });

  test("misses no change that comes while the page is being loaded again", async () => {
    const { topicArn } = await mailOf(run, await start(run, REQUEST));
    const page = await open("/");
    await page.locator("#live").getByText("Live").waitFor();
    const held = new Promise<() => Promise<void>>((resolve) => {
      const hold = async (route: Route): Promise<void> => {
        const response = await route.fetch();
        resolve(() => route.fulfill({ response }));
      };
      void page.route(run.url, hold, { times: 1 });
    });
    await run.sns.publish({ TopicArn: topicArn, Subject: "Before", Message: "-" });
    const answerLate = await held;
    const listening = page.waitForResponse(/\/events$/);
    const heard = page.evaluate(
      "new Promise((heard) => new EventSource('/events').addEventListener('change', () => heard()))",
    );
    await listening;
    await run.sns.publish({ TopicArn: topicArn, Subject: "Meanwhile", Message: "-" });
    await heard;
    await answerLate();
    await page.getByRole("link", { name: "Meanwhile" }).waitFor({ timeout: 10_000 });
  });

  test("leaves alone what somebody types while mails arrive", async () => {
    const page = await open("/start");
    await page.getByLabel("Name").fill("half-typ");
    const before = run.sns.mails.length;
    await Promise.all([
      page.waitForResponse(/\/start$/),
      start(run, REQUEST).then((arn) => mailOf(run, arn)),
    ]);
    expect(run.sns.mails.length).toBeGreaterThan(before);
    expect(await page.getByLabel("Name").inputValue()).toBe("half-typ");
    await page.keyboard.type("ed");
    expect(await page.getByLabel("Name").inputValue()).toBe("half-typed");
  });

  test("keeps the focus on a mail when newer ones come before it", async () => {
    await mailOf(run, await start(run, REQUEST));
    const page = await open("/");
    const rows = page.locator("tbody tr");
    const count = await rows.count();
    const focused = page.locator("tbody a").first();
    await focused.focus();
    const path = await focused.getAttribute("href");
    await mailOf(run, await start(run, REQUEST));
    await rows.nth(count).waitFor();
    expect(await page.locator("a:focus").getAttribute("href")).toBe(path);
    expect(await page.locator("tbody a").first().getAttribute("href")).not.toBe(path);
  });

  test("keeps an event's data open when the next event comes", async () => {
    const executionArn = await start(run, REQUEST);
    await mailOf(run, executionArn);
    const page = await open(pathOf(executionArn));
    await page.locator("#data-1 summary").click();
    await run.stepFunctions.stopExecution({ executionArn });
    await page.locator(".status.aborted").waitFor();
    expect(await page.locator("#data-1[open]").count()).toBe(1);
  });

  test("says so when the local run has ended", async () => {
    const other = await runWith({});
    const page = await open("/", {}, other);
    await page.getByText("Live: Inbox (0)").waitFor();
    await other.close();
    await page.getByText("Not connected").waitFor();
  });

  test("needs no script", async () => {
    const page = await open("/start", { javaScriptEnabled: false });
    await startByForm(page, "release-without-script");
    const executionArn = `${run.stateMachineArns[0]?.replace(":stateMachine:", ":execution:")}:release-without-script`;
    await mailOf(run, executionArn);
    await run.stepFunctions.stopExecution({ executionArn });
    await ended(run, executionArn);
    await page.reload();
    expect(await page.locator(".status").textContent()).toBe("ABORTED");
    expect(await page.locator("#live").textContent()).toBe("Reload this page to see what is new.");
  });

  test.each([
    ["light", { colorScheme: "light" }],
    ["dark", { colorScheme: "dark" }],
    ["on a phone", { viewport: { width: 360, height: 640 } }],
  ] as const)("axe finds nothing wrong, and no page is too wide: %s", async (_, options) => {
    const executionArn = await start(run, REQUEST);
    await mailOf(run, executionArn);
    for (const path of ["/", "/mails/1", "/executions", pathOf(executionArn), "/start", "/nowhere"]) {
      const page = await open(path, { ...options, bypassCSP: true });
      expect([path, await axeViolations(page)]).toEqual([path, []]);
      expect([path, await horizontalOverflow(page)]).toEqual([path, 0]);
    }
  });
});
