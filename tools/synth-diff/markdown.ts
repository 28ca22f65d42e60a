import type { JsonValue } from "../../local/json";
import type { Block } from "./blocks";
import { type Change, type Difference, isSame } from "./compare";

/**
 * A difference as Markdown, for a person: a heading that says how much, then every block with what it says.
 *
 * All that comes from the stack stands in code, so that it cannot be markup, or call for anybody by `@name`.
 *
 * @param difference of each stack, by name
 * @param subject what is compared with what, one sentence
 */
export function markdownOf(differences: ReadonlyMap<string, Difference>, subject: string): string {
  const stacks = [...differences].filter(([, difference]) => !isSame(difference));
  const sections = stacks.flatMap(([name, difference]) => [
    ...(differences.size > 1 ? [`## Stack ${code(name)}`] : []),
    ...stackSections(difference),
  ]);
  return `${[`## Synthesized Terraform: ${summary(stacks.map(([, one]) => one))}`, subject, ...sections].join("\n\n")}\n`;
}

function summary(differences: readonly Difference[]): string {
  const count = (list: keyof Difference): number =>
    differences.reduce((total, difference) => total + difference[list].length, 0);
  const parts = [
    [count("added"), "added"],
    [count("changed"), "changed"],
    [count("removed"), "removed"],
    [count("code"), "with other code"],
  ] as const;
  const told = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return told.length === 0 ? "no difference" : told.join(", ");
}

function stackSections({ added, removed, changed, code: bundles }: Difference): string[] {
  return [
    ...section(
      "Removed",
      removed.map((block) => whole(block, "-")),
    ),
    ...section(
      "Changed",
      changed.map(({ changes, ...block }) => fenced(block, changes.flatMap(changeLines))),
    ),
    ...section(
      "Added",
      added.map((block) => whole(block, "+")),
    ),
    ...section(
      "Other code in the bundle",
      bundles.map((block) => `- ${heading(block)}`),
    ),
  ];
}

function section(title: string, parts: readonly string[]): string[] {
  return parts.length === 0 ? [] : [`### ${title}`, ...parts];
}

function whole(block: Block, sign: "+" | "-"): string {
  return fenced(block, lines(block.value, sign));
}

function changeLines({ at, before, after }: Change): string[] {
  return [
    `@@ ${at.join(" > ").replace(/\s+/g, " ")} @@`,
    ...(before === undefined ? [] : lines(before, "-")),
    ...(after === undefined ? [] : lines(after, "+")),
  ];
}

function lines(value: JsonValue, sign: "+" | "-"): string[] {
  return JSON.stringify(value, null, 2)
    .split("\n")
    .map((line) => `${sign} ${line}`);
}

/** No line of a difference begins with a fence, so none ends it. */
function fenced(block: Pick<Block, "address" | "path">, content: readonly string[]): string {
  return [heading(block), "", "```diff", ...content, "```"].join("\n");
}

function heading({ address, path }: Pick<Block, "address" | "path">): string {
  return path === "" ? code(address) : `${code(address)} (${code(path)})`;
}

function code(text: string): string {
  return `\`${text.replace(/[`\s]+/g, " ")}\``;
}
