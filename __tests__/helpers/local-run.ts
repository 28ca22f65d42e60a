import { linkIn } from "../../local/approver";
import type { JsonObject, JsonValue } from "../../local/json";
import { type LocalRun, type LocalRunOptions, startLocalRun } from "../../local/local-run";
import type { Mail } from "../../local/sns";
import { type SynthesizedApp, synthesize } from "../../local/synthesize";

const apps = new Map<string, Promise<SynthesizedApp>>();
const sharedRuns = new Map<string, Promise<LocalRun>>();
const runs: LocalRun[] = [];

/** The app synthesized with these settings, once a test file. {@link cleanUp} removes it. */
export function synthesizedWith(settings: JsonObject): Promise<SynthesizedApp> {
  const key = JSON.stringify(settings);
  const app = apps.get(key) ?? synthesize(settings);
  apps.set(key, app);
  return app;
}

/** The app running on this machine with these settings, once a test file. {@link cleanUp} ends it. */
export function sharedRun(settings: JsonObject): Promise<LocalRun> {
  const key = JSON.stringify(settings);
  const run = sharedRuns.get(key) ?? runWith(settings);
  sharedRuns.set(key, run);
  return run;
}

/** Starts the app on this machine, for one test alone; {@link cleanUp} ends it. */
export async function runWith(
  settings: JsonObject,
  options: Partial<LocalRunOptions> = {},
): Promise<LocalRun> {
  const { stackFolder } = await synthesizedWith(settings);
  const variables: Record<string, string> =
    settings.approvers === undefined ? { email: "approver@example.com" } : {};
  const run = await startLocalRun({ stackFolder, variables, ...options });
  // Tests of many executions wait for many mails at once.
  run.sns.setMaxListeners(0);
  run.stepFunctions.setMaxListeners(0);
  runs.push(run);
  return run;
}

/** Ends every run and removes what was synthesized: for `afterAll`. */
export async function cleanUp(): Promise<void> {
  await Promise.all(runs.splice(0).map((run) => run.close()));
  await Promise.all([...apps.values()].map(async (app) => (await app).remove()));
  apps.clear();
  sharedRuns.clear();
}

/** Starts an execution of the run's workflow and gives its ARN. */
export async function start(run: LocalRun, input: JsonValue = {}): Promise<string> {
  const [stateMachineArn] = run.stateMachineArns;
  const { executionArn = "" } = await run.stepFunctions.startExecution({
    stateMachineArn,
    input: JSON.stringify(input),
  });
  return executionArn;
}

/** The mails about an execution so far. */
export function mailsOf(run: LocalRun, executionArn: string): Mail[] {
  return run.sns.mails.filter((mail) => isAbout(executionArn, mail));
}

function isAbout(executionArn: string, { body }: Mail): boolean {
  return body.includes(executionArn.split(":").at(-1) ?? "");
}

/** The next mail, to an address if one is given, also if it has come already. */
export function mailOf(run: LocalRun, executionArn: string, to?: string): Promise<Mail> {
  const wanted = (mail: Mail): boolean => isAbout(executionArn, mail) && (to === undefined || mail.to === to);
  const there = run.sns.mails.find(wanted);
  return there
    ? Promise.resolve(there)
    : new Promise((resolve) => {
        run.sns.on("mail", function listener(mail) {
          if (wanted(mail)) {
            run.sns.off("mail", listener);
            resolve(mail);
          }
        });
      });
}

/** Waits for an execution's end; its output parsed. */
export async function ended(
  run: LocalRun,
  executionArn: string,
): Promise<{
  status: string | undefined;
  output: JsonValue;
  error: string | undefined;
  cause: string | undefined;
}> {
  for (;;) {
    const { status, output, error, cause } = await run.stepFunctions.describeExecution({ executionArn });
    if (status !== "RUNNING") {
      return { status, output: output === undefined ? null : JSON.parse(output), error, cause };
    }
    await nextStatus(run);
  }
}

function nextStatus(run: LocalRun): Promise<void> {
  return new Promise((resolve) => {
    run.stepFunctions.once("execution", () => resolve());
  });
}

/** Names of the states that an execution went through. */
export async function statesOf(run: LocalRun, executionArn: string): Promise<string[]> {
  const { events = [] } = await run.stepFunctions.getExecutionHistory({ executionArn, maxResults: 1000 });
  return events.flatMap(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name ?? []);
}

/** Presses a link's button. */
export function post(
  mail: Mail,
  answer: "approve" | "reject",
  body = "",
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(linkIn(mail, answer), {
    method: "POST",
    body,
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
  });
}
