import type { Figure, SectionResult, Target } from "./figures";
import type { Machine } from "./machine";

/** A section's name and title with its results. */
export interface ReportedSection extends SectionResult {
  readonly name: string;
  readonly title: string;
}

/** All that one run of the bench found: what `--json` prints. */
export interface Report {
  readonly machine: Machine;
  readonly sections: readonly ReportedSection[];
}

const NAME_WIDTH = 62;

/** The machine's data, a line each. */
export function machineText({ cpu, cores, memoryGb, system, node, loadBefore, date }: Machine): string {
  return `${cores} cores of ${cpu}, ${memoryGb} GB, ${system}, Node ${node}, load ${loadBefore}, ${date}\n`;
}

/** A section for people: the figures with their targets, then the medians and commands behind them. */
export function sectionText({ title, figures, timings, notes }: ReportedSection): string {
  const lines = [
    ...figures.map(figureText),
    ...timings.map(
      ({ name, command, medianMs, rounds }) =>
        `    ${name}: ${medianMs.toFixed(0)} ms, median of ${rounds}\n      ${command}`,
    ),
    ...notes.map((note) => `    ${note}`),
  ];
  return `\n${title}\n${lines.join("\n")}\n`;
}

/** A target in words: `at most 1.3`. */
export function targetText(target: Target): string {
  return "atMost" in target ? `at most ${target.atMost}` : `at least ${target.atLeast}`;
}

/** A value with at most two decimals. */
export function valueText(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function figureText({ name, value, unit, target, met }: Figure): string {
  const judged = target === undefined ? "" : `  (${targetText(target)}: ${met ? "met" : "MISSED"})`;
  return `  ${name.padEnd(NAME_WIDTH)}${valueText(value).padStart(8)} ${unit}${judged}`;
}
