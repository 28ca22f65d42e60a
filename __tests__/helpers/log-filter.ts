import type { JsonValue } from "../../local/json";
import { objectOf } from "./synth";

/**
 * Whether a CloudWatch Logs pattern of the kind `{ ($.a.b = "text") && ($.c = "*end") }` fits a line of a log.
 *
 * @throws Error for any other kind of pattern
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax-For-Metric-Filters.html
 */
export function fitsPattern(pattern: string, line: JsonValue): boolean {
  const [, terms] = /^\{ (.+) \}$/.exec(pattern) ?? [];
  if (terms === undefined) {
    throw new Error(`${pattern} is no pattern for JSON`);
  }
  return terms.split(" && ").every((term) => {
    const [, path, wanted] = /^\(\$\.([\w.]+) = "([^"]+)"\)$/.exec(term) ?? [];
    if (path === undefined || wanted === undefined) {
      throw new Error(`${term} in ${pattern} is no comparison with a text`);
    }
    const value = path
      .split(".")
      .reduce<JsonValue | undefined>((object, member) => objectOf(object)[member], line);
    const expression = wanted
      .split("*")
      .map((part) => part.replace(/[.+^${}()|[\]\\?]/g, "\\$&"))
      .join(".*");
    return typeof value === "string" && new RegExp(`^${expression}$`).test(value);
  });
}
