import { existsSync } from "node:fs";
import { type AxeResults, source as axeSource } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";

const USUAL_PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Starts the Chromium of this machine: the one that CHROMIUM_PATH names, or one in a usual place.
 *
 * @throws Error that says where it looked, if there is none
 */
export function launchBrowser(): Promise<Browser> {
  const named = process.env.CHROMIUM_PATH;
  const places = named ? [named] : USUAL_PLACES;
  const executablePath = places.find((place) => existsSync(place));
  if (executablePath === undefined) {
    throw new Error(
      `No Chromium at ${places.join(", ")}: install one (Debian: apt-get install chromium) or set CHROMIUM_PATH`,
    );
  }
  return chromium.launch({ executablePath, args: QUIET });
}

/**
 * What axe-core finds wrong with a page, one line a rule.
 *
 * The page's context needs `bypassCSP: true`, since our pages let no inline script run.
 */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axeSource });
  const { violations } = await page.evaluate<AxeResults>("axe.run()");
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(" ")}`,
  );
}

/** By how many pixels a page is wider than its window. */
export function horizontalOverflow(page: Page): Promise<number> {
  return page.evaluate<number>("document.documentElement.scrollWidth - window.innerWidth");
}
