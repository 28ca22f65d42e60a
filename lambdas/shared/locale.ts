/** The languages of the mail and the pages. */
export const LOCALES = ["en", "es"] as const;

/** One of {@link LOCALES}. */
export type Locale = (typeof LOCALES)[number];

/** A time as a person reads it, always in UTC, as approvers may sit anywhere. */
export function formatTime(time: Date, locale: Locale): string {
  const text = new Intl.DateTimeFormat(locale, {
    dateStyle: "full",
    timeStyle: "medium",
    timeZone: "UTC",
  }).format(time);
  return `${text} UTC`;
}

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1000],
] as const;

/** How long something lasts, in the largest unit that there are two of: `36 hours`, `90 minutes`. */
export function formatDuration(milliseconds: number, locale: Locale): string {
  const [unit, length] = UNITS.find(([, size]) => milliseconds >= 2 * size) ?? ["second", 1000];
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(
    Math.max(0, Math.floor(milliseconds / length)),
  );
}
