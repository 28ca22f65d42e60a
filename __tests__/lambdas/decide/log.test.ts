import { ConsoleOutput } from "../../helpers/console-output";
import { DecideFunction } from "../../helpers/decide-function";
import { LinkSigner } from "../../helpers/signed-links";

const decide = new DecideFunction();
let output: ConsoleOutput;

beforeAll(() => decide.start());
beforeEach(() => {
  decide.reset();
  output = new ConsoleOutput();
});
afterAll(() => decide.stop());

test.each([
  ["linkBroken", () => decide.get({ query: "action=approve" })],
  ["linkForged", () => decide.get({ query: new LinkSigner().query() })],
  ["methodNotAllowed", () => decide.get({ method: "PUT" })],
  ["bodyMalformed", () => decide.post("", { body: "action=reject" })],
  ["notFound", () => decide.get({ path: "/wp-login.php" })],
])("a refusal is logged once, with its reason %s and who asked", async (reason, send) => {
  await send();
  expect(output.calls).toEqual([
    {
      level: "warn",
      values: [
        {
          event: "refusal",
          reason,
          sourceIp: "203.0.113.7",
          userAgent: "Mozilla/5.0",
          requestId: "8f507cfc-xmpl-4697-b07a-ac58fc914c95",
        },
      ],
    },
  ]);
});

test("a user agent is cut in the log, and what could be a secret in it is left out", async () => {
  await decide.get({ query: "", userAgent: `x ${"A".repeat(90)} ${"word ".repeat(200)}` });
  const logged = expect.objectContaining({ userAgent: `x [removed] ${"word ".repeat(60)}`.slice(0, 300) });
  expect(output.calls).toEqual([{ level: "warn", values: [logged] }]);
});
