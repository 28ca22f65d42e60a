import { areTags, withDefaultTags } from "../../constructs/tags";

describe("withDefaultTags", () => {
  test("adds the project and what manages it", () => {
    expect(withDefaultTags({ Team: "release" })).toEqual({
      Project: "sfn-approval",
      ManagedBy: "terraform",
      Team: "release",
    });
  });

  test("lets a given tag win, also where its key differs in case, as IAM takes both for one", () => {
    expect(withDefaultTags({ project: "release", ManagedBy: "platform team" })).toEqual({
      project: "release",
      ManagedBy: "platform team",
    });
  });
});

describe("areTags", () => {
  const many = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${i}`, ""]));

  test.each<[unknown]>([
    [{}],
    [{ Team: "" }],
    [{ "cost center": "a+b=c@d/e:f_g.h-1" }],
    [{ Ärger: "größer" }],
    [many(48)],
  ])("allows %j", (tags) => {
    expect(areTags(tags)).toBe(true);
  });

  test.each<[unknown]>([
    [null],
    ["Team"],
    [[]],
    [{ Team: null }],
    [{ "": "x" }],
    [{ "AWS:team": "x" }],
    [{ Team: "a", TEAM: "b" }],
    [{ Team: "<b>" }],
    [{ Team: "%{if true}" }],
    [{ Team: "a\nb" }],
    [many(49)],
  ])("does not allow %j", (tags) => {
    expect(areTags(tags)).toBe(false);
  });
});
