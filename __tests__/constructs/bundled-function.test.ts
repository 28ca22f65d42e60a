import { existsSync } from "node:fs";
import { join } from "node:path";
import { ArchiveProvider } from "@cdktf/provider-archive/lib/provider";
import type { TerraformStack } from "cdktf";
import { type SynthesizedStack, synthesize, textOf } from "../helpers/synth";
import { BOUNDARY, someFunction } from "./fixtures";

describe("BundledFunction", () => {
  let stack: SynthesizedStack;

  beforeAll(() => {
    stack = synthesize((scope) => someFunction(scope));
  });

  test("runs ES modules on Node 24, on arm64", () => {
    expect(stack.arguments("aws_lambda_function", "fn/function")).toEqual({
      function_name: "some-fn",
      description: "Does something",
      role: stack.reference("aws_iam_role", "fn/role", "arn"),
      runtime: "nodejs24.x",
      architectures: ["arm64"],
      handler: "index.handler",
      filename: stack.reference("data.archive_file", "code-decide/archive", "output_path"),
      source_code_hash: stack.reference("data.archive_file", "code-decide/archive", "output_base64sha256"),
      environment: { variables: { GREETING: "hello" } },
      timeout: 7,
      memory_size: 256,
      logging_config: {
        log_format: "JSON",
        log_group: stack.reference("aws_cloudwatch_log_group", "fn/log-group", "name"),
      },
      tracing_config: { mode: "Active" },
    });
  });

  test("writes to a log group that is declared, as its role cannot create one", () => {
    expect(stack.arguments("aws_cloudwatch_log_group", "fn/log-group")).toEqual({
      name: "/aws/lambda/some-fn",
      retention_in_days: 30,
    });
    expect(stack.statements("aws_iam_role_policy", "fn/role-policy").slice(0, 1)).toEqual([
      {
        Sid: "WriteLogs",
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: [`${stack.reference("aws_cloudwatch_log_group", "fn/log-group", "arn")}:*`],
      },
    ]);
  });

  test("may write traces, for which there is no single resource", () => {
    expect(stack.statements("aws_iam_role_policy", "fn/role-policy").slice(1)).toEqual([
      {
        Sid: "WriteTraces",
        Effect: "Allow",
        Action: ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
        Resource: ["*"],
      },
    ]);
  });

  test("neither traces nor may, when told so", () => {
    const quiet = synthesize((scope) => someFunction(scope, "fn", { tracing: false }));
    expect(quiet.arguments("aws_lambda_function", "fn/function")).toMatchObject({
      tracing_config: { mode: "PassThrough" },
    });
    expect(quiet.text).not.toContain("xray:");
  });

  test("keeps its log, instances and its role within the bounds that it is given", () => {
    const bounded = synthesize((scope) =>
      someFunction(scope, "fn", {
        logRetentionDays: 7,
        reservedConcurrency: 10,
        permissionsBoundary: BOUNDARY,
      }),
    );
    expect(bounded.arguments("aws_cloudwatch_log_group", "fn/log-group").retention_in_days).toBe(7);
    expect(bounded.arguments("aws_lambda_function", "fn/function").reserved_concurrent_executions).toBe(10);
    expect(bounded.arguments("aws_iam_role", "fn/role").permissions_boundary).toBe(BOUNDARY);
  });

  test("has a role that Lambda alone assumes, with one policy", () => {
    expect(stack.statements("aws_iam_role", "fn/role", "assume_role_policy")).toEqual([
      {
        Sid: "AssumeRole",
        Effect: "Allow",
        Principal: { Service: "lambda.amazonaws.com" },
        Action: "sts:AssumeRole",
      },
    ]);
    expect(stack.ofType("aws_iam_role_policy").map(({ arguments: { role } }) => role)).toEqual([
      stack.reference("aws_iam_role", "fn/role", "name"),
    ]);
  });

  test("is never invoked again after a failure", () => {
    expect(stack.arguments("aws_lambda_function_event_invoke_config", "fn/event-invoke-config")).toEqual({
      function_name: stack.reference("aws_lambda_function", "fn/function", "function_name"),
      qualifier: "$LATEST",
      maximum_retry_attempts: 0,
    });
  });

  test("is zipped in the stack's folder, from files that lie there, whatever the umask", () => {
    const { source_dir: sourceDir, ...others } = stack.arguments("data.archive_file", "code-decide/archive");
    expect(others).toEqual({ type: "zip", output_path: "code-decide.zip", output_file_mode: "0644" });
    expect(textOf(sourceDir)).toMatch(/^assets\//);
    expect(existsSync(join(stack.folder, textOf(sourceDir), "index.mjs"))).toBe(true);
  });

  test("has the memory that it is given", () => {
    const large = synthesize((scope) => someFunction(scope, "fn", { memorySizeMb: 1024 }));
    expect(large.arguments("aws_lambda_function", "fn/function").memory_size).toBe(1024);
  });

  test("looks as it did", () => {
    expect(stack.forSnapshot()).toMatchSnapshot();
  });
});

describe("addToRolePolicy", () => {
  test("adds statements, and resources to the one of the same sid, each once", () => {
    const stack = synthesize((scope) => {
      const fn = someFunction(scope, "fn", { tracing: false });
      fn.addToRolePolicy({ sid: "Read", actions: ["s3:GetObject"], resources: ["arn:one"] });
      fn.addToRolePolicy({ sid: "Write", actions: ["s3:PutObject"], resources: ["arn:one"] });
      fn.addToRolePolicy({ sid: "Read", actions: ["s3:GetObject"], resources: ["arn:one", "arn:two"] });
    });
    expect(stack.statements("aws_iam_role_policy", "fn/role-policy").slice(1)).toEqual([
      { Sid: "Read", Effect: "Allow", Action: ["s3:GetObject"], Resource: ["arn:one", "arn:two"] },
      { Sid: "Write", Effect: "Allow", Action: ["s3:PutObject"], Resource: ["arn:one"] },
    ]);
  });
});

describe("the archive provider", () => {
  test.each<[string, (scope: TerraformStack) => void]>([
    ["of two functions", () => {}],
    ["that the stack has already", (scope) => new ArchiveProvider(scope, "somebodys-archive")],
  ])("is the one %s", (_, prepare) => {
    const stack = synthesize((scope) => {
      prepare(scope);
      someFunction(scope, "one");
      someFunction(scope, "two");
    });
    expect(stack.json.provider).toEqual({ aws: [{}], archive: [{}] });
  });
});
