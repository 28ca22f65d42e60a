import { Graph, layout } from "@dagrejs/dagre";
import type { GraphEdge, GraphNode, StateGraph } from "./state-graph";

/** A point; y grows downwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A node with its place: x and y are its upper left corner, in pixels from that of the graph. */
export interface PlacedNode extends Point {
  readonly node: GraphNode;
  readonly width: number;
  readonly height: number;
  /** The graphs inside a Map or Parallel state; their places count from the upper left corner of this graph. */
  readonly parts: readonly (PlacedGraph & Point)[];
}

/** An edge with its line. */
export interface PlacedEdge {
  readonly edge: GraphEdge;
  readonly points: readonly Point[];
  /** The middle of the label. */
  readonly label: Point;
}

/** A graph with places for everything in it. */
export interface PlacedGraph {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** The longest text that is drawn; what is longer is cut. */
export const MAX_TEXT_LENGTH = 40;

/** Height of the line in a box that says which state it is. */
export const BOX_TITLE_HEIGHT = 48;

const CIRCLE_SIZE = 44;
const NODE_HEIGHT = 54;
const MIN_NODE_WIDTH = 224;
const BOX_PADDING = 16;
const NAME_WIDTH = 8.9;
const LABEL_WIDTH = 6.8;
const LABEL_HEIGHT = 18;
const NODE_PADDING = 62;

/** Finds places so that ways lead downwards and lines seldom cross. */
export function placeGraph(graph: StateGraph): PlacedGraph {
  const dagre = new Graph({ multigraph: true });
  dagre.setGraph({ rankdir: "TB", nodesep: 32, edgesep: 24, ranksep: 30, marginx: 2, marginy: 2 });
  const inner = new Map(graph.nodes.map((node) => [node.id, placeParts(node)]));
  for (const node of graph.nodes) {
    dagre.setNode(node.id, sizeOf(node, inner.get(node.id) ?? []));
  }
  graph.edges.forEach(({ from, to, label }, index) => {
    const width = label === "" ? 0 : textWidth(cut(label), LABEL_WIDTH) + 8;
    dagre.setEdge(from, to, { width, height: label === "" ? 0 : LABEL_HEIGHT, labelpos: "c" }, String(index));
  });
  layout(dagre);
  const { width = 0, height = 0 } = dagre.graph();
  return {
    width,
    height,
    nodes: graph.nodes.map((node) => {
      const { x, y, width, height } = dagre.node(node.id);
      const corner = { x: x - width / 2, y: y - height / 2 };
      return { node, ...corner, width, height, parts: moved(inner.get(node.id) ?? [], corner) };
    }),
    edges: graph.edges.map((edge, index) => {
      const { points, x, y } = dagre.edge(edge.from, edge.to, String(index));
      return { edge, points, label: { x, y } };
    }),
  };
}

/** A text as it is drawn. */
export function cut(text: string): string {
  const characters = [...text];
  return characters.length > MAX_TEXT_LENGTH ? `${characters.slice(0, MAX_TEXT_LENGTH - 1).join("")}…` : text;
}

/** The parts side by side, below the box's title. */
function placeParts({ parts }: GraphNode): (PlacedGraph & Point)[] {
  let x = BOX_PADDING;
  return parts.map((part) => {
    const placed = { ...placeGraph(part), x, y: BOX_TITLE_HEIGHT };
    x += placed.width + BOX_PADDING;
    return placed;
  });
}

function moved(parts: readonly (PlacedGraph & Point)[], by: Point): (PlacedGraph & Point)[] {
  return parts.map((part) => ({ ...part, x: part.x + by.x, y: part.y + by.y }));
}

function sizeOf(
  { type, name }: GraphNode,
  parts: readonly (PlacedGraph & Point)[],
): { readonly width: number; readonly height: number } {
  if (type === "Start" || type === "End") {
    return { width: CIRCLE_SIZE, height: CIRCLE_SIZE };
  }
  const width = Math.max(MIN_NODE_WIDTH, textWidth(cut(name), NAME_WIDTH) + NODE_PADDING);
  if (parts.length === 0) {
    return { width, height: NODE_HEIGHT };
  }
  return {
    width: Math.max(width, ...parts.map((part) => part.x + part.width + BOX_PADDING)),
    height: BOX_TITLE_HEIGHT + Math.max(...parts.map((part) => part.height)) + BOX_PADDING,
  };
}

/** An estimate, since a server has no fonts: characters of East Asian scripts and emoji take twice the room. */
function textWidth(text: string, characterWidth: number): number {
  return [...text].reduce((sum, character) => sum + (character >= "\u1100" ? 2 : 1) * characterWidth, 0);
}
