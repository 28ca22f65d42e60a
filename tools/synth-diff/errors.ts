/** There is nothing to compare: wrong usage, or a side that could not be synthesized. The message is for a person. */
export class CannotCompareError extends Error {
  override readonly name = "CannotCompareError";
}
