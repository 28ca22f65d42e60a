/** The languages of the mail and the pages. */
export const LOCALES = ["en", "es"] as const;

/** One of {@link LOCALES}. */
export type Locale = (typeof LOCALES)[number];

const WEEKDAYS: Readonly<Record<Locale, readonly string[]>> = {
  en: ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"],
  es: ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"],
};

const MONTHS: Readonly<Record<Locale, readonly string[]>> = {
  en: [
    ...["January", "February", "March", "April", "May", "June"],
    ...["July", "August", "September", "October", "November", "December"],
  ],
  es: [
    ...["enero", "febrero", "marzo", "abril", "mayo", "junio"],
    ...["julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"],
  ],
};

/**
 * A time as a person reads it, always in UTC, as approvers may sit anywhere.
 *
 * Not by `Intl.DateTimeFormat`: its first use takes 20 ms, more than all else that a page does in a new process.
 */
export function formatTime(time: Date, locale: Locale): string {
  const weekday = WEEKDAYS[locale][time.getUTCDay()];
  const month = MONTHS[locale][time.getUTCMonth()];
  const [day, year, hour] = [time.getUTCDate(), time.getUTCFullYear(), time.getUTCHours()];
  const minutesAndSeconds = time.toISOString().slice(-10, -5);
  switch (locale) {
    case "en": {
      const clock = `${hour % 12 || 12}:${minutesAndSeconds} ${hour < 12 ? "AM" : "PM"}`;
      return `${weekday}, ${month} ${day}, ${year} at ${clock} UTC`;
    }
    case "es":
      return `${weekday}, ${day} de ${month} de ${year}, ${hour}:${minutesAndSeconds} UTC`;
  }
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
