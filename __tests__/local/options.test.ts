import type { JsonObject } from "../../local/json";
import { cleanUp, ended, mailOf, post, runWith, start } from "../helpers/local-run";

afterAll(cleanUp);

test.each<[string, JsonObject]>([
  [
    "every option on",
    {
      alarmTopicArn: "arn:aws:sns:us-east-1:123456789012:alarms",
      backend: { bucket: "states", region: "us-east-1" },
      logRetentionDays: 7,
      permissionsBoundary: "arn:aws:iam::123456789012:policy/boundary",
      reservedConcurrency: 2,
      tags: { Team: "release" },
    },
  ],
  ["every option off", { tracing: false, logExecutions: false }],
])(
  "the stack with %s runs on this machine, which knows all its resources",
  async (_, settings) => {
    const run = await runWith(settings);
    expect(run.ignoredTypes).toEqual([]);

    const execution = await start(run);
    expect((await post(await mailOf(run, execution), "approve")).status).toBe(200);
    expect(await ended(run, execution)).toMatchObject({ output: { decision: "approve" } });
  },
  60_000,
);
