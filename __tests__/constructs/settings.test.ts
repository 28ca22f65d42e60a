import { readSettings, SettingsError } from "../../constructs/settings";

const DEFAULTS = {
  approvers: [],
  requiredApprovals: 1,
  requiredRejections: 1,
  remindAfterSeconds: [],
  announceOutcome: false,
  timeoutSeconds: 86_400,
  oneClick: false,
  afterDecision: "page",
  locale: "en",
  namePrefix: "sfn-approval",
  tags: {},
  tracing: true,
  logExecutions: true,
  logRetentionDays: 30,
};

/** One value for each setting, other than its default. */
const EVERY_SETTING = {
  approvers: ["alice@example.com", "bob@example.com"],
  requiredApprovals: 2,
  requiredRejections: 1,
  remindAfterSeconds: [60, 120],
  announceOutcome: true,
  timeoutSeconds: 300,
  oneClick: true,
  afterDecision: "console",
  locale: "es",
  namePrefix: "release",
  tags: { Team: "release", "cost:center": "42" },
  tracing: false,
  logExecutions: false,
  logRetentionDays: 365,
  alarmTopicArn: "arn:aws:sns:eu-west-1:123456789012:alarms",
  reservedConcurrency: 10,
  permissionsBoundary: "arn:aws:iam::123456789012:policy/team/boundary",
  backend: {
    bucket: "states",
    region: "eu-west-1",
    key: "approval.tfstate",
    dynamodbTable: "locks",
    useLockfile: false,
  },
};

const CONTEXT = "cdktf.json, context.sfnApproval";

const EVERY_KEY = Object.keys(EVERY_SETTING).join(", ");

function message(context: unknown, override?: string): string {
  try {
    readSettings(context, override);
  } catch (error) {
    expect(error).toBeInstanceOf(SettingsError);
    return String(error).replace(/^SettingsError: /, "");
  }
  throw new Error("The settings were taken");
}

