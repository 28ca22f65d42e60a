import { ConsoleOutput } from "../../helpers/console-output";
import { PagesUnderTest } from "./pages-under-test";

const HOSTILE = `</title><script>alert("x")</script><img src=x onerror='alert(1)'>&amp;`;

function expectNoMarkup(html: string): void {
  expect(html).not.toContain("<script>");
  expect(html).not.toContain("<img");
  expect(html).not.toContain("&amp; ");
}

describe("every answer", () => {
  test.each(["/", "/executions", "/start", "/nowhere", "/live.js", "/icon.svg"])(
    "tells the browser to be careful: %s",
    async (path) => {
      const { headers } = await new PagesUnderTest().get(path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self';");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).toContain("form-action 'self'");
      expect(policy).not.toContain("unsafe");
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("referrer-policy")).toBe("same-origin");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    },
  );

  test.each(["/", "/executions", "/start", "/events", "/live.js", "/nowhere"])(
    "is 403 for another site's name or page: %s",
    async (path) => {
      const pages = new PagesUnderTest();
      expect((await pages.get(path, { host: "evil.example.com:8787" })).status).toBe(403);
      expect((await pages.get(path, { origin: "https://evil.example.com" })).status).toBe(403);
    },
  );

  test.each([
    "/nowhere",
    "/mails/1",
    "/mails/0",
    "/mails/x",
    "/executions/Approval/none",
    "/executions/None/none",
  ])("is 404 where there is nothing: %s", async (path) => {
    const response = await new PagesUnderTest().get(path);
    expect(response.status).toBe(404);
    expect(await response.text()).toContain("<h1>Not found</h1>");
  });

  test("is 500 without a reason when something breaks, and the terminal says why", async () => {
    const output = new ConsoleOutput();
    const pages = new PagesUnderTest();
    jest.spyOn(pages.bench.service, "listExecutions").mockRejectedValue(new Error("broken inside"));
    const response = await pages.get("/executions");
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("broken inside");
    expect(output.text()).toContain("broken inside");
    jest.restoreAllMocks();
  });
});

describe("the inbox", () => {
  test("says what to do while it is empty", async () => {
    const html = await new PagesUnderTest().html("/");
    expect(html).toContain("<title>Inbox (0)</title>");
    expect(html).toContain('<a href="/start">');
  });

  test("lists the mails, newest first", async () => {
    const pages = new PagesUnderTest();
    await pages.mail("alice@example.com", "First");
    await pages.mail("bob@example.com", "Second");
    const html = await pages.html("/");
    expect(html).toContain('<a href="/mails/1">First</a>');
    expect(html.indexOf("Second")).toBeLessThan(html.indexOf("First"));
    expect(html).toContain('<a href="/?to=bob%40example.com">bob@example.com (1)</a>');
  });

  test("shows one approver's mails, by the addresses they have among all", async () => {
    const pages = new PagesUnderTest();
    await pages.mail("alice@example.com", "First");
    await pages.mail("bob@example.com", "Second");
    await pages.mail("alice@example.com", "Third");
    const html = await pages.html("/?to=alice%40example.com");
    expect(html).toContain("<h1>Inbox of alice@example.com</h1>");
    expect(html).toContain('<a href="/mails/3">Third</a>');
    expect(html).toContain('aria-current="true">alice@example.com (2)</a>');
    expect(html).not.toContain("Second");
  });

  test("shows markup in a subject as text", async () => {
    const pages = new PagesUnderTest();
    await pages.mail("alice@example.com", HOSTILE);
    expectNoMarkup(await pages.html("/"));
    expectNoMarkup(await pages.html("/mails/1"));
    expectNoMarkup(await pages.html(`/?to=${encodeURIComponent(HOSTILE)}`));
  });
});

describe("a mail's page", () => {
  test("shows the text with its white space, and markup in it as text", async () => {
    const pages = new PagesUnderTest();
    await pages.mail("alice@example.com", "Subject", `  two  spaces\n\n${HOSTILE}\n`);
    const html = await pages.html("/mails/1");
    expect(html).toContain("<dd>Approvals</dd>");
    expect(html).toContain(">  two  spaces\n\n&lt;/title&gt;&lt;script&gt;");
    expectNoMarkup(html);
  });

  test.each([
    ["https://example.com/a?b=1&c=%20d", "https://example.com/a?b=1&amp;c=%20d"],
    ["See http://example.com/a. Then", "http://example.com/a"],
    ["(http://example.com/a)", "http://example.com/a"],
    ['"http://example.com/a"', "http://example.com/a"],
    ["<http://example.com/a>", "http://example.com/a"],
  ])("makes a link of %s", async (body, href) => {
    const pages = new PagesUnderTest();
    await pages.mail("alice@example.com", "Subject", body);
    const links = [
      ...(await pages.html("/mails/1")).matchAll(/<a href="(http[^"]*)" target="_blank"[^>]*>([^<]*)</g),
    ];
    expect(links.map(([, ...parts]) => parts)).toEqual([[href, href]]);
  });

  test.each(["javascript:alert(1)", "data:text/html,x", "ftp://example.com", "//example.com"])(
    "makes no link of %s",
    async (body) => {
      const pages = new PagesUnderTest();
      await pages.mail("alice@example.com", "Subject", body);
      expect(await pages.html("/mails/1")).not.toContain('target="_blank"');
    },
  );

  test("leads to the execution that its links are about", async () => {
    const pages = new PagesUnderTest();
    await pages.mail(
      "alice@example.com",
      "Subject",
      "More: https://example.com\nhttp://x/?sm=Approval&ex=release-42",
    );
    expect(await pages.html("/mails/1")).toContain(
      '<a href="/executions/Approval/release-42">release-42</a>',
    );
  });
});
