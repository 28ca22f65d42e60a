import { median } from "./timing";

/** What a figure should be. */
export type Target = { readonly atMost: number } | { readonly atLeast: number };

/** One result of the bench. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  /** `times` for a ratio of medians. */
  readonly unit: string;
  readonly target?: Target;
  /** Whether the target is met, where there is one. */
  readonly met?: boolean;
}

/** What was run again and again, in turn with what it is compared with. */
export interface Timing {
  readonly name: string;
  /** How to run it by hand, from the project's folder. */
  readonly command: string;
  readonly medianMs: number;
  readonly rounds: number;
}

/** The results of one section. */
export interface SectionResult {
  readonly timings: readonly Timing[];
  readonly figures: readonly Figure[];
  /** What has to be known to read the figures, such as why one is missing. */
  readonly notes: readonly string[];
}

/** A part of the bench. */
export interface Section {
  readonly name: string;
  /** What it measures, in one line. */
  readonly title: string;
  /** @param progress tells what is being done */
  run(progress: (text: string) => void): Promise<SectionResult>;
}

/** A figure, judged by its target. */
export function figure(name: string, value: number, unit: string, target?: Target): Figure {
  if (target === undefined) {
    return { name, value, unit };
  }
  const met = "atMost" in target ? value <= target.atMost : value >= target.atLeast;
  return { name, value, unit, target, met };
}

/** How many times as long one thing took as another, both measured in turn. */
export function ratio(name: string, of: readonly number[], to: readonly number[], target?: Target): Figure {
  return figure(name, median(of) / median(to), "times", target);
}

/** Results of several parts, as those of one. */
export function combined(results: readonly SectionResult[]): SectionResult {
  return {
    timings: results.flatMap(({ timings }) => timings),
    figures: results.flatMap(({ figures }) => figures),
    notes: results.flatMap(({ notes }) => notes),
  };
}
