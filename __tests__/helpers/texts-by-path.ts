/** Each text of a table by its path, such as `messages.expired.title`; one with numbers in it as its source. */
export function textsByPath(table: unknown, path = ""): ReadonlyMap<string, string> {
  return typeof table === "object" && table !== null
    ? new Map(
        Object.entries(table).flatMap(([key, inner]) => [
          ...textsByPath(inner, path ? `${path}.${key}` : key),
        ]),
      )
    : new Map([[path, String(table)]]);
}
