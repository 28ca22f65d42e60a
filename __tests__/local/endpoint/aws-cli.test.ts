import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  denied,
  EndpointUnderTest,
  executionArn,
  keyArn,
  machineArn,
  startedAt,
  topicArn,
} from "./endpoint-under-test";

const aws = ["/usr/bin/aws", "aws"].find((command) => {
  const version = spawnSync(command, ["--version"], { encoding: "utf8" });
  return version.status === 0 && version.stdout.startsWith("aws-cli/2.");
});
jest.setTimeout(30_000);

const describeWithCli = aws ? describe : describe.skip;

describeWithCli(aws ? "aws-cli 2" : "aws-cli 2 (skipped: there is none here)", () => {
  const endpoint = new EndpointUnderTest();
  let folder = "";

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "aws-cli-"));
    await endpoint.start();
  });
  afterEach(() => endpoint.reset());
  afterAll(async () => {
    await endpoint.stop();
    await rm(folder, { recursive: true });
  });

  async function run(...commandLine: string[]): Promise<unknown> {
    const { stdout } = await promisify(execFile)(
      aws ?? "aws",
      [...commandLine, "--endpoint-url", endpoint.url, "--output", "json"],
      {
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          AWS_CONFIG_FILE: "/dev/null",
          AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
          AWS_ACCESS_KEY_ID: "AKIDTEST",
          AWS_SECRET_ACCESS_KEY: "secret",
          AWS_DEFAULT_REGION: "us-east-1",
          AWS_EC2_METADATA_DISABLED: "true",
          AWS_MAX_ATTEMPTS: "1",
          AWS_PAGER: "",
          LC_ALL: "C.UTF-8",
          TZ: "UTC",
        },
      },
    );
    return JSON.parse(stdout);
  }

  function iso(date: Date): string {
    return date.toISOString().replace("Z", "000+00:00");
  }

  test("stepfunctions list-state-machines", async () => {
    expect(await run("stepfunctions", "list-state-machines")).toEqual({
      stateMachines: [
        { stateMachineArn: machineArn, name: "approval", type: "STANDARD", creationDate: iso(startedAt) },
      ],
    });
    expect(endpoint.calls[0]?.call.accessKeyId).toBe("AKIDTEST");
  });

  test("stepfunctions start-execution", async () => {
    const output = await run(
      "stepfunctions",
      "start-execution",
      "--state-machine-arn",
      machineArn,
      "--input",
      '{"é":1}',
    );
    expect(output).toEqual({ executionArn, startDate: iso(startedAt) });
    expect(endpoint.stepFunctions.inputs).toEqual([{ stateMachineArn: machineArn, input: '{"é":1}' }]);
  });

  test("stepfunctions get-execution-history", async () => {
    const output = await run(
      "stepfunctions",
      "get-execution-history",
      "--execution-arn",
      executionArn,
      "--reverse-order",
    );
    expect(output).toMatchObject({
      events: [{ id: 1, type: "ExecutionStarted", timestamp: iso(startedAt) }],
    });
    expect(endpoint.stepFunctions.inputs).toEqual([{ executionArn, reverseOrder: true }]);
  });

  test("sns publish", async () => {
    const output = await run(
      "sns",
      "publish",
      "--topic-arn",
      topicArn,
      "--subject",
      "Please decide",
      "--message",
      "Grüße & <Küsse>",
    );
    expect(output).toEqual({ MessageId: endpoint.sns.mails[0]?.messageId });
    expect(endpoint.sns.mails[0]).toMatchObject({ subject: "Please decide", body: "Grüße & <Küsse>" });
  });

  test("kms get-public-key", async () => {
    const { PublicKey = new Uint8Array() } = await endpoint.kms.getPublicKey({ KeyId: "links" });
    expect(await run("kms", "get-public-key", "--key-id", "alias/links")).toMatchObject({
      KeyId: keyArn,
      PublicKey: Buffer.from(PublicKey).toString("base64"),
      KeySpec: "ECC_NIST_P256",
      KeyUsage: "SIGN_VERIFY",
    });
  });

  test("lambda invoke", async () => {
    const file = join(folder, "result.json");
    const output = await run(
      "lambda",
      "invoke",
      "--function-name",
      "decide",
      "--cli-binary-format",
      "raw-in-base64-out",
      "--payload",
      '{"é":1}',
      file,
    );
    expect(output).toEqual({ StatusCode: 200, ExecutedVersion: "$LATEST" });
    expect(await readFile(file, "utf8")).toBe('{"é":1}');
  });

  test.each([
    ["stepfunctions", ["describe-execution", "--execution-arn", executionArn], "AccessDeniedException"],
    ["sns", ["get-topic-attributes", "--topic-arn", topicArn], "AuthorizationError"],
    ["lambda", ["invoke", "--function-name", "decide", "/dev/null"], "AccessDeniedException"],
  ])("%s fails when the caller may not", async (service, commandLine, code) => {
    endpoint.refusal = denied();
    await expect(run(service, ...commandLine)).rejects.toMatchObject({
      stderr: expect.stringMatching(new RegExp(`\\(${code}\\) .*User: test is not authorized`)),
    });
  });

  test("sts fails when it is asked who is calling", async () => {
    await expect(run("sts", "get-caller-identity")).rejects.toMatchObject({
      stderr: expect.stringContaining("(InvalidAction)"),
    });
  });
});
