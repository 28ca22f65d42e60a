import type { LambdaFunctionURLEvent } from "aws-lambda";
import fc from "fast-check";
import { ConsoleOutput } from "../../helpers/console-output";
import { DecideFunction } from "../../helpers/decide-function";
import { propertyRuns } from "../../helpers/property-runs";
import { approvalLink, LinkSigner } from "../../helpers/signed-links";

const decide = new DecideFunction();
const { aws, signer } = decide;

beforeAll(() => decide.start());
beforeEach(() => {
  decide.reset();
  new ConsoleOutput();
});
afterAll(() => decide.stop());

/** No page has such an element: where it shows, a value came through unescaped. */
const HOSTILE = `<evil a="' onload=x>\r\nX-Evil: 1`;

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string().map((value) => value + HOSTILE),
);

/** What should be of a type, and what may come instead. */
const or = <T>(expected: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: expected }, { weight: 1, arbitrary: fc.anything() });

const hostileLink = approvalLink({ title: HOSTILE, sm: HOSTILE, ex: HOSTILE, by: HOSTILE, req: HOSTILE });

const VALID = signer.query(hostileLink);

const query = fc.oneof(
  fc.constantFrom(
    VALID,
    signer.query({ ...hostileLink, exp: 1 }),
    new LinkSigner().query(hostileLink),
    VALID.replace("action=approve", `action=${encodeURIComponent(HOSTILE)}`),
  ),
  fc.webQueryParameters(),
  text,
);

const headers = fc.record(
  {
    accept: or(fc.oneof(fc.constantFrom("text/html", "application/json", "application/json;q=x"), text)),
    "accept-language": or(fc.oneof(fc.constantFrom("es", "en;q=0.1,es;q=0.2", "es;q=2"), text)),
    "content-type": or(fc.oneof(fc.constantFrom("application/x-www-form-urlencoded", "text/html"), text)),
  },
  { requiredKeys: [] },
);

/** Any event but those that decide: a POST by a link that is valid now. */
const event = or(
  fc
    .record(
      {
        version: or(fc.constant("2.0")),
        rawPath: or(fc.oneof({ weight: 8, arbitrary: fc.constant("/") }, { weight: 1, arbitrary: text })),
        rawQueryString: or(query),
        headers: or(headers),
        requestContext: or(
          fc.record(
            {
              http: or(
                fc.record(
                  {
                    method: or(fc.oneof(fc.constantFrom("GET", "HEAD", "POST", "PUT"), text)),
                    sourceIp: or(text),
                    userAgent: or(text),
                  },
                  { requiredKeys: [] },
                ),
              ),
            },
            { requiredKeys: [] },
          ),
        ),
        body: or(
          fc.oneof(
            text.map((value) => `comment=${value}`),
            text,
            fc.base64String(),
          ),
        ),
        isBase64Encoded: or(fc.boolean()),
      },
      { requiredKeys: [] },
    )
    .filter(
      ({ rawQueryString, requestContext }) =>
        rawQueryString !== VALID || JSON.stringify(requestContext)?.includes("POST") !== true,
    ),
);

const runs = propertyRuns(0.25);

test(
  "no event makes the function fail, call AWS or repeat anything unescaped",
  async () => {
    await fc.assert(
      fc.asyncProperty(event, async (event) => {
        const { statusCode, headers, body } = await decide.call(event as LambdaFunctionURLEvent);
        expect([200, 400, 403, 404, 405, 410, 413]).toContain(statusCode);
        expect(aws.calls).toEqual([]);
        expect(Object.values(headers).join("")).not.toMatch(/evil|[\r\n]/i);
        if (String(headers["Content-Type"]).startsWith("text/html")) {
          expect(body).not.toMatch(/<evil|"' onload/);
        } else {
          expect(() => body === "" || JSON.parse(body)).not.toThrow();
        }
      }),
      runs,
    );
  },
  runs.timeout,
);
