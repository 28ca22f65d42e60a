/** How many cases a property is tried with, and how long that may take. */
export interface PropertyRuns {
  readonly numRuns: number;
  /** In milliseconds, for a machine far slower than most. */
  readonly timeout: number;
}

/**
 * A property's part of all the cases tried: those of the environment variable `FAST_CHECK_RUNS`, by default
 * 10,000.
 *
 * @param share of all cases, from 0 to 1
 */
export function propertyRuns(share: number): PropertyRuns {
  const all = Number(process.env.FAST_CHECK_RUNS ?? 10_000);
  if (!Number.isInteger(all) || all < 1) {
    throw new Error(
      `FAST_CHECK_RUNS is ${process.env.FAST_CHECK_RUNS}; it has to be a whole number from 1 on`,
    );
  }
  const numRuns = Math.ceil(all * share);
  return { numRuns, timeout: 30_000 + numRuns * 20 };
}
