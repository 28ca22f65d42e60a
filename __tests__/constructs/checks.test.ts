import { Token } from "cdktf";
import { Construct } from "constructs";
import {
  ApprovalError,
  checkApprovers,
  checkNamePrefix,
  checkTimeoutSeconds,
  isAddress,
  isNamePrefix,
  isTimeoutSeconds,
} from "../../constructs/checks";
import { synthesize } from "../helpers/synth";

/** What a check throws in the construct `stack/here`. */
function errorOf(check: (scope: Construct) => void): unknown {
  let thrown: unknown;
  synthesize((stack) => {
    try {
      check(new Construct(stack, "here"));
    } catch (error) {
      thrown = error;
    }
  });
  return thrown;
}

describe("isAddress", () => {
  test.each([
    "alice@example.com",
    "alice.b+release_1@mail-2.example.co.uk",
    `${"a".repeat(242)}@example.com`,
  ])("is true for %s", (address) => {
    expect(isAddress(address)).toBe(true);
  });

  test.each([
    "",
    "alice",
    "alice@example",
    "@example.com",
    "alice@example.com\n",
    "alice@example.com, bob@example.com",
    'al"ice@example.com',
    "$" + "{alice}@example.com",
    "alice@exämple.com",
    `${"a".repeat(243)}@example.com`,
  ])("is false for %j", (address) => {
    expect(isAddress(address)).toBe(false);
  });
});

describe("isTimeoutSeconds", () => {
  test.each([1, 300, 31_536_000])("is true for %j", (seconds) => {
    expect(isTimeoutSeconds(seconds)).toBe(true);
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 31_536_001, "300", null, undefined])(
    "is false for %j",
    (seconds) => {
      expect(isTimeoutSeconds(seconds)).toBe(false);
    },
  );
});

describe("isNamePrefix", () => {
  test.each(["a", "sfn-approval", "Team2", "a".repeat(32)])("is true for %s", (prefix) => {
    expect(isNamePrefix(prefix)).toBe(true);
  });

  test.each(["", "2team", "-team", "te_am", "te am", "team\n", "a".repeat(33), 7, null])(
    "is false for %j",
    (prefix) => {
      expect(isNamePrefix(prefix)).toBe(false);
    },
  );
});

describe("checkApprovers", () => {
  test("leaves tokens to Terraform", () => {
    expect(
      errorOf((scope) => checkApprovers(scope, [Token.asString({ resolve: () => "?" })])),
    ).toBeUndefined();
  });

  test("fails when there is no approver", () => {
    const error = errorOf((scope) => checkApprovers(scope, []));
    expect(error).toBeInstanceOf(ApprovalError);
    expect(String(error)).toBe(
      "ApprovalError: There is no approver: give at least one e-mail address (in stack/here)",
    );
  });

  test("fails when an address is none, and names it", () => {
    expect(String(errorOf((scope) => checkApprovers(scope, ["alice@example.com", "bob"])))).toBe(
      'ApprovalError: "bob" is no e-mail address: it must match ' +
        "^[a-zA-Z0-9_.+-]+@[a-zA-Z0-9-]+\\.[a-zA-Z0-9-.]+$ (in stack/here)",
    );
  });
});

describe("checkTimeoutSeconds", () => {
  test.each([0, 1.5, Number.NaN, 31_536_001])("fails when it is %d", (seconds) => {
    expect(String(errorOf((scope) => checkTimeoutSeconds(scope, seconds)))).toBe(
      `ApprovalError: timeoutSeconds is ${seconds}; it must be a whole number from 1 to 31536000 (a year) (in stack/here)`,
    );
  });
});

describe("checkNamePrefix", () => {
  test.each(["", "2team", "a".repeat(33)])("fails when it is %j", (prefix) => {
    expect(String(errorOf((scope) => checkNamePrefix(scope, prefix)))).toBe(
      `ApprovalError: namePrefix is ${JSON.stringify(prefix)}; it must be a letter, then at most 31 letters, digits and hyphens (in stack/here)`,
    );
  });
});
