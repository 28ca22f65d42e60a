import { formatTime } from "../../../lambdas/shared/locale";

test.each([
  ["en", "Sunday, November 22, 2026 at 7:30:05 PM UTC"],
  ["es", "domingo, 22 de noviembre de 2026, 19:30:05 UTC"],
] as const)("a time is written out in UTC in %s", (locale, text) => {
  const spoken = formatTime(new Date("2026-11-22T20:30:05+01:00"), locale);
  expect(spoken.replace(/\s/g, " ")).toBe(text);
});