describe("readSettings", () => {
  test.each([
    ["nothing is set", undefined, undefined],
    ["an empty object is set", {}, "{}"],
  ])("gives the defaults when %s", (_, context, override) => {
    expect(readSettings(context, override)).toEqual(DEFAULTS);
  });

  test("takes every setting", () => {
    expect(readSettings(EVERY_SETTING, undefined)).toEqual(EVERY_SETTING);
    expect(readSettings(undefined, JSON.stringify(EVERY_SETTING))).toEqual(EVERY_SETTING);
  });

  test("lets the environment variable win, key by key", () => {
    expect(readSettings({ timeoutSeconds: 300, locale: "es" }, '{"timeoutSeconds": 60}')).toEqual({
      ...DEFAULTS,
      timeoutSeconds: 60,
      locale: "es",
    });
  });

  test.each([
    ["timeoutSecond", "timeoutSeconds"],
    ["oneclick", "oneClick"],
    ["approver", "approvers"],
    ["language", "locale"],
    ["__proto__", undefined],
    ["toString", undefined],
  ])("fails when the key is %s, with the nearest right one", (key, nearest) => {
    const given: unknown = JSON.parse(`{ ${JSON.stringify(key)}: 1 }`);
    const text = message(given);
    expect(text).toContain(`${CONTEXT}: there is no setting ${JSON.stringify(key)}. Did you mean `);
    expect(text).toContain(`The settings are ${EVERY_KEY}`);
    if (nearest !== undefined) {
      expect(text).toContain(`Did you mean ${nearest}?`);
    }
  });

  test.each<[string, unknown, string]>([
    ["approvers", "alice@example.com", "a list of different e-mail addresses"],
    ["approvers", ["alice"], "a list of different e-mail addresses"],
    ["approvers", [7], "a list of different e-mail addresses"],
    ["approvers", ["a@example.com", "a@example.com"], "a list of different e-mail addresses"],
    ["timeoutSeconds", "300", "a whole number from 1 to 31536000 (a year)"],
    ["timeoutSeconds", 0, "a whole number from 1 to 31536000 (a year)"],
    ["timeoutSeconds", 1.5, "a whole number from 1 to 31536000 (a year)"],
    ["timeoutSeconds", 31_536_001, "a whole number from 1 to 31536000 (a year)"],
    ["oneClick", "true", "true or false"],
    ["afterDecision", "redirect", '"page" or "console"'],
    ["locale", "fr", '"en" or "es"'],
    ["namePrefix", "2fast", "a letter, then at most 31 letters, digits and hyphens"],
    ["namePrefix", null, "a letter, then at most 31 letters, digits and hyphens"],
    ["requiredApprovals", 0, "a whole number from 1 to 100"],
    ["remindAfterSeconds", [120, 60], "a list of at most 20 rising whole numbers"],
    ["tags", ["Team"], "an object of at most 48 texts by their keys"],
    ["tags", { Team: 7 }, "an object of at most 48 texts by their keys"],
    ["tags", { "aws:team": "release" }, "an object of at most 48 texts by their keys"],
    ["tags", { Team: "a", team: "b" }, "an object of at most 48 texts by their keys"],
    ["tags", { Team: `\${${"path.root"}}` }, "an object of at most 48 texts by their keys"],
    ["tags", { "": "release" }, "an object of at most 48 texts by their keys"],
    ["tags", { Team: "a".repeat(257) }, "an object of at most 48 texts by their keys"],
    ["tracing", "on", "true or false"],
    ["logExecutions", 1, "true or false"],
    ["logRetentionDays", 31, "one of 1, 3, 5, 7, 14, 30, 60, 90, "],
    ["logRetentionDays", "30", "one of 1, 3, 5, 7, 14, 30, 60, 90, "],
    ["alarmTopicArn", "alarms", "the ARN of a standard SNS topic"],
    ["alarmTopicArn", "arn:aws:sns:eu-west-1:123456789012:alarms.fifo", "the ARN of a standard SNS topic"],
    ["reservedConcurrency", 0, "a whole number, 1 or more"],
    ["reservedConcurrency", null, "a whole number, 1 or more"],
    ["permissionsBoundary", "boundary", "the ARN of an IAM policy"],
    ["permissionsBoundary", "arn:aws:iam::123456789012:role/boundary", "the ARN of an IAM policy"],
    ["backend", "s3://states/key", 'an object with "bucket" and "region"'],
    ["backend", { bucket: "states" }, 'an object with "bucket" and "region"'],
    [
      "backend",
      { bucket: "states", region: "eu-west-1", lock: true },
      'an object with "bucket" and "region"',
    ],
    [
      "backend",
      { bucket: "states", region: "eu-west-1", useLockfile: "yes" },
      'an object with "bucket" and "region"',
    ],
  ])("fails when %s is %j, with what is allowed", (key, value, allowed) => {
    const given = { [key]: value };
    const rule = `: ${key} is ${JSON.stringify(value)}; it must be ${allowed}`;
    expect(message(given)).toContain(`${CONTEXT}${rule}`);
    expect(message({}, JSON.stringify(given))).toContain(`SFN_APPROVAL_SETTINGS${rule}`);
  });

  test.each([["[]"], ["true"], ['"oneClick"'], ["null"], ["7"]])(
    "fails when the environment variable is %s, no object",
    (override) => {
      expect(message({}, override)).toBe(
        `SFN_APPROVAL_SETTINGS is ${override}; it must be a JSON object of settings`,
      );
    },
  );

  test.each([["{oneClick: true}"], ['{"oneClick":'], [""], ["{\n"]])(
    "fails when the environment variable is %j, no JSON, in one line",
    (override) => {
      expect(message({}, override)).toBe(
        `SFN_APPROVAL_SETTINGS is ${JSON.stringify(override)}; it must be a JSON object of settings`,
      );
    },
  );

  test.each([[[]], [true], ["oneClick"]])("fails when cdktf.json has %j, no object", (context) => {
    expect(message(context)).toBe(
      `${CONTEXT} is ${JSON.stringify(context)}; it must be a JSON object of settings`,
    );
  });
});
