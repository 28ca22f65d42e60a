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
