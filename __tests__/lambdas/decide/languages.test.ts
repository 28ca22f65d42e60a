import { PAGE_TEXTS } from "../../../lambdas/decide/texts";
import { ConsoleOutput } from "../../helpers/console-output";
import { DecideFunction } from "../../helpers/decide-function";
import { textsByPath } from "../../helpers/texts-by-path";

const decide = new DecideFunction();

beforeAll(() => decide.start());
beforeEach(() => {
  decide.reset();
  new ConsoleOutput();
});
afterAll(() => decide.stop());

const ASKED = { en: "Approve this request?", es: "¿Aprobar esta solicitud?" } as const;

test.each([
  ["nothing", "", "en", "en"],
  ["nothing", "", "es", "es"],
  ["Spanish", "es", "en", "es"],
  ["Spanish of a country", "es-MX", "en", "es"],
  ["Spanish in capitals", "ES-419", "en", "es"],
  ["English", "en-GB,en;q=0.9", "es", "en"],
  ["English rather than Spanish", "en;q=0.5, es;q=0.4", "es", "en"],
  ["Spanish rather than English", "en;q=0.4,es;q=0.5", "en", "es"],
  ["two alike: the first", "es,en", "en", "es"],
  ["another language, then Spanish", "de-DE,de;q=0.9,es;q=0.8,en;q=0.7", "en", "es"],
  ["another language alone", "de-DE,de;q=0.9", "es", "es"],
  ["no Spanish", "es;q=0, en;q=0.1", "es", "en"],
  ["no Spanish at all", "es;q=0", "en", "en"],
  ["anything", "*", "es", "es"],
  ["a language that begins like one of ours", "est,eng", "en", "en"],
  ["nonsense", ";;;,=,q=,\u0000", "es", "es"],
] as const)("who asks for %s (%j) where LOCALE is %s gets %s", async (_name, header, locale, expected) => {
  process.env.LOCALE = locale;
  for (const accept of ["text/html", "application/json"]) {
    const { body } = await decide.get({ headers: { accept, ...(header && { "accept-language": header }) } });
    expect(body).toContain(ASKED[expected]);
  }
});

test("a page says which language it is in", async () => {
  const { body } = await decide.get({ headers: { "accept-language": "es" } });
  expect(body).toContain('<html lang="es">');
});

test.each([
  ["nothing", "", "text/html"],
  ["anything", "*/*", "text/html"],
  ["JSON", "application/json", "application/json"],
  ["JSON in capitals", "Application/JSON", "application/json"],
  ["JSON or anything", "application/json, */*;q=0.1", "application/json"],
  ["what browsers ask for", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"],
  ["HTML rather than JSON", "application/json;q=0.8, text/html", "text/html"],
  ["JSON rather than HTML", "text/html;q=0.8, application/json", "application/json"],
  ["anything but JSON", "application/json;q=0, */*", "text/html"],
  ["something else", "image/png", "text/html"],
])("who asks for %s gets the right kind", async (_name, accept, type) => {
  const { headers } = await decide.get({ headers: { ...(accept && { accept }) } });
  expect(headers["Content-Type"]).toBe(`${type}; charset=utf-8`);
});

test("each word is there in both languages, and none is left untranslated", () => {
  const english = textsByPath(PAGE_TEXTS.en);
  const spanish = textsByPath(PAGE_TEXTS.es);
  expect([...spanish.keys()]).toEqual([...english.keys()]);
  expect([...english, ...spanish].filter(([, text]) => text.trim() === "")).toEqual([]);
  expect([...english].filter(([path, text]) => spanish.get(path) === text)).toEqual([]);
});
