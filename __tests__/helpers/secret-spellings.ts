/** A secret in each spelling that a log, a page or a program might give it, by the spelling's name. */
export function spellingsOf(secret: string): Readonly<Record<string, string>> {
  const escaped = secret.replaceAll("/", "\\/").replaceAll("+", "\\u002b").replaceAll("=", "\\u003d");
  const base64 = (before: string) => Buffer.from(before + secret).toString("base64");
  return {
    raw: secret,
    "percent-encoded": encodeURIComponent(secret),
    "percent-encoded in lower case": encodeURIComponent(secret).replace(/%../g, (byte) => byte.toLowerCase()),
    "percent-encoded twice": encodeURIComponent(encodeURIComponent(secret)),
    "escaped in JSON": escaped,
    "escaped in JSON twice": escaped.replaceAll("\\", "\\\\"),
    hexadecimal: Buffer.from(secret).toString("hex"),
    base64: base64(""),
    "base64 after one byte": base64("x"),
    "base64 after two bytes": base64("xx"),
    base64url: Buffer.from(secret).toString("base64url"),
  };
}

/**
 * The spellings in which a text gives any of the secrets away, in whole or in part.
 *
 * It looks for pieces from the middle, so that a beginning or an end cut off hides nothing.
 */
export function leaksIn(text: string, secrets: readonly string[]): string[] {
  return secrets.flatMap((secret, index) =>
    Object.entries(spellingsOf(secret)).flatMap(([name, spelled]) =>
      piecesOf(spelled).some((piece) => text.includes(piece)) ? [`${name} secret ${index}`] : [],
    ),
  );
}

/** Pieces that are too long to be in a text by accident. */
function piecesOf(spelled: string): string[] {
  const length = 24;
  return [0.25, 0.5].map((part) => {
    const start = Math.floor(spelled.length * part);
    return spelled.slice(start, start + length);
  });
}
