import type { JsonObject, JsonValue } from "../json";
import { type Definition, itemProcessor, type State } from "../step-functions/definition";
import type { Transition } from "./path-taken";

/** A state, or one of the two circles where the machine begins and ends. */
export interface GraphNode {
  /** See {@link stateId}, {@link START} and {@link END}. */
  readonly id: string;
  /** The state's name. */
  readonly name: string;
  readonly type: State["Type"] | "Start" | "End";
  /** What a Map state runs for each item, or the branches of a Parallel state. */
  readonly parts: readonly StateGraph[];
}

/** Something that leads from state to state: Next, End, a rule of a Choice, its Default, or a catcher. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly isCatch: boolean;
  /** When this way is taken, where there are others. */
  readonly label: string;
}

/** The states of a definition and the ways between them. */
export interface StateGraph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** Id of the circle where the machine begins. */
export const START = "start";

/** Id of the circle where the machine ends. */
export const END = "end";

/** The id of a state's node. Names are unique within a state machine, also those inside Map and Parallel states. */
export function stateId(name: string): string {
  return `state:${name}`;
}

/** The graph of a state machine, with a start and an end. */
export function stateGraph(definition: Definition): StateGraph {
  const inner = partGraph(definition);
  const nodes = [circle(START, "Start"), ...inner.nodes];
  const edges = [edge(START, stateId(definition.StartAt)), ...inner.edges];
  const ends = Object.entries(definition.States).flatMap(([name, state]) =>
    isLast(state) ? [edge(stateId(name), END)] : [],
  );
  return { nodes: [...nodes, ...(ends.length > 0 ? [circle(END, "End")] : [])], edges: [...edges, ...ends] };
}

/** Whether an execution has gone a way. Rules of one Choice that lead to the same state cannot be told apart. */
export function isTaken({ from, to, isCatch }: GraphEdge, transitions: readonly Transition[]): boolean {
  return transitions.some(
    (transition) =>
      from === (transition.from === undefined ? START : stateId(transition.from)) &&
      to === (transition.to === undefined ? END : stateId(transition.to)) &&
      isCatch === transition.caught,
  );
}

function partGraph({ States }: Definition): StateGraph {
  const entries = Object.entries(States);
  return {
    nodes: entries.map(([name, state]) => ({
      id: stateId(name),
      name,
      type: state.Type,
      parts: partsOf(state).map(partGraph),
    })),
    edges: entries.flatMap(([name, state]) => edgesOf(name, state)),
  };
}

function partsOf(state: State): readonly Definition[] {
  switch (state.Type) {
    case "Parallel":
      return state.Branches;
    case "Map":
      return [itemProcessor(state) ?? []].flat();
    default:
      return [];
  }
}

function edgesOf(name: string, state: State): GraphEdge[] {
  const from = stateId(name);
  return [
    ...(state.Next === undefined ? [] : [edge(from, stateId(state.Next))]),
    ...(state.Type === "Choice" ? state.Choices.flatMap((rule) => ruleEdge(from, rule)) : []),
    ...(state.Type === "Choice" && state.Default !== undefined
      ? [edge(from, stateId(state.Default), "otherwise")]
      : []),
    ...(state.Catch ?? []).map(({ ErrorEquals, Next }) => ({
      ...edge(from, stateId(Next), ErrorEquals.join(", ")),
      isCatch: true,
    })),
  ];
}

function ruleEdge(from: string, rule: JsonObject): GraphEdge[] {
  return typeof rule.Next === "string" ? [edge(from, stateId(rule.Next), conditionText(rule))] : [];
}

function isLast({ Type, End }: State): boolean {
  return End === true || Type === "Succeed" || Type === "Fail";
}

function circle(id: string, type: "Start" | "End"): GraphNode {
  return { id, name: type, type, parts: [] };
}

function edge(from: string, to: string, label = ""): GraphEdge {
  return { from, to, isCatch: false, label };
}

const COMPARISONS: Readonly<Record<string, string>> = {
  Equals: "=",
  LessThan: "<",
  LessThanEquals: "≤",
  GreaterThan: ">",
  GreaterThanEquals: "≥",
  Matches: "matches",
};

/**
 * A rule of a Choice state in a few words, such as `$.decision = "approve"`.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
 */
export function conditionText(rule: JsonObject): string {
  const { And, Or, Not, Variable, Condition } = rule;
  if (typeof Condition === "string") return Condition;
  if (Array.isArray(And)) return joined(And, " and ");
  if (Array.isArray(Or)) return joined(Or, " or ");
  if (isObject(Not)) return `not (${conditionText(Not)})`;
  const [operator, value] =
    Object.entries(rule).find(([name]) => /^(Is|String|Num|Bool|Time)/.test(name)) ?? [];
  if (operator === undefined || value === undefined) return String(Variable ?? "");
  if (operator.startsWith("Is")) {
    return `${Variable} is ${value === true ? "" : "not "}${operator.slice(2).toLowerCase()}`;
  }
  const comparison = operator.replace(/^(String|Numeric|Boolean|Timestamp)/, "").replace(/Path$/, "");
  const operand = operator.endsWith("Path") ? value : JSON.stringify(value);
  return `${Variable} ${COMPARISONS[comparison] ?? comparison} ${operand}`;
}

function joined(rules: readonly JsonValue[], word: string): string {
  return rules.flatMap((rule) => (isObject(rule) ? [conditionText(rule)] : [])).join(word);
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
