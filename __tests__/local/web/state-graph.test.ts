import type { Definition } from "../../../local/step-functions/definition";
import { type PlacedGraph, type PlacedNode, placeGraph } from "../../../local/web/graph-layout";
import { conditionText, isTaken, type StateGraph, stateGraph } from "../../../local/web/state-graph";

const PASS = { Type: "Pass", End: true } as const;

const DEFINITION: Definition = {
  StartAt: "Each",
  States: {
    Each: {
      Type: "Map",
      ItemProcessor: {
        StartAt: "Ask",
        States: {
          Ask: {
            Type: "Task",
            Resource: "arn",
            Catch: [{ ErrorEquals: ["E"], Next: "Late" }],
            Next: "Decided?",
          },
          "Decided?": {
            Type: "Choice",
            Choices: [
              { Variable: "$.a", StringEquals: "x", Next: "Yes" },
              { Variable: "$.a", StringEquals: "y", Next: "Yes" },
            ],
            Default: "Late",
          },
          Yes: PASS,
          Late: PASS,
        },
      },
      Catch: [{ ErrorEquals: ["States.ALL"], Next: "Broken" }],
      Next: "Both",
    },
    Both: {
      Type: "Parallel",
      Branches: [
        { StartAt: "Left", States: { Left: PASS } },
        { StartAt: "Right", States: { Right: { Type: "Wait", Seconds: 1, Next: "Again" }, Again: PASS } },
      ],
      Next: "Done",
    },
    Done: { Type: "Succeed" },
    Broken: { Type: "Fail" },
  },
};

function allNodes({ nodes }: StateGraph): string[] {
  return nodes.flatMap(({ name, parts }) => [name, ...parts.flatMap(allNodes)]);
}

function allEdges({ nodes, edges }: StateGraph): string[] {
  const own = edges.map(
    ({ from, to, label, isCatch }) => `${from} > ${to}${label && ` [${label}]`}${isCatch ? "!" : ""}`,
  );
  return [...own, ...nodes.flatMap(({ parts }) => parts.flatMap(allEdges))];
}

describe("stateGraph", () => {
  test("has one node for each state", () => {
    expect(allNodes(stateGraph(DEFINITION)).sort()).toEqual(
      [..."Start End Each Ask Decided? Yes Late Both Left Right Again Done Broken".split(" ")].sort(),
    );
  });

  test("has one edge for each way", () => {
    expect(allEdges(stateGraph(DEFINITION)).sort()).toEqual(
      [
        "start > state:Each",
        "state:Each > state:Both",
        "state:Each > state:Broken [States.ALL]!",
        "state:Both > state:Done",
        "state:Done > end",
        "state:Broken > end",
        "state:Ask > state:Decided?",
        "state:Ask > state:Late [E]!",
        'state:Decided? > state:Yes [$.a = "x"]',
        'state:Decided? > state:Yes [$.a = "y"]',
        "state:Decided? > state:Late [otherwise]",
        "state:Right > state:Again",
      ].sort(),
    );
  });

  test.each(["start", "end", "Start", "constructor", "__proto__"])("keeps a state named %s apart", (name) => {
    const States = Object.fromEntries([[name, PASS]]);
    const { nodes, edges } = stateGraph({ StartAt: name, States });
    expect(nodes.map(({ id }) => id)).toEqual(["start", `state:${name}`, "end"]);
    expect(edges).toHaveLength(2);
  });

  test("has no end where there is none", () => {
    const loop: Definition = { StartAt: "A", States: { A: { Type: "Pass", Next: "A" } } };
    expect(allNodes(stateGraph(loop))).toEqual(["Start", "A"]);
  });
});

describe("isTaken", () => {
  const edge = { from: "state:A", to: "state:B", isCatch: false, label: "" };
  test.each([
    [edge, { from: "A", to: "B", caught: false }, true],
    [edge, { from: "A", to: "B", caught: true }, false],
    [{ ...edge, isCatch: true }, { from: "A", to: "B", caught: true }, true],
    [edge, { from: "B", to: "A", caught: false }, false],
    [{ ...edge, from: "start" }, { from: undefined, to: "B", caught: false }, true],
    [{ ...edge, to: "end" }, { from: "A", to: undefined, caught: false }, true],
    [{ ...edge, to: "end" }, { from: "A", to: "end", caught: false }, false],
  ])("%j by %j: %s", (one, transition, expected) => {
    expect(isTaken(one, [transition])).toBe(expected);
  });
});

