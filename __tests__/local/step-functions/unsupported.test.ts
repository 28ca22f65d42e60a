import { FUNCTION_ARN, single, TOKEN_TASK, Workbench } from "./workbench";

const PASS = { Type: "Pass", End: true };

function choice(rule: object, more: object = {}): object {
  const Choose = { Type: "Choice", Choices: [{ Next: "Only", ...rule }], ...more };
  return { StartAt: "Choose", States: { Choose, Only: PASS } };
}

test.each<[string, object, RegExp]>([
  [
    "JSONata",
    { QueryLanguage: "JSONata", ...single({ Type: "Pass" }) },
    /the state machine, QueryLanguage JSONata/,
  ],
  [
    "JSONata in a state",
    single({ Type: "Pass", QueryLanguage: "JSONata" }),
    /state 'Only', QueryLanguage JSONata/,
  ],
  ["variables", single({ Type: "Pass", Assign: {} }), /state 'Only', Assign/],
  ["heartbeats", single({ ...TOKEN_TASK, HeartbeatSeconds: 60 }), /state 'Only', HeartbeatSeconds/],
  ["other credentials", single({ ...TOKEN_TASK, Credentials: {} }), /state 'Only', Credentials/],
  ["a result writer", map({ ResultWriter: {} }), /state 'Only', ResultWriter/],
  ["an item reader", map({ ItemReader: {} }), /state 'Only', ItemReader/],
  [
    "a distributed Map",
    single({
      Type: "Map",
      ItemProcessor: { ProcessorConfig: { Mode: "DISTRIBUTED" }, StartAt: "A", States: { A: PASS } },
    }),
    /distributed Map/,
  ],
  ["an unsupported state inside a Map", map({}, { ...PASS, Assign: {} }), /state 'Inner', Assign/],
  [
    "an unsupported state inside a Parallel",
    single({ Type: "Parallel", Branches: [single({ Type: "Pass", Assign: {} })] }),
    /state 'Only', Assign/,
  ],
  [
    "$$.Map outside a Map's selector",
    single({ Type: "Pass", Parameters: { "a.$": "$$.Map.Item.Index" } }),
    /Parameters: \$\$\.Map/,
  ],
  [
    "$$.Map inside an iteration",
    map({}, { ...PASS, InputPath: "$$.Map.Item.Value" }),
    /state 'Inner', InputPath/,
  ],
  ["$$ in a Choice", choice({ Variable: "$$.Execution.Name", StringEquals: "a" }), /state 'Choose', Choices/],
  [
    "$$ in a Choice's OutputPath",
    choice({ Variable: "$.a", IsNull: true }, { OutputPath: "$$" }),
    /state 'Choose', OutputPath/,
  ],
  ["the root in a Choice", choice({ Variable: "$", StringEquals: "a" }), /Variable cannot be \$/],
  ["an unknown test", choice({ Variable: "$.a", IsOdd: true }), /state 'Choose', Choices: IsOdd/],
  ["an unknown test inside another", choice({ Not: { Variable: "$.a", Like: "b" } }), /Choices: Like/],
  ["a rule without a test", choice({ Variable: "$.a" }), /Choices: a rule without a test/],
  [
    "another service",
    single({ Type: "Task", Resource: "arn:aws:states:::sns:publish" }),
    /state 'Only', Resource arn:aws:states:::sns:publish/,
  ],
  [
    "an activity",
    single({ Type: "Task", Resource: "arn:aws:states:us-east-1:123456789012:activity:a" }),
    /Resource/,
  ],
  ["no function's name", single({ ...TOKEN_TASK, Parameters: { Payload: {} } }), /without a FunctionName/],
  [
    "an invocation type",
    single({ ...TOKEN_TASK, Parameters: { FunctionName: "f", InvocationType: "Event" } }),
    /Parameters\.InvocationType/,
  ],
])("a definition is refused that has %s", (_, definition, message) => {
  expect(() => new Workbench().create(definition)).toThrow(message);
});

test.each<[string, object, RegExp]>([
  ["no states", { StartAt: "A" }, /SCHEMA_VALIDATION_FAILED: An object is needed at \/States/],
  [
    "no start",
    { StartAt: "B", States: { A: PASS } },
    /MISSING_TRANSITION_TARGET: Missing target: "B" at \/StartAt/,
  ],
  [
    "a missing Next",
    { StartAt: "A", States: { A: { Type: "Pass", Next: "B" } } },
    /"B" at \/States\/A\/Next/,
  ],
  [
    "neither Next nor End",
    { StartAt: "A", States: { A: { Type: "Pass" } } },
    /needs Next or End at \/States\/A/,
  ],
  ["an unknown type", single({ Type: "Loop" }), /at \/States\/Only\/Type/],
  ["no resource", single({ Type: "Task" }), /needs a Resource/],
  [
    "a missing Default",
    choice({ Variable: "$.a", IsNull: true }, { Default: "B" }),
    /"B" at \/States\/Choose\/Default/,
  ],
  ["a missing choice", choice({ Next: "B" }), /"B" at \/States\/Choose\/Choices\[0\]\/Next/],
  [
    "a missing catcher",
    single({ ...TOKEN_TASK, Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }] }),
    /"B" at \/States\/Only\/Catch\[0\]\/Next/,
  ],
  ["a retrier without errors", single({ ...TOKEN_TASK, Retry: [{}] }), /Retry\[0\]\/ErrorEquals/],
  [
    "a deadline that is text",
    single({ ...TOKEN_TASK, TimeoutSeconds: "60" }),
    /at \/States\/Only\/TimeoutSeconds/,
  ],
  ["a deadline of nothing", { TimeoutSeconds: 0, ...single({ Type: "Pass" }) }, /at \/TimeoutSeconds/],
  ["a Map of nothing", single({ Type: "Map" }), /at \/States\/Only\/ItemProcessor/],
  [
    "an unfinished branch",
    single({ Type: "Parallel", Branches: [{}] }),
    /at \/States\/Only\/Branches\[0\]\/States/,
  ],
])("a definition is refused that has %s", (_, definition, message) => {
  const create = () => new Workbench().create(definition);
  expect(create).toThrow(message);
  expect(create).toThrow(expect.objectContaining({ code: "InvalidDefinition", statusCode: 400 }));
});

test("a state's stand-in takes the place of any service", async () => {
  const bench = new Workbench({ standIns: { Only: (parameters) => ({ published: parameters }) } });
  const task = {
    Type: "Task",
    Resource: "arn:aws:states:::aws-sdk:sns:publish",
    Parameters: { "Message.$": "$.text" },
  };
  const executionArn = await bench.start(single(task), { text: "hello" });

  expect(await bench.ended(executionArn)).toMatchObject({ output: '{"published":{"Message":"hello"}}' });
  const scheduled = (await bench.events(executionArn)).find(({ type }) => type === "TaskScheduled");
  expect(scheduled?.taskScheduledEventDetails).toMatchObject({
    resourceType: "aws-sdk:sns",
    resource: "publish",
    parameters: '{"Message":"hello"}',
  });
});

test("a function needs no stand-in", () => {
  expect(() => new Workbench().create(single({ Type: "Task", Resource: FUNCTION_ARN }))).not.toThrow();
});

function map(fields: object, inner: object = PASS): object {
  return single({ Type: "Map", ItemProcessor: { StartAt: "Inner", States: { Inner: inner } }, ...fields });
}
