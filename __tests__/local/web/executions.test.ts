import { linkUrl } from "../../../lambdas/shared/approval-link";
import { leaksIn } from "../../helpers/secret-spellings";
import { approvalLink, LinkSigner } from "../../helpers/signed-links";
import { TASK_TOKEN } from "../../helpers/task-token";
import { FUNCTION_ARN } from "../step-functions/workbench";
import { APPROVAL, PagesUnderTest } from "./pages-under-test";

const signer = new LinkSigner();
const signature = signer.signature(approvalLink());
const DECISION = {
  Status: "Approved! Task approved by alice@example.com",
  decision: "approve",
  evidence: { signed: "sfn-approval/1?action=approve", signature },
};

/** Answers the first task that asked. */
async function answer(pages: PagesUnderTest, executionArn: string, output: object = DECISION): Promise<void> {
  const taskToken = await pages.bench.token();
  await pages.bench.service.sendTaskSuccess({ taskToken, output: JSON.stringify(output) });
  await pages.bench.ended(executionArn);
}

describe("the list of executions", () => {
  test("says what to do while it is empty", async () => {
    expect(await new PagesUnderTest().html("/executions")).toContain('<a href="/start">Start one</a>');
  });

  test("shows name, status, state machine and times, and leads to each", async () => {
    const pages = new PagesUnderTest({ Approval: APPROVAL, Other: APPROVAL });
    await answer(pages, await pages.start("release-1"));
    await pages.start("release-2", {}, 1);
    const html = await pages.html("/executions");
    expect(html).toContain("<title>Executions (2)</title>");
    expect(html).toContain('<a href="/executions/Approval/release-1">release-1</a>');
    expect(html).toContain('<a href="/executions/Other/release-2">release-2</a>');
    expect(html).toContain('<span class="status succeeded">SUCCEEDED</span>');
    expect(html).toContain('<span class="status running">RUNNING</span>');
    expect(html.match(/<td><time datetime=/g)).toHaveLength(3);
  });

  test.each([
    ["", ["release-1", "release-2", "rollback"]],
    ["?status=RUNNING", ["release-2", "rollback"]],
    ["?status=SUCCEEDED", ["release-1"]],
    ["?status=FAILED", []],
    ["?name=release", ["release-1", "release-2"]],
    ["?name=release&status=RUNNING", ["release-2"]],
    ["?name=RELEASE", []],
  ])("filters: %s", async (query, names) => {
    const pages = new PagesUnderTest();
    await answer(pages, await pages.start("release-1"));
    await pages.start("release-2");
    await pages.start("rollback");
    const html = await pages.html(`/executions${query}`);
    const shown = [...html.matchAll(/href="\/executions\/Approval\/([^"]*)"/g)].map(([, name]) => name);
    expect(shown.sort()).toEqual(names);
  });

  test("keeps what was typed into the filter, as text", async () => {
    const html = await new PagesUnderTest().html("/executions?status=FAILED&name=%22%3E%3Cb%3E");
    expect(html).toContain('value="&quot;&gt;&lt;b&gt;"');
    expect(html).toContain("<option selected>FAILED</option>");
    expect(html).toContain("No execution matches.");
  });

  test("reads on where the service ends a page", async () => {
    const pages = new PagesUnderTest();
    const list = pages.bench.service.listExecutions.bind(pages.bench.service);
    jest
      .spyOn(pages.bench.service, "listExecutions")
      .mockImplementation((input) => list({ ...input, maxResults: 1 }));
    await pages.start("one");
    await pages.start("two");
    expect(await pages.html("/executions")).toContain("<title>Executions (2)</title>");
  });
});

