import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readSettings } from "../../constructs/settings";
import { approvalStack } from "../constructs/fixtures";
import { objectOf, textOf } from "../helpers/synth";

const TEMPLATE = readFileSync(join(__dirname, "article-template.yaml"), "utf8");
const PAGE = readFileSync(join(__dirname, "..", "..", "docs", "from-the-article.md"), "utf8");

/** The template's text from one line to the next that is indented no deeper. */
function templateBlock(line: string, text = TEMPLATE): string {
  const lines = text.split("\n");
  const indent = line.search(/\S/);
  const start = lines.indexOf(line);
  const length = lines.slice(start + 1).findIndex((next) => next !== "" && next.search(/\S/) <= indent);
  return lines.slice(start, length < 0 ? undefined : start + 1 + length).join("\n");
}

/** The keys of a section of the template: what is indented by two spaces. */
function keysOf(section: string): string[] {
  return [...templateBlock(`${section}:`).matchAll(/^ {2}(\w+):$/gm)].map(([, key = ""]) => key);
}

/** The rows of all tables below a heading, as cells; without the heads. */
function rowsOf(heading: string): string[][] {
  const [, text = ""] = PAGE.split(`## ${heading}\n`);
  const [section = ""] = text.split("\n## ");
  const rows = section
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (In the template |-)/.test(line));
  return rows.map((row) =>
    row
      .slice(2, -2)
      .split(" | ")
      .map((cell) => cell.trim()),
  );
}

/** The first cell of every row below a heading. */
function firstCells(heading: string): string[] {
  return rowsOf(heading).map(([first = ""]) => first);
}

describe("docs/from-the-article.md", () => {
  const stack = approvalStack();
  const resourceIds = keysOf("Resources");

  test("has a row for each of the template's resources, with its type, and for nothing else", () => {
    expect(resourceIds).toHaveLength(13);
    const expected = resourceIds.map((id) => {
      const type = /^ {4}Type: (\S+)$/m.exec(templateBlock(`  ${id}:`))?.[1];
      return `\`${id}\`<br>${type}`;
    });
    expect(firstCells("Resources")).toEqual(expected);
  });

  test("has a row for each of the template's parameters, which the stack has as a variable", () => {
    expect(keysOf("Parameters")).toEqual(["Email"]);
    expect(rowsOf("Parameter").map(([id, ours]) => [id, ours])).toEqual([["`Email`", "variable `email`"]]);
    expect(objectOf(stack.json.variable)).toHaveProperty("email");
  });

  test("has a row for each of the template's outputs, which the stack has, and names the stack's others", () => {
    expect(keysOf("Outputs")).toEqual(["FunctionURL"]);
    expect(rowsOf("Output").map(([id, ours]) => [id, ours])).toEqual([
      ["`FunctionURL`", "output `FunctionURL`"],
    ]);
    const several = approvalStack({ approvers: ["alice@example.com", "bob@example.com"] });
    for (const output of Object.keys(objectOf(several.json.output))) {
      expect(rowsOf("Output").flat().join()).toContain(`\`${output}\``);
    }
  });

  test("has a row for each of the template's conditions", () => {
    const having = (key: string): string[] =>
      [...keysOf("Parameters"), ...resourceIds]
        .filter((id) => new RegExp(`^ {4,6}${key}:`, "m").test(templateBlock(`  ${id}:`)))
        .map((id) => `\`${key}\` of \`${id}\``);
    const conditions = [
      "AllowedPattern",
      "ConstraintDescription",
      "FunctionUrlAuthType",
      "DependsOn",
    ].flatMap(having);
    expect(conditions).toHaveLength(6);
    expect(firstCells("Conditions")).toEqual(conditions);
    expect(TEMPLATE).not.toMatch(/^Conditions:| Condition:/m);
  });

  test("repeats the template's rule of an address and its words, which are the stack's", () => {
    const [, pattern = ""] = /AllowedPattern: (".+")$/m.exec(TEMPLATE) ?? [];
    const [, words = ""] = /ConstraintDescription: (.+)$/m.exec(TEMPLATE) ?? [];
    expect(objectOf(objectOf(stack.json.variable).email).validation).toEqual([
      { condition: `\${can(regex(${pattern}, var.email))}`, error_message: words },
    ]);
    expect(rowsOf("Conditions").flat().join()).toContain(words);
  });

  test("names each resource and data source of the stack, once, and none that is not there", () => {
    const named = [...PAGE.matchAll(/`((?:data\.)?(?:aws|archive)_\w+)` `([^`]+)`/g)].map(
      ([, type, path]) => `${type} ${path}`,
    );
    // The one in the introduction stands for how to read the tables.
    const [example, ...inTables] = named;
    const blocks = stack.blocks.map(({ type, path }) => `${type} ${path}`);
    expect(blocks).toContain(example);
    expect(inTables.sort()).toEqual(blocks.sort());
  });

  test("gives the right address in its example", () => {
    expect(PAGE).toContain(`\`${stack.block("aws_lambda_function", "approval/decide/function").address}\``);
  });

  test("keeps the template's state names, and names what is new", () => {
    const theirs = [...TEMPLATE.matchAll(/^ {14}"([^"]+)":\{$/gm)].map(([, name]) => name);
    expect(theirs).toHaveLength(4);
    const ours = Object.keys(stack.definition("workflow/state-machine").States);
    expect(ours.filter((name) => !theirs.includes(name))).toEqual(["ExpiredState"]);
    expect(ours).toEqual(expect.arrayContaining(theirs));
    expect(PAGE).toContain("`ExpiredState`");
  });

  test("gives settings that the stack takes, and that bring the article's deadline back", () => {
    const [, json = ""] = /```json\n(.+?)```/s.exec(PAGE) ?? [];
    const settings = readSettings(JSON.parse(json), undefined);
    expect(settings).toMatchObject({ timeoutSeconds: 300, oneClick: true, afterDecision: "console" });
    expect(TEMPLATE).toContain(`"TimeoutSeconds":${settings.timeoutSeconds},`);
    expect(Object.keys(JSON.parse(json))).toEqual(
      [...PAGE.matchAll(/^- `(\w+)`: /gm)].map(([, setting]) => textOf(setting)),
    );
  });
});
