import fc from "fast-check";
import {
  type ApprovalLink,
  canonicalText,
  LINK_ACTIONS,
  parseCanonicalText,
} from "../../../lambdas/shared/approval-link";
import { ConsoleOutput } from "../../helpers/console-output";
import { DecideFunction } from "../../helpers/decide-function";
import { propertyRuns } from "../../helpers/property-runs";
import { twinOf } from "../../helpers/signed-links";

type Parameter = readonly [name: string, value: string];

const decide = new DecideFunction();
const { aws, signer } = decide;
const now = Math.floor(Date.now() / 1000);

beforeAll(() => decide.start());
beforeEach(() => {
  decide.reset();
  process.env.ONE_CLICK = "true";
  new ConsoleOutput();
});
afterAll(() => decide.stop());

const text = fc.string({ unit: "binary", maxLength: 12 });

const anyLink: fc.Arbitrary<ApprovalLink> = fc.record(
  {
    action: fc.constantFrom(...LINK_ACTIONS),
    sm: text,
    ex: text,
    req: text,
    by: text,
    exp: fc.integer({ min: now + 3600, max: 999_999_999_999 }),
    title: text,
  },
  { requiredKeys: ["action", "sm", "ex", "req", "by", "exp"] },
);

const signedParameters = anyLink.map((link): Parameter[] => [
  ...Object.entries(link).map(([name, value]): Parameter => [name, String(value)]),
  ["sig", signer.signature(link)],
]);

const bytesOf = (value: string) => Buffer.from(value).toString("hex").replace(/../g, "%$&");

/** Ways to spell a value in a query. */
const SPELLINGS: readonly ((value: string) => string)[] = [
  (value) => encodeURIComponent(Buffer.from(value).toString()),
  (value) => encodeURIComponent(Buffer.from(value).toString()).replaceAll("%20", "+"),
  (value) => bytesOf(value),
  (value) => bytesOf(value).toUpperCase(),
];

/** Writes parameters as a query, each name and each value in a spelling of its own. */
const spelling = fc.infiniteStream(fc.constantFrom(...SPELLINGS)).map((spellings) => {
  const spell = (value: string) => spellings.next().value(value);
  return (parameters: readonly Parameter[]) =>
    parameters.map(([name, value]) => `${spell(name)}=${spell(value)}`).join("&");
});

const KINDS = [
  "replace",
  "insert",
  "shorten",
  "raise",
  "drop",
  "repeat",
  "double",
  "add",
  "swap",
  "flip",
] as const;

/** How to make another link of one. */
const anyChange = fc.record({
  kind: fc.constantFrom(...KINDS),
  at: fc.nat(),
  other: fc.nat(),
  value: text,
  bits: fc.integer({ min: 1, max: 255 }),
});

type Change = typeof anyChange extends fc.Arbitrary<infer Value> ? Value : never;

/** A list of parameters that says something else than the one given, but for a change that changes nothing. */
function changed(
  original: readonly Parameter[],
  { kind, at, other, value, bits }: Change,
): readonly Parameter[] {
  const index = at % original.length;
  const [name, was] = original[index] ?? ["", ""];
  const position = other % (was.length + 1);
  switch (kind) {
    case "replace":
      return original.with(index, [name, value]);
    case "insert":
      return original.with(index, [name, was.slice(0, position) + value + was.slice(position)]);
    case "shorten":
      return original.with(index, [name, was.slice(0, -1)]);
    case "raise":
      return original.with(index, [name, was.toUpperCase()]);
    case "drop":
      return original.toSpliced(index, 1);
    case "repeat":
      return [...original, [name, value]];
    case "double":
      return [...original, [name, was]];
    case "add":
      return [...original, [value, was]];
    case "swap": {
      const [otherName, otherWas] = original[other % original.length] ?? ["", ""];
      return original.with(index, [name, otherWas]).with(other % original.length, [otherName, was]);
    }
    case "flip":
      return original.with(-1, ["sig", flipped(original.at(-1)?.[1] ?? "", other, bits)]);
  }
}

/** A signature with some bits of one byte turned over. */
function flipped(signature: string, position: number, bits: number): string {
  const der = Buffer.from(signature, "base64url");
  const index = position % der.length;
  der[index] = (der[index] ?? 0) ^ bits;
  return der.toString("base64url");
}

const forging = propertyRuns(0.5);

test(
  "a link that says anything else than the one signed is refused, and nothing is called",
  async () => {
    const method = fc.constantFrom("GET", "POST", "HEAD");
    await fc.assert(
      fc.asyncProperty(
        signedParameters,
        anyChange,
        spelling,
        method,
        async (signed, change, spell, method) => {
          const forged = changed(signed, change);
          fc.pre(JSON.stringify(forged) !== JSON.stringify(signed));
          const { statusCode } = await decide.request({ query: spell(forged), method });
          expect([400, 403]).toContain(statusCode);
          expect(aws.calls).toEqual([]);
        },
      ),
      forging,
    );
  },
  forging.timeout,
);

const spelled = propertyRuns(0.15);

test(
  "a link is accepted in whatever order and spelling a mail program hands it over, also by its signature's twin",
  async () => {
    await fc.assert(
      fc.asyncProperty(
        signedParameters,
        fc.boolean(),
        fc.nat(),
        spelling,
        async (signed, twin, turn, spell) => {
          const parameters = signed.map(
            ([name, value]): Parameter => [name, name === "sig" && twin ? twinOf(value) : value],
          );
          const cut = turn % parameters.length;
          const query = spell([...parameters.slice(cut), ...parameters.slice(0, cut).toReversed()]);
          expect((await decide.request({ query, method: "HEAD" })).statusCode).toBe(200);
          expect(aws.calls).toEqual([]);
        },
      ),
      spelled,
    );
  },
  spelled.timeout,
);

const roundTrip = propertyRuns(0.1);

test(
  "the canonical text tells every link from every other, and can be read back",
  () => {
    fc.assert(
      fc.property(anyLink, anyLink, (one, other) => {
        expect(parseCanonicalText(canonicalText(one))).toEqual(one);
        expect(canonicalText(one) === canonicalText(other)).toBe(
          JSON.stringify(parseCanonicalText(canonicalText(one))) ===
            JSON.stringify(parseCanonicalText(canonicalText(other))),
        );
      }),
      roundTrip,
    );
  },
  roundTrip.timeout,
);
