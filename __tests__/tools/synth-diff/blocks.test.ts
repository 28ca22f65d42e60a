import type { JsonObject } from "../../../local/json";
import { blocksOf } from "../../../tools/synth-diff/blocks";
import { block, metadata } from "./fixtures";

const HASH = "CA1FDD47FC3B2C3E2B65CD8FF13E5E47";
const ARCHIVE: JsonObject = {
  data: {
    archive_file: {
      decide_archive_1: {
        "//": metadata("stack/decide/archive"),
        source_dir: `assets/decide_bundle_2/${HASH}`,
        output_path: "decide.zip",
      },
    },
  },
};

describe("blocksOf", () => {
  test("names blocks as Terraform does", () => {
    const stack: JsonObject = {
      "//": { metadata: { version: "0.21.0" } },
      resource: { aws_sns_topic: { a: {}, b: {} }, aws_kms_key: { a: {} } },
      data: { aws_region: { a: {} } },
      variable: { email: { type: "string" } },
      output: { TopicArn: { value: "x" } },
      provider: { aws: [{}] },
      module: { m: { source: "./m" } },
      locals: { l: 1 },
      terraform: { required_version: ">= 1.5" },
      moved: [{ from: "a", to: "b" }],
    };
    expect([...blocksOf(stack).keys()]).toEqual([
      "aws_sns_topic.a",
      "aws_sns_topic.b",
      "aws_kms_key.a",
      "data.aws_region.a",
      "var.email",
      "output.TopicArn",
      "provider.aws",
      "module.m",
      "locals.l",
      "terraform",
      "moved",
    ]);
  });

  test("tells the construct path, without the stack and CDKTF's comment", () => {
    expect(block(ARCHIVE, "data.archive_file.decide_archive_1")).toMatchObject({
      path: "decide/archive",
      value: { output_path: "decide.zip" },
    });
    expect(block(ARCHIVE, "data.archive_file.decide_archive_1").value).not.toHaveProperty("//");
  });

  test("replaces hashes of assets, and tells them", () => {
    expect(block(ARCHIVE, "data.archive_file.decide_archive_1")).toMatchObject({
      value: { source_dir: "assets/decide_bundle_2/HASH" },
      assetHashes: [HASH],
    });
  });

  test.each([
    ["a topic's name", { name: HASH }],
    ["a path that is no asset", { source_dir: `dist/decide/${HASH}` }],
  ])("leaves %s alone that looks like a hash", (_, args) => {
    expect(block({ resource: { t: { n: args } } }, "t.n")).toMatchObject({ value: args, assetHashes: [] });
  });

  test("takes the order of depends_on for none", () => {
    const stack = (...dependencies: string[]): JsonObject => ({
      resource: { t: { n: { depends_on: dependencies } } },
    });
    expect(blocksOf(stack("b", "a"))).toEqual(blocksOf(stack("a", "b")));
  });

  test("keeps a value that is no object", () => {
    expect(block({ locals: { l: "text" } }, "locals.l").value).toBe("text");
  });
});
