import { formatTime, LOCALES } from "../../../lambdas/shared/locale";

test.each([
  ["en", "Sunday, November 22, 2026 at 7:30:05 PM UTC"],
  ["es", "domingo, 22 de noviembre de 2026, 19:30:05 UTC"],
] as const)("a time is written out in UTC in %s", (locale, text) => {
  const spoken = formatTime(new Date("2026-11-22T20:30:05+01:00"), locale);
  expect(spoken).toBe(text);
});

test.each(LOCALES)("a time reads as Node's own format does, at any hour, day and month, in %s", (locale) => {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium", timeZone: "UTC" });
  for (let hours = 0; hours < 400 * 24; hours += 5) {
    const time = new Date(Date.UTC(2027, 0, 1, hours, hours % 60, hours % 59));
    expect(formatTime(time, locale)).toBe(`${format.format(time).replace(/\s/g, " ")} UTC`);
  }
});
