const { availableParallelism } = require("node:os");

// Node 20 is supported here; the AWS SDK would say at every start that it will not be.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  // Twice the cores: many tests wait, for processes of their own or for a deadline.
  maxWorkers: 2 * availableParallelism(),
  // Generous, for machines that are busy: no test waits for a clock longer than five seconds.
  testTimeout: 60_000,
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  // The examples import the package as others do.
  moduleNameMapper: {
    "^sfn-approval$": "<rootDir>/constructs/index.ts",
    "^sfn-approval/testing$": "<rootDir>/testing/index.ts",
  },
  modulePathIgnorePatterns: ["<rootDir>/cdktf.out", "<rootDir>/dist"],
  transform: {
    "^.+\\.[cm]?[jt]s$": [
      "@swc/jest",
      { jsc: { parser: { syntax: "typescript" }, target: "es2022" }, module: { type: "commonjs" } },
    ],
  },
};
