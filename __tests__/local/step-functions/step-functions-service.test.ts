import type { HistoryEvent } from "@aws-sdk/client-sfn";
import { StepFunctionsService } from "../../../local/step-functions";
import { MACHINE_ARN, ROLE_ARN, single, TOKEN_TASK, Workbench } from "./workbench";

const PASS = single({ Type: "Pass" });
const EXECUTION_ARN = MACHINE_ARN.replace(":stateMachine:", ":execution:");
const TOO_LARGE = JSON.stringify("x".repeat(262_143));

let bench: Workbench;
beforeEach(() => {
  bench = new Workbench();
});
afterEach(() => bench.service.close());

describe("state machines", () => {
  test("are listed, page by page, and described", async () => {
    for (const name of ["a", "b", "c"]) bench.create(PASS, name);
    const first = await bench.service.listStateMachines({ maxResults: 2 });
    const second = await bench.service.listStateMachines({ maxResults: 2, nextToken: first.nextToken });

    expect(first.stateMachines?.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(second).toEqual({
      stateMachines: [
        {
          name: "c",
          stateMachineArn: MACHINE_ARN.replace(/machine$/, "c"),
          type: "STANDARD",
          creationDate: expect.any(Date),
        },
      ],
    });
    const stateMachineArn = second.stateMachines?.[0]?.stateMachineArn;
    expect(await bench.service.describeStateMachine({ stateMachineArn })).toEqual({
      stateMachineArn,
      name: "c",
      status: "ACTIVE",
      type: "STANDARD",
      roleArn: ROLE_ARN,
      definition: JSON.stringify(PASS),
      creationDate: second.stateMachines?.[0]?.creationDate,
    });
  });

  test("have the tags that they were made with", async () => {
    const machine = { name: "machine", arn: MACHINE_ARN, roleArn: ROLE_ARN, definition: PASS };
    bench.service.createStateMachine({ ...machine, tags: { team: "shop" } });
    expect(await bench.service.listTagsForResource({ resourceArn: MACHINE_ARN })).toEqual({
      tags: [{ key: "team", value: "shop" }],
    });
  });

  test("stay as they were made", async () => {
    const definition = { StartAt: "A", States: { A: { Type: "Pass", End: true } } };
    const stateMachineArn = bench.create(definition);
    definition.StartAt = "B";
    const described = await bench.service.describeStateMachine({ stateMachineArn });
    expect(JSON.parse(described.definition ?? "")).toMatchObject({ StartAt: "A" });
  });

  test("fail to be made twice, or in another place", () => {
    bench.create(PASS);
    expect(() => bench.create(PASS)).toThrow(`State Machine Already Exists: '${MACHINE_ARN}'`);
    const elsewhere = new StepFunctionsService({
      region: "eu-west-1",
      accountId: "123456789012",
      invokeFunction: async () => null,
    });
    const machine = { name: "machine", arn: MACHINE_ARN, roleArn: ROLE_ARN, definition: PASS };
    expect(() => elsewhere.createStateMachine(machine)).toThrow("is not of eu-west-1:123456789012");
  });
});

describe("startExecution", () => {
  test("names an execution and gives it {} where nothing is said", async () => {
    const stateMachineArn = bench.create(PASS);
    const { executionArn = "", startDate } = await bench.service.startExecution({ stateMachineArn });

    expect(executionArn).toMatch(/:execution:machine:[0-9a-f-]{36}$/);
    expect(await bench.ended(executionArn)).toEqual({
      executionArn,
      stateMachineArn,
      name: executionArn.split(":").at(-1),
      status: "SUCCEEDED",
      startDate,
      stopDate: expect.any(Date),
      input: "{}",
      inputDetails: { included: true },
      output: "{}",
      outputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: "NOT_REDRIVABLE",
    });
  });

  test("gives the running execution when it is asked for the same again", async () => {
    const stateMachineArn = bench.create(single(TOKEN_TASK));
    const request = { stateMachineArn, name: "once", input: "[1]" };
    const started = await bench.service.startExecution(request);
    expect(await bench.service.startExecution(request)).toEqual(started);
    expect((await bench.service.listExecutions({ stateMachineArn })).executions).toHaveLength(1);
  });

  test("fails when the name belongs to a running execution with another input, or to an ended one", async () => {
    const stateMachineArn = bench.create(single(TOKEN_TASK));
    const request = { stateMachineArn, name: "once", input: "[1]" };
    const { executionArn } = await bench.service.startExecution(request);
    const exists = {
      code: "ExecutionAlreadyExists",
      message: `Execution Already Exists: '${executionArn}'`,
      statusCode: 400,
    };
    await expect(bench.service.startExecution({ ...request, input: "[2]" })).rejects.toMatchObject(exists);
    await bench.service.stopExecution({ executionArn });
    await expect(bench.service.startExecution(request)).rejects.toMatchObject(exists);
  });

  test("takes an input of exactly 262,144 bytes", async () => {
    const stateMachineArn = bench.create(PASS);
    const input = TOO_LARGE.replace("x", "");
    await expect(bench.service.startExecution({ stateMachineArn, input })).resolves.toBeDefined();
  });

  test.each([
    ["a space in the name", { name: "a b" }, "InvalidName"],
    ["a slash in the name", { name: "a/b" }, "InvalidName"],
    ["an empty name", { name: "" }, "InvalidName"],
    ["a name of 81 characters", { name: "a".repeat(81) }, "InvalidName"],
    ["a control character in the name", { name: "a\u0007" }, "InvalidName"],
    ["no JSON", { input: "{'a': 1}" }, "InvalidExecutionInput"],
    ["an empty input", { input: "" }, "InvalidExecutionInput"],
    ["an input of 262,145 bytes", { input: TOO_LARGE }, "ValidationException"],
    ["no ARN", { stateMachineArn: "machine" }, "InvalidArn"],
    ["an execution's ARN", { stateMachineArn: `${EXECUTION_ARN}:e` }, "InvalidArn"],
    ["an unknown machine", { stateMachineArn: `${MACHINE_ARN}2` }, "StateMachineDoesNotExist"],
    ["nothing", { stateMachineArn: undefined }, "ValidationException"],
  ])("fails when it is given %s", async (_, request, code) => {
    const stateMachineArn = bench.create(PASS);
    await expect(bench.service.startExecution({ stateMachineArn, ...request })).rejects.toMatchObject({
      name: "AwsServiceError",
      code,
      statusCode: 400,
    });
  });
});

describe("an execution's ARN", () => {
  test.each(["describeExecution", "getExecutionHistory", "stopExecution"] as const)(
    "fails %s when it is wrong, unknown or missing",
    async (operation) => {
      bench.create(PASS);
      const call = (executionArn: string | undefined) => bench.service[operation]({ executionArn });
      await expect(call("nonsense")).rejects.toMatchObject({ code: "InvalidArn" });
      await expect(call(MACHINE_ARN)).rejects.toMatchObject({ code: "InvalidArn" });
      await expect(call(`${EXECUTION_ARN}:nobody`)).rejects.toMatchObject({
        code: "ExecutionDoesNotExist",
        message: `Execution Does Not Exist: '${EXECUTION_ARN}:nobody'`,
      });
      await expect(call(undefined)).rejects.toMatchObject({
        code: "ValidationException",
        message:
          "1 validation error detected: Value null at 'executionArn' failed to satisfy constraint: " +
          "Member must not be null",
      });
    },
  );
});

describe("listExecutions", () => {
  const names = async (nextToken?: string, statusFilter?: "RUNNING" | "ABORTED") => {
    const page = await bench.service.listExecutions({
      stateMachineArn: MACHINE_ARN,
      maxResults: 2,
      statusFilter,
      nextToken,
    });
    return { names: page.executions?.map(({ name }) => name), nextToken: page.nextToken };
  };

  beforeEach(async () => {
    const stateMachineArn = bench.create(single(TOKEN_TASK));
    for (const name of ["a", "b", "c", "d"]) {
      const { executionArn } = await bench.service.startExecution({ stateMachineArn, name });
      if (name === "b") await bench.service.stopExecution({ executionArn });
    }
  });

  test("gives the latest first, page by page", async () => {
    const first = await names();
    await bench.service.startExecution({ stateMachineArn: MACHINE_ARN, name: "meanwhile" });
    expect(first.names).toEqual(["d", "c"]);
    expect(await names(first.nextToken)).toEqual({ names: ["b", "a"], nextToken: undefined });
  });

  test("gives those of one status", async () => {
    const first = await names(undefined, "RUNNING");
    expect(first.names).toEqual(["d", "c"]);
    expect(await names(first.nextToken, "RUNNING")).toMatchObject({ names: ["a"] });
    expect(await names(undefined, "ABORTED")).toMatchObject({ names: ["b"] });
  });

  test.each([["nonsense"], [""], [Buffer.from('["other",1]').toString("base64")]])(
    "fails when the page token is %j",
    async (nextToken) => {
      await expect(names(nextToken)).rejects.toMatchObject({ code: "InvalidToken" });
    },
  );

  test("fails when the page token is of another list", async () => {
    const { nextToken } = await names();
    await expect(names(nextToken, "RUNNING")).rejects.toMatchObject({ code: "InvalidToken" });
  });
});

describe("getExecutionHistory", () => {
  let executionArn: string;
  beforeEach(async () => {
    executionArn = await bench.start({
      StartAt: "A",
      States: { A: { Type: "Pass", Next: "B" }, B: { Type: "Succeed" } },
    });
    await bench.ended(executionArn);
  });

  const ids = async (request: { reverseOrder?: boolean; maxResults?: number }) => {
    const pages: unknown[] = [];
    let nextToken: string | undefined;
    do {
      const page = await bench.service.getExecutionHistory({ executionArn, nextToken, ...request });
      pages.push(page.events?.map(({ id }) => id));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return pages;
  };

  test.each([
    [{}, [[1, 2, 3, 4, 5, 6]]],
    [{ maxResults: 0 }, [[1, 2, 3, 4, 5, 6]]],
    [
      { maxResults: 4 },
      [
        [1, 2, 3, 4],
        [5, 6],
      ],
    ],
    [
      { maxResults: 3 },
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ],
    [{ maxResults: 1000, reverseOrder: true }, [[6, 5, 4, 3, 2, 1]]],
    [
      { maxResults: 4, reverseOrder: true },
      [
        [6, 5, 4, 3],
        [2, 1],
      ],
    ],
    [
      { maxResults: 3, reverseOrder: true },
      [
        [6, 5, 4],
        [3, 2, 1],
      ],
    ],
  ])("pages as asked with %j", async (request, pages) => {
    expect(await ids(request)).toEqual(pages);
  });

  test("leaves data out when it is asked to", async () => {
    const { events } = await bench.service.getExecutionHistory({ executionArn, includeExecutionData: false });
    expect(
      events?.map((event) => Object.values(event).find((value) => value?.name ?? value?.roleArn)),
    ).toEqual([{ roleArn: ROLE_ARN }, { name: "A" }, { name: "A" }, { name: "B" }, { name: "B" }, undefined]);
  });

  test.each([[-1], [1001], [1.5]])("fails when %d results are asked for", async (maxResults) => {
    await expect(bench.service.getExecutionHistory({ executionArn, maxResults })).rejects.toMatchObject({
      code: "ValidationException",
    });
  });

  test("fails when the page token is of the other order", async () => {
    const { nextToken } = await bench.service.getExecutionHistory({ executionArn, maxResults: 1 });
    const request = { executionArn, maxResults: 1, nextToken, reverseOrder: true };
    await expect(bench.service.getExecutionHistory(request)).rejects.toMatchObject({
      code: "InvalidToken",
      message: "Invalid Token: 'Invalid token'",
    });
  });

  test("goes on backwards from where it was, whatever happens meanwhile", async () => {
    executionArn = await bench.service
      .startExecution({ stateMachineArn: bench.create(single(TOKEN_TASK), "other") })
      .then((started) => started.executionArn ?? "");
    const taskToken = await bench.token();
    const first = await bench.service.getExecutionHistory({
      executionArn,
      maxResults: 2,
      reverseOrder: true,
    });
    await bench.service.sendTaskSuccess({ taskToken, output: "1" });
    const second = await bench.service.getExecutionHistory({
      executionArn,
      maxResults: 2,
      reverseOrder: true,
      nextToken: first.nextToken,
    });
    const [newest = 0] = first.events?.map(({ id }) => id) ?? [];
    expect(second.events?.map(({ id }) => id)).toEqual([newest - 2, newest - 3]);
  });
});

describe("stopExecution", () => {
  test("tells when an ended execution ended", async () => {
    const executionArn = await bench.start(PASS);
    const { stopDate } = await bench.ended(executionArn);
    expect(await bench.service.stopExecution({ executionArn })).toEqual({ stopDate });
    expect(await bench.service.describeExecution({ executionArn })).toMatchObject({ status: "SUCCEEDED" });
  });

  test("leaves out what it is not told", async () => {
    const executionArn = await bench.start(single(TOKEN_TASK));
    await bench.service.stopExecution({ executionArn });
    expect((await bench.events(executionArn)).at(-1)).toMatchObject({ executionAbortedEventDetails: {} });
    expect(await bench.service.describeExecution({ executionArn })).not.toHaveProperty("error");
  });

  test.each([[{ error: "e".repeat(257) }], [{ cause: "c".repeat(32_769) }]])(
    "fails when it is told too much",
    async (request) => {
      const executionArn = await bench.start(single(TOKEN_TASK));
      await expect(bench.service.stopExecution({ executionArn, ...request })).rejects.toMatchObject({
        code: "ValidationException",
      });
    },
  );
});

test("tells of events and statuses as they come, the event of the end before the end", async () => {
  const told: string[] = [];
  const events: HistoryEvent[] = [];
  bench.service.on("history", ({ executionArn, event }) => {
    told.push(`${executionArn.split(":").at(-1)} ${event.type}`);
    events.push(event);
  });
  bench.service.on("execution", ({ name, status }) => told.push(`${name} ${status}`));
  const executionArn = await bench.start(PASS);
  await bench.ended(executionArn);

  expect(told).toEqual([
    "execution ExecutionStarted",
    "execution RUNNING",
    "execution PassStateEntered",
    "execution PassStateExited",
    "execution ExecutionSucceeded",
    "execution SUCCEEDED",
  ]);
  expect(events).toEqual(await bench.events(executionArn));
});

test("is never found to have ended before its history says so", async () => {
  const executionArn = await bench.start(single(TOKEN_TASK));
  await bench.service.sendTaskSuccess({ taskToken: await bench.token(), output: "1" });
  for (;;) {
    const [{ status }, events] = await Promise.all([
      bench.service.describeExecution({ executionArn }),
      bench.events(executionArn),
    ]);
    expect(events.at(-1)?.type === "ExecutionSucceeded").toBe(status === "SUCCEEDED");
    if (status === "SUCCEEDED") break;
    await null;
  }
});

test("writes nothing any more once it is closed", async () => {
  const executionArn = await bench.start(single({ ...TOKEN_TASK, TimeoutSeconds: 1 }));
  const taskToken = await bench.token();
  const before = await bench.outline(executionArn);
  bench.service.close();

  await expect(bench.service.sendTaskSuccess({ taskToken, output: "1" })).rejects.toMatchObject({
    code: "TaskTimedOut",
  });
  expect(await bench.outline(executionArn)).toEqual(before);
});
