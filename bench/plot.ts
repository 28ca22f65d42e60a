import { html } from "hono/html";
import type { Figure } from "./figures";
import { type Report, targetText, valueText } from "./report";

const WIDTH = 910;
const ROW_HEIGHT = 34;
const TOP = 56;
const LABEL_WIDTH = 400;
const BAR_WIDTH = 280;

const COLOURS = { met: "#14692d", missed: "#a8201a" };

/**
 * The ratios that have a target, as bars: each as a part of what its target allows, the line.
 *
 * A bar that stays left of the line meets the target; where a figure should be at least so much, the bar is the
 * target's part of the figure, so that left is good there, too.
 */
export async function plot({ machine, sections }: Report): Promise<string> {
  const figures = sections.flatMap(({ figures }) =>
    figures.filter(
      ({ target, value }) => target !== undefined && Number.isFinite(value) && limit(target) > 0,
    ),
  );
  const height = TOP + figures.length * ROW_HEIGHT + 28;
  const line = LABEL_WIDTH + BAR_WIDTH / 2;
  const subtitle = `${machine.cores} cores of ${machine.cpu}, Node ${machine.node}, ${machine.date}`;
  const svg =
    await html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" role="img" aria-label="Figures of the bench against their targets">
<rect width="${WIDTH}" height="${height}" fill="#fff"/>
<text x="16" y="24" font-size="16" font-weight="600" fill="#16191f">Figures against their targets: left of the line is good</text>
<text x="16" y="43" fill="#545b64">${subtitle}</text>
<line x1="${line}" y1="${TOP}" x2="${line}" y2="${height - 24}" stroke="#16191f" stroke-dasharray="4 3"/>
<text x="${line}" y="${height - 8}" text-anchor="middle" fill="#545b64">target</text>
${figures.map(row)}</svg>
`;
  return `${svg}`;
}

function row(figure: Figure, index: number) {
  const { name, value, unit, target, met } = figure;
  const y = TOP + index * ROW_HEIGHT;
  const width = Math.max(2, Math.min(1, part(figure) / 2) * BAR_WIDTH);
  const label = `${valueText(value)} ${unit} (${target ? targetText(target) : ""})`;
  return html`<text x="16" y="${y + 21}" fill="#16191f">${name}</text>
<rect x="${LABEL_WIDTH}" y="${y + 8}" width="${width.toFixed(1)}" height="18" rx="3" fill="${met ? COLOURS.met : COLOURS.missed}"/>
<text x="${LABEL_WIDTH + BAR_WIDTH + 12}" y="${y + 21}" fill="#16191f">${label}</text>
`;
}

/** 1 is just the target, less is better. */
function part({ value, target }: Figure): number {
  if (target === undefined) {
    return 0;
  }
  return "atMost" in target ? value / target.atMost : target.atLeast / value;
}

function limit(target: Figure["target"]): number {
  return target === undefined ? 0 : "atMost" in target ? target.atMost : target.atLeast;
}
