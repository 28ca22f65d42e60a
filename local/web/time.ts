import { html } from "hono/html";
import type { Html } from "./layout";

const UNITS = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
  ["s", 1],
] as const;

/** A time to the second, in UTC as in the mails. */
export function timeElement(time: Date | undefined): Html | "" {
  return time === undefined ? "" : html`<time datetime="${time.toISOString()}">${timeText(time)}</time>`;
}

/** Such as `2026-11-22 19:30:00 UTC`. */
export function timeText(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** A duration in its two largest units, such as `4 min 12 s`. */
export function durationText(milliseconds: number): string {
  let seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const parts = UNITS.flatMap(([unit, size]) => {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    return [{ count, text: `${count} ${unit}` }];
  });
  const first = parts.findIndex(({ count }) => count > 0);
  if (first === -1) return "0 s";
  return parts
    .slice(first, first + 2)
    .filter(({ count }) => count > 0)
    .map(({ text }) => text)
    .join(" ");
}