describe("an execution's page", () => {
  test("shows where it waits, until when, and the mails that ask", async () => {
    const pages = new PagesUnderTest();
    await pages.start("release-42", { title: "Ship it" });
    await pages.bench.token();
    const link = approvalLink({ sm: "Approval" });
    await pages.mail("alice@example.com", "Asked", linkUrl("http://127.0.0.1:1/", { link, signature }));
    await pages.mail("bob@example.com", "About another one", "http://127.0.0.1:1/?sm=Approval&ex=other");
    const html = await pages.html("/executions/Approval/release-42");
    expect(html).toContain("<title>release-42: waiting for an answer</title>");
    expect(html).toMatch(/<strong>Ask<\/strong> waits for an answer until <time datetime="[^"]+Z">/);
    expect(html).toMatch(/<strong>(1 h|59 min \d+ s)<\/strong> left/);
    expect(html).toContain('<a href="/mails/1">to alice@example.com</a>');
    expect(html).not.toContain("bob@example.com");
    expect(html).toContain('<main data-refresh-seconds="60">');
    expect(html).toMatch(/class="node waiting"><title>Ask<\/title>/);
    expect(html).toMatch(/>until \d\d:\d\d:\d\d UTC</);
  });

  test("asks to be loaded every second when the deadline is near", async () => {
    const Ask = { ...APPROVAL.States.Ask, TimeoutSeconds: 120 };
    const pages = new PagesUnderTest({ Approval: { ...APPROVAL, States: { ...APPROVAL.States, Ask } } });
    await pages.start("release-42");
    await pages.bench.token();
    expect(await pages.html("/executions/Approval/release-42")).toContain('<main data-refresh-seconds="1">');
  });

  test("shows the way taken, input and output once it has ended", async () => {
    const pages = new PagesUnderTest();
    await answer(pages, await pages.start("release-42", { title: "Ship it" }));
    const html = await pages.html("/executions/Approval/release-42");
    expect(html).toContain("<title>release-42: SUCCEEDED</title>");
    expect(html).toContain("<main>");
    expect(html).toContain("States entered: Ask, Decided?, Approved. The execution is SUCCEEDED.");
    expect(html).toContain('<ol class="states"><li>Ask</li><li>Decided?</li><li>Approved</li></ol>');
    expect(html).toContain("&quot;title&quot;: &quot;Ship it&quot;");
    expect(html).toContain("&quot;decision&quot;: &quot;approve&quot;");
    expect(html.match(/class="node done"/g)).toHaveLength(3);
    expect(html.match(/class="node untouched"/g)).toHaveLength(2);
    expect(html.match(/class="edge taken"/g)).toHaveLength(4);
  });

  test("says why it failed, and where", async () => {
    const pages = new PagesUnderTest(undefined, {
      invoke: () => {
        throw Object.assign(new Error("<b>no</b>"), { name: "MailError" });
      },
    });
    await pages.bench.ended(await pages.start("release-42"));
    const html = await pages.html("/executions/Approval/release-42");
    expect(html).toContain("<dt>Error</dt><dd>MailError</dd>");
    expect(html).toContain("<dt>Cause</dt><dd>&lt;b&gt;no&lt;/b&gt;</dd>");
    expect(html).toContain('class="node failed"');
    expect(html).not.toContain("<b>");
  });

  test("has a row for each event", async () => {
    const pages = new PagesUnderTest();
    const executionArn = await pages.start("release-42");
    await answer(pages, executionArn);
    const html = await pages.html("/executions/Approval/release-42");
    for (const { id, type } of await pages.bench.events(executionArn)) {
      expect(html).toMatch(
        new RegExp(`<tr id="event-${id}">\\n<td>${id}</td>\\n<td>.*</td>\\n<td>${type}</td>`),
      );
    }
  });

  test("shows markup in data and in names of states as text", async () => {
    const hostile = "<img src=x>";
    const pages = new PagesUnderTest({
      Hostile: { StartAt: hostile, States: { [hostile]: { Type: "Pass", Result: { hostile }, End: true } } },
    });
    await pages.bench.ended(await pages.start("release-42", { [hostile]: hostile }));
    const html = await pages.html("/executions/Hostile/release-42");
    expect(html).toContain("&lt;img src=x&gt;");
    expect(html).not.toContain("<img");
  });

  test.each([
    ["as it comes", (secret: string) => secret],
    [
      "in JSON within JSON",
      (secret: string) => JSON.stringify({ nested: JSON.stringify({ a: `x ${secret}` }) }),
    ],
    ["percent-encoded", (secret: string) => `https://example.com/?sig=${encodeURIComponent(secret)}&x=1`],
    ["as a name", (secret: string) => ({ [secret]: 1 })],
  ])("shows no token and no signature, %s", async (_, wrap) => {
    const pages = new PagesUnderTest();
    const executionArn = await pages.start("release-42", { told: wrap(TASK_TOKEN), and: wrap(signature) });
    const taskToken = await pages.bench.token();
    const waiting = await pages.html("/executions/Approval/release-42");
    await answer(pages, executionArn, { ...DECISION, more: [wrap(taskToken), wrap(signature)] });
    const ended = await pages.html("/executions/Approval/release-42");
    for (const html of [waiting, ended]) {
      expect(leaksIn(html, [taskToken, TASK_TOKEN, signature])).toEqual([]);
      expect(html).toContain("[removed]");
    }
    expect(ended).toContain("&quot;signature&quot;: &quot;[removed]&quot;");
    expect(ended).toContain("&quot;Token&quot;: &quot;[removed]&quot;");
  });

  test("shows no token in an error's cause", async () => {
    const pages = new PagesUnderTest({
      Failing: { StartAt: "Fail", States: { Fail: { Type: "Fail", Error: "E", CausePath: "$.cause" } } },
    });
    const cause = JSON.stringify({ errorMessage: `${TASK_TOKEN} and ${signature}` });
    await pages.bench.ended(await pages.start("release-42", { cause }));
    const html = await pages.html("/executions/Failing/release-42");
    expect(html).toContain("E: ");
    expect(leaksIn(html, [TASK_TOKEN, signature])).toEqual([]);
  });

  test("draws what is inside a Map state in a box, and counts the times", async () => {
    const pages = new PagesUnderTest({
      Regions: {
        StartAt: "Each",
        States: {
          Each: {
            Type: "Map",
            ItemsPath: "$.regions",
            ItemProcessor: {
              StartAt: "Deploy",
              States: {
                Deploy: {
                  Type: "Task",
                  Resource: "arn:aws:states:::lambda:invoke",
                  Parameters: { FunctionName: FUNCTION_ARN, Payload: {} },
                  End: true,
                },
              },
            },
            End: true,
          },
        },
      },
    });
    await pages.bench.ended(await pages.start("release-42", { regions: ["eu", "us"] }));
    const html = await pages.html("/executions/Regions/release-42");
    expect(html).toMatch(/class="node done box"><title>Each<\/title>/);
    expect(html).toContain(">Task, 2 times<");
  });
});