describe("conditionText", () => {
  test.each([
    [{ Variable: "$.a", StringEquals: "x" }, '$.a = "x"'],
    [{ Variable: "$.a", NumericGreaterThanEquals: 3 }, "$.a ≥ 3"],
    [{ Variable: "$.a", TimestampLessThanPath: "$.b" }, "$.a < $.b"],
    [{ Variable: "$.a", StringMatches: "x*" }, '$.a matches "x*"'],
    [{ Variable: "$.a", IsPresent: true }, "$.a is present"],
    [{ Variable: "$.a", IsNull: false }, "$.a is not null"],
    [{ Not: { Variable: "$.a", BooleanEquals: true } }, "not ($.a = true)"],
    [
      {
        And: [
          { Variable: "$.a", IsNull: true },
          { Variable: "$.b", IsNull: true },
        ],
      },
      "$.a is null and $.b is null",
    ],
    [
      {
        Or: [
          { Variable: "$.a", NumericEquals: 1 },
          { Variable: "$.a", NumericEquals: 2 },
        ],
      },
      "$.a = 1 or $.a = 2",
    ],
    [{ Condition: "{% $x %}" }, "{% $x %}"],
  ])("%j", (rule, text) => {
    expect(conditionText({ ...rule, Next: "Next" })).toBe(text);
  });
});

describe("placeGraph", () => {
  const placed = placeGraph(stateGraph(DEFINITION));

  function everyGraph(graph: PlacedGraph): PlacedGraph[] {
    return [graph, ...graph.nodes.flatMap(({ parts }) => parts.flatMap(everyGraph))];
  }

  test("places each node and each edge of each graph once", () => {
    const names = everyGraph(placed).flatMap(({ nodes }) => nodes.map(({ node }) => node.name));
    expect(names.sort()).toEqual(allNodes(stateGraph(DEFINITION)).sort());
    expect(everyGraph(placed).flatMap(({ edges }) => edges)).toHaveLength(12);
  });

  test("lets no two nodes overlap, and none leave its graph", () => {
    for (const { nodes, width, height } of everyGraph(placed)) {
      for (const [index, one] of nodes.entries()) {
        expect(one.x).toBeGreaterThanOrEqual(0);
        expect(one.y).toBeGreaterThanOrEqual(0);
        expect(one.x + one.width).toBeLessThanOrEqual(width);
        expect(one.y + one.height).toBeLessThanOrEqual(height);
        for (const other of nodes.slice(index + 1)) expect(overlap(one, other)).toBe(false);
      }
    }
  });

  test("keeps what is inside a state inside its box", () => {
    for (const { x, y, width, height, parts } of everyGraph(placed).flatMap(({ nodes }) => nodes)) {
      for (const part of parts) {
        expect(part.x).toBeGreaterThan(x);
        expect(part.y).toBeGreaterThan(y);
        expect(part.x + part.width).toBeLessThan(x + width);
        expect(part.y + part.height).toBeLessThan(y + height);
      }
    }
  });

  test("leads every line from its node to the other", () => {
    for (const { nodes, edges } of everyGraph(placed)) {
      for (const { edge, points } of edges) {
        const on = (id: string) => nodes.find(({ node }) => node.id === id);
        expect(touches(on(edge.from), points[0])).toBe(true);
        expect(touches(on(edge.to), points.at(-1))).toBe(true);
      }
    }
  });

  test("draws a way from a state to itself", () => {
    const loop: Definition = { StartAt: "A", States: { A: { Type: "Pass", Next: "A" } } };
    expect(placeGraph(stateGraph(loop)).edges).toHaveLength(2);
  });
});

function overlap(a: PlacedNode, b: PlacedNode): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function touches(
  node: PlacedNode | undefined,
  point: { readonly x: number; readonly y: number } | undefined,
): boolean {
  if (!node || !point) return false;
  const isWithin = (value: number, start: number, size: number) =>
    value >= start - 1 && value <= start + size + 1;
  return isWithin(point.x, node.x, node.width) && isWithin(point.y, node.y, node.height);
}
