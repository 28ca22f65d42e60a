import type { JsonObject } from "../../local/json";
import type { Block } from "../helpers/synth";
import { DependencyGraph } from "./dependency-graph";
import { approvalStack, DECIDE, MACHINE, OPTION_SETS } from "./fixtures";

function block(address: string, args: JsonObject): Block {
  return { type: address.split(".")[0] ?? "", address, path: address, arguments: args };
}

/** An expression that refers to something. */
function ref(target: string): string {
  return `\${${target}}`;
}

describe("DependencyGraph", () => {
  const graph = new DependencyGraph([
    block("aws_a.one", { policy: `{"Resource":"arn:${ref("aws_b.two.arn")}:*"}` }),
    block("aws_b.two", { nested: [{ deep: ref("data.aws_c.three.id") }] }),
    block("data.aws_c.three", { depends_on: ["aws_d.four"] }),
    block("aws_d.four", { text: "aws_a.one in plain words", unknown: ref("var.email") }),
  ]);

  test("follows references in any depth, data sources and depends_on", () => {
    expect([...graph.dependenciesOf("aws_a.one")]).toEqual(["aws_b.two", "data.aws_c.three", "aws_d.four"]);
    expect([...graph.dependenciesOf("aws_d.four")]).toEqual([]);
  });

  test("finds a cycle", () => {
    expect(graph.cycles()).toEqual([]);
    const circle = new DependencyGraph([
      block("aws_a.one", { x: ref("aws_b.two.arn") }),
      block("aws_b.two", { depends_on: ["aws_a.one"] }),
      block("aws_c.outside", { x: ref("aws_a.one.arn") }),
    ]);
    expect(circle.cycles()).toEqual(["aws_a.one", "aws_b.two"]);
  });
});

describe.each(OPTION_SETS)("the deployable stack with %s", (_, settings) => {
  const stack = approvalStack(settings);
  const graph = new DependencyGraph(stack.blocks);

  test("has no cycle", () => {
    expect(graph.cycles()).toEqual([]);
  });

  test("makes the state machine after the public URL, which its definition names", () => {
    expect(graph.dependenciesOf(stack.block("aws_sfn_state_machine", MACHINE).address)).toContain(
      stack.block("aws_lambda_function_url", "approval/url/url").address,
    );
  });

  // Otherwise the two would wait for each other.
  test("makes the public function and its URL without the state machine, or a policy that names it", () => {
    const machine = stack.block("aws_sfn_state_machine", MACHINE).address;
    const naming = stack.blocks
      .filter(({ address }) => graph.dependenciesOf(address).has(machine))
      .map(({ address }) => address);
    expect(naming.filter((address) => !address.startsWith("aws_cloudwatch_metric_alarm."))).toEqual([
      stack.block("aws_iam_role_policy", `${DECIDE}/role-policy`).address,
    ]);
    for (const [type, path] of [
      ["aws_lambda_function", `${DECIDE}/function`],
      ["aws_lambda_function_url", "approval/url/url"],
    ] as const) {
      const dependencies = graph.dependenciesOf(stack.block(type, path).address);
      expect([machine, ...naming].filter((address) => dependencies.has(address))).toEqual([]);
      expect(dependencies.size).toBeGreaterThan(0);
    }
  });
});
