import { markdownOf } from "../../../tools/synth-diff/markdown";
import { difference, metadata, policyJson, stackWithTopic } from "./fixtures";

const statement = { Sid: "Publish", Effect: "Allow", Action: ["sns:Publish"], Resource: "*" };
const before = {
  ...stackWithTopic({ "//": metadata("stack/topic"), name: "old", policy: policyJson(statement) }),
  output: { Gone: { value: 1 } },
};
const after = {
  ...stackWithTopic({
    "//": metadata("stack/topic"),
    name: "new",
    policy: policyJson({ ...statement, Action: ["sns:Publish", "sns:Subscribe"] }),
  }),
  output: { Added: { value: "`@alice`\n```" } },
};

describe("markdownOf", () => {
  test("says what was removed, changed and added, and where", () => {
    expect(markdownOf(new Map([["stack", difference(before, after)]]), "Compared with main.")).toBe(
      `## Synthesized Terraform: 1 added, 1 changed, 1 removed

Compared with main.

### Removed

\`output.Gone\`

\`\`\`diff
- {
-   "value": 1
- }
\`\`\`

### Changed

\`aws_sns_topic.topic_1\` (\`topic\`)

\`\`\`diff
@@ name @@
- "old"
+ "new"
@@ policy > Statement > Publish > Action @@
+ "sns:Subscribe"
\`\`\`

### Added

\`output.Added\`

\`\`\`diff
+ {
+   "value": "\`@alice\`\\n\`\`\`"
+ }
\`\`\`
`,
    );
  });

  test("says that there is no difference", () => {
    expect(markdownOf(new Map([["stack", difference(before, before)]]), "Compared with main.")).toBe(
      "## Synthesized Terraform: no difference\n\nCompared with main.\n",
    );
  });

  test("names functions whose code alone has changed", () => {
    const archive = (hash: string) =>
      stackWithTopic({ "//": metadata("s/decide/archive"), source_dir: `assets/decide/${hash.repeat(32)}` });
    const text = markdownOf(new Map([["stack", difference(archive("A"), archive("B"))]]), "");
    expect(text).toMatch(/^## Synthesized Terraform: 1 with other code\n/);
    expect(text).toMatch(
      /### Other code in the bundle\n\n- `aws_sns_topic\.topic_1` \(`decide\/archive`\)\n$/,
    );
  });

  test("names the stacks that differ, where there are several", () => {
    const stacks = new Map([
      ["first", difference(before, before)],
      ["second", difference(before, after)],
      ["third", difference(after, before)],
    ]);
    const headings = markdownOf(stacks, "").match(/^## .*$/gm);
    expect(headings).toEqual([
      "## Synthesized Terraform: 2 added, 2 changed, 2 removed",
      "## Stack `second`",
      "## Stack `third`",
    ]);
  });

  test("lets nothing from the stack out of its code block", () => {
    const hostile = { resource: { "a`\n# b": { "c`": { "```\n# key": 1 } } } };
    const changed = { resource: { "a`\n# b": { "c`": { "```\n# key": "```\n# value" } } } };
    const added = markdownOf(new Map([["s", difference({}, hostile)]]), "");
    const both = added + markdownOf(new Map([["s", difference(hostile, changed)]]), "");
    expect(both.split("\n").filter((line) => line.startsWith("# "))).toEqual([]);
    expect(both.match(/^```.*$/gm)).toEqual(["```diff", "```", "```diff", "```"]);
  });
});
