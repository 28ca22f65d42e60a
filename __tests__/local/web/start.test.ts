import { ORIGIN, PagesUnderTest } from "./pages-under-test";

const APPROVAL_ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:Approval";
const PASS = { StartAt: "Pass", States: { Pass: { Type: "Pass", End: true } } };

describe("the form that starts an execution", () => {
  test("offers the state machines where there are several", async () => {
    const html = await new PagesUnderTest({ Approval: PASS, Other: PASS }).html("/start");
    expect(html).toContain(`<option value="${APPROVAL_ARN}" selected>Approval</option>`);
    expect(html).toContain(">Other</option>");
  });

  test("asks nothing where there is one", async () => {
    const html = await new PagesUnderTest().html("/start");
    expect(html).toContain(`<input type="hidden" name="stateMachineArn" value="${APPROVAL_ARN}">`);
    expect(html).not.toContain("<select");
  });

  test("starts the execution and leads to its page", async () => {
    const pages = new PagesUnderTest();
    const response = await pages.post({
      stateMachineArn: APPROVAL_ARN,
      name: " release-42 ",
      input: '{"a": 1}',
    });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/executions/Approval/release-42");
    expect(await pages.html("/executions/Approval/release-42")).toContain("&quot;a&quot;: 1");
  });

  test("leaves the name to Step Functions", async () => {
    const pages = new PagesUnderTest();
    const response = await pages.post({ stateMachineArn: APPROVAL_ARN, name: "", input: "null" });
    expect(response.headers.get("location")).toMatch(/^\/executions\/Approval\/[0-9a-f-]{36}$/);
  });

  test.each([
    ["input that is not JSON", { input: '{"a": <b>1' }, "The input is not JSON: ", "input"],
    ["no input", { input: "" }, "The input is not JSON: ", "input"],
    ["a name that cannot be", { name: 'a "b" <c>' }, "Invalid Name", "name"],
    ["a name that exists", { name: "taken" }, "Execution Already Exists", "name"],
    [
      "a state machine that is not there",
      { stateMachineArn: "arn:aws:nothing" },
      "no such state machine",
      undefined,
    ],
  ])("fails when given %s, and keeps what was typed", async (_, typed, message, field) => {
    const pages = new PagesUnderTest();
    await pages.start("taken", { other: "input" });
    const form = { stateMachineArn: APPROVAL_ARN, name: "mine", input: '{"kept": "<i>"}', ...typed };
    const response = await pages.post(form);
    expect(response.status).toBe(400);
    const html = await response.text();
    expect(html).toMatch(new RegExp(`role="alert">[^<]*${message}`));
    expect(html).toContain(`value="${escaped(form.name)}"`);
    expect(html).toContain(`\n${escaped(form.input)}</textarea>`);
    expect(html.match(/aria-invalid="true"/g) ?? []).toHaveLength(field === undefined ? 0 : 1);
    if (field)
      expect(html).toMatch(new RegExp(`id="${field}" [^>]*aria-invalid="true" aria-describedby="error"`));
    const { executions } = await pages.bench.service.listExecutions({ stateMachineArn: APPROVAL_ARN });
    expect(executions).toHaveLength(1);
  });

  test.each<[string, Record<string, string>]>([
    ["no origin", {}],
    ["another site's origin", { origin: "https://example.com" }],
    ["no origin of its own", { origin: "null" }],
    ["another name's origin", { host: "evil.example.com:8787", origin: "http://evil.example.com:8787" }],
  ])("starts nothing for a request with %s", async (_, headers) => {
    const pages = new PagesUnderTest();
    const response = await pages.post({ stateMachineArn: APPROVAL_ARN, name: "x", input: "{}" }, headers);
    expect(response.status).toBe(403);
    const { executions } = await pages.bench.service.listExecutions({ stateMachineArn: APPROVAL_ARN });
    expect(executions).toEqual([]);
  });

  test("fails when the form is larger than any input may be", async () => {
    const pages = new PagesUnderTest();
    const form = { stateMachineArn: APPROVAL_ARN, name: "x", input: `"${"x".repeat(1_100_000)}"` };
    expect((await pages.post(form, { origin: ORIGIN })).status).toBe(413);
  });
});

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
