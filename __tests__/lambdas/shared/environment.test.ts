import {
  EnvironmentError,
  localeVariable,
  oneClickVariable,
  requiredVariable,
} from "../../../lambdas/shared/environment";

test("a variable is read", () => {
  process.env.ONE_THING = "value";
  expect(requiredVariable("ONE_THING")).toBe("value");
});

test.each([
  ["missing", undefined],
  ["empty", ""],
])("fails by name when a variable is %s", (_name, value) => {
  delete process.env.ONE_THING;
  Object.assign(process.env, value !== undefined && { ONE_THING: value });
  expect(() => requiredVariable("ONE_THING")).toThrow(
    new EnvironmentError("The environment variable ONE_THING is missing"),
  );
});

test.each(["en", "es"])("LOCALE can be %s", (locale) => {
  process.env.LOCALE = locale;
  expect(localeVariable()).toBe(locale);
});

test.each(["de", "EN", "en-US", "constructor"])("fails with the choices when LOCALE is %s", (locale) => {
  process.env.LOCALE = locale;
  expect(localeVariable).toThrow(
    new EnvironmentError(`The environment variable LOCALE is ${locale}; it can be en, es`),
  );
});

test.each([
  ["true", true],
  ["false", false],
  ["TRUE", false],
  ["1", false],
])("ONE_CLICK %s is %s", (value, oneClick) => {
  process.env.ONE_CLICK = value;
  expect(oneClickVariable()).toBe(oneClick);
});
