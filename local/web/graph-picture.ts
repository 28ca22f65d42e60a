import { html } from "hono/html";
import {
  BOX_TITLE_HEIGHT,
  cut,
  type PlacedEdge,
  type PlacedGraph,
  type PlacedNode,
  type Point,
  placeGraph,
} from "./graph-layout";
import type { Html } from "./layout";
import type { PathTaken } from "./path-taken";
import { isTaken, type StateGraph } from "./state-graph";
import { timeText } from "./time";

/** How far a state has got. */
type Progress = "untouched" | "done" | "caught" | "running" | "waiting" | "failed";

/** What {@link graphPicture} shows of an execution. */
export interface PictureOptions {
  readonly graph: StateGraph;
  readonly path: PathTaken;
  readonly isRunning: boolean;
  /** What the picture is called. */
  readonly title: string;
  /** The picture in words. */
  readonly description: string;
}

const WIDTH_OF_ICON = 18;
const DAY_MILLISECONDS = 86_400_000;

/** The state graph as SVG, with the way that an execution has taken. */
export function graphPicture(options: PictureOptions): Html {
  const placed = placeGraph(options.graph);
  const { width, height } = placed;
  return html`<svg class="graph" role="img" aria-labelledby="graph-title graph-description"
width="${Math.ceil(width)}" height="${Math.ceil(height)}" viewBox="0 0 ${Math.ceil(width)} ${Math.ceil(height)}">
<title id="graph-title">${options.title}</title>
<desc id="graph-description">${options.description}</desc>
<defs>${arrowHead("arrow")}${arrowHead("arrow-taken")}</defs>
${drawGraph(placed, options)}
</svg>`;
}

function arrowHead(id: string): Html {
  return html`<marker id="${id}" class="${id}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"
markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0L8 4L0 8z"/></marker>`;
}

function drawGraph({ nodes, edges }: PlacedGraph, options: PictureOptions): Html {
  const ways = edges.map((placed) => ({ placed, taken: isTaken(placed.edge, options.path.transitions) }));
  const takenLast = ways.toSorted((a, b) => Number(a.taken) - Number(b.taken));
  return html`${takenLast.map(({ placed, taken }) => drawEdge(placed, taken))}
${nodes.map((node) => drawNode(node, options))}`;
}

function drawEdge({ edge, points, label }: PlacedEdge, taken: boolean): Html {
  const classes = ["edge", taken ? "taken" : "", edge.isCatch ? "catch" : ""].filter(Boolean).join(" ");
  return html`<g class="${classes}"><path d="${curve(points)}" marker-end="url(#${taken ? "arrow-taken" : "arrow"})"/>
${edge.label === "" ? "" : html`<text x="${px(label.x)}" y="${px(label.y + 4)}">${cut(edge.label)}</text>`}</g>`;
}

/** A line that bends at the points without corners. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const bends = rest.slice(0, -1).map((point, index) => {
    const following = rest[index + 1] ?? point;
    const isLast = index === rest.length - 2;
    const end = isLast ? following : { x: (point.x + following.x) / 2, y: (point.y + following.y) / 2 };
    return `Q${at(point)} ${at(end)}`;
  });
  return `M${at(first)}${bends.length > 0 ? bends.join("") : rest.map((point) => `L${at(point)}`).join("")}`;
}

function drawNode(placed: PlacedNode, options: PictureOptions): Html {
  const { node, x, y, width, height, parts } = placed;
  if (node.type === "Start" || node.type === "End") {
    const [cx, cy] = [x + width / 2, y + height / 2];
    return html`<g class="node circle"><circle cx="${px(cx)}" cy="${px(cy)}" r="${px(width / 2)}"/>
<text class="type" x="${px(cx)}" y="${px(cy + 4)}">${node.name}</text></g>`;
  }
  const progress = progressOf(node.name, options);
  const textX = px(x + 16 + (progress === "untouched" ? 0 : WIDTH_OF_ICON + 8));
  const middle = y + (parts.length > 0 ? BOX_TITLE_HEIGHT : height) / 2;
  return html`<g class="node ${progress}${parts.length > 0 ? " box" : ""}"><title>${node.name}</title>
<rect x="${px(x)}" y="${px(y)}" width="${px(width)}" height="${px(height)}" rx="8"/>
${progress === "untouched" ? "" : icon(progress, { x: x + 16 + WIDTH_OF_ICON / 2, y: middle })}
<text class="name" x="${textX}" y="${px(middle - 3)}">${cut(node.name)}</text>
<text class="type" x="${textX}" y="${px(middle + 14)}">${underName(node.name, node.type, progress, options.path)}</text>
</g>
${parts.map((part) => html`<g transform="translate(${px(part.x)} ${px(part.y)})">${drawGraph(part, options)}</g>`)}`;
}

function progressOf(name: string, { path, isRunning }: PictureOptions): Progress {
  if (!path.entered.includes(name)) return "untouched";
  if (!path.unfinished.has(name)) {
    return path.transitions.findLast(({ from }) => from === name)?.caught ? "caught" : "done";
  }
  if (!isRunning) return "failed";
  return path.waiting.some(({ state }) => state === name) ? "waiting" : "running";
}

function underName(name: string, type: string, progress: Progress, path: PathTaken): string {
  const deadlines = path.waiting.flatMap(({ state, deadline }) =>
    state === name && deadline ? [deadline.getTime()] : [],
  );
  if (progress === "waiting" && deadlines.length > 0) {
    return deadlineText(new Date(Math.min(...deadlines)));
  }
  const times = path.entered.filter((entered) => entered === name).length;
  return times > 1 ? `${type}, ${times} times` : type;
}

/** Without the date where the time alone is clear: there is not much room. */
function deadlineText(deadline: Date): string {
  const [date, time, zone] = timeText(deadline).split(" ");
  return deadline.getTime() - Date.now() < DAY_MILLISECONDS
    ? `until ${time} ${zone}`
    : `until ${date} ${zone}`;
}

/** What the colour of a state says, once more as a shape. */
function icon(progress: Exclude<Progress, "untouched">, { x, y }: Point): Html {
  const shapes: Readonly<Record<typeof progress, Html>> = {
    done: html`<path d="M-4 .5L-1 3.5L4.5 -3"/>`,
    caught: html`<path d="M0 -4.5V1M0 3.5V4.5"/>`,
    running: html`<path d="M-2.5 -4L4 0L-2.5 4z"/>`,
    waiting: html`<path d="M0 -4.5V0L3.5 2"/>`,
    failed: html`<path d="M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5"/>`,
  };
  return html`<g class="icon" transform="translate(${px(x)} ${px(y)})"><circle r="${WIDTH_OF_ICON / 2}"/>
${shapes[progress]}</g>`;
}

function at({ x, y }: Point): string {
  return `${px(x)} ${px(y)}`;
}

function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
