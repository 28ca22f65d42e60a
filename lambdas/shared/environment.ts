import { LOCALES, type Locale } from "./locale";

/** A function was deployed without a setting that it needs, or with one that is none. */
export class EnvironmentError extends Error {
  override readonly name = "EnvironmentError";
}

/**
 * An environment variable that the function cannot do without.
 *
 * @throws EnvironmentError that names the variable if it is missing or empty
 */
export function requiredVariable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") {
    throw new EnvironmentError(`The environment variable ${name} is missing`);
  }
  return value;
}

/**
 * The variable `LOCALE`: the language of the mail, and of the page where the browser asks for none of ours.
 *
 * @throws EnvironmentError for a language that there are no texts in
 */
export function localeVariable(): Locale {
  const value = requiredVariable("LOCALE");
  const locale = LOCALES.find((known) => known === value);
  if (locale === undefined) {
    throw new EnvironmentError(
      `The environment variable LOCALE is ${value}; it can be ${LOCALES.join(", ")}`,
    );
  }
  return locale;
}

/** The variable `ONE_CLICK`: whether opening a link decides at once, as in the article. */
export function oneClickVariable(): boolean {
  return requiredVariable("ONE_CLICK") === "true";
}
