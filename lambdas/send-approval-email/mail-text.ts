/** SNS takes fewer than 100 characters. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const MAX_SUBJECT_LENGTH = 99;
const MAX_LINE_LENGTH = 120;

/** A subject: some words, and the title where there is one. */
export function subjectOf(words: string, title: string | undefined): string {
  return cut(title ? `${words}: ${title}` : words, MAX_SUBJECT_LENGTH);
}

/** Cuts between characters as a person sees them, so that no emoji is halved. */
export function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) {
    return text;
  }
  const beyond = new Intl.Segmenter().segment(text).containing(maxLength - 1);
  return `${text.slice(0, beyond?.index)}…`;
}

/** Breaks a line at spaces, and a word that is longer than a line within it. */
export function wrap(line: string): string[] {
  if (line.length <= MAX_LINE_LENGTH) {
    return [line];
  }
  return line.match(new RegExp(`.{1,${MAX_LINE_LENGTH}}(?:\\s|$)|.{${MAX_LINE_LENGTH}}`, "gsu")) ?? [];
}

/** Text that is not the mail's own: behind `> `, so that it cannot pass for it. */
export function quote(text: string): string[] {
  return text
    .split("\n")
    .flatMap(wrap)
    .map((line) => `> ${line}`.trimEnd());
}

/**
 * Text that neither breaks a mail nor deceives its reader: without control characters (but line breaks and
 * tabs), without the marks that turn the direction of the text after them, with lone surrogates replaced.
 */
export function safeText(text: string): string {
  return text
    .replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n")
    .replace(/(?![\n\t])\p{Cc}|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "")
    .replace(/\p{Surrogate}/gu, "\ufffd");
}
