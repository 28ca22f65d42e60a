/** What every resource is tagged with, unless a setting says otherwise. */
const DEFAULT_TAGS = { Project: "sfn-approval", ManagedBy: "terraform" };

/** AWS takes 50 a resource; the defaults need some of them. */
const MAX_TAGS = 50 - Object.keys(DEFAULT_TAGS).length;

/** What {@link areTags} allows, in words. */
export const TAGS_RULE =
  `an object of at most ${MAX_TAGS} texts by their keys, of letters, digits, spaces and _.:/=+-@; a key has 1 to ` +
  "128 characters, does not begin with aws: and differs from the others in more than case; a text has at most 256";

/**
 * Whether a value can be tags, by what all services of AWS take.
 *
 * @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
export function areTags(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return false;
  }
  const entries = Object.entries(value);
  return (
    entries.length <= MAX_TAGS &&
    new Set(entries.map(([key]) => key.toLowerCase())).size === entries.length &&
    entries.every(
      ([key, text]) =>
        /^(?!aws:)[\p{L}\p{N} _.:/=+@-]{1,128}$/iu.test(key) &&
        typeof text === "string" &&
        /^[\p{L}\p{N} _.:/=+@-]{0,256}$/u.test(text),
    )
  );
}

/** The default tags with these over them. To IAM, keys that differ in case alone are the same. */
export function withDefaultTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  const given = new Set(Object.keys(tags).map((key) => key.toLowerCase()));
  const defaults = Object.entries(DEFAULT_TAGS).filter(([key]) => !given.has(key.toLowerCase()));
  return { ...Object.fromEntries(defaults), ...tags };
}
