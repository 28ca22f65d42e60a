import { AssertionError } from "node:assert";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CommandError } from "./command";
import { Project } from "./project";
import { findProvider, UnavailableError } from "./provider";
import { APPLIED, type Scenario, VALIDATED } from "./scenarios";

const USAGE = `usage: npm run test:terraform

Takes what the project synthesizes through Terraform itself: synthesis, deployment, plans, destruction, with
several settings. Works in temporary folders, and without the credentials that it finds.

Terraform finds the AWS provider as it is set up to, by its CLI configuration (TF_CLI_CONFIG_FILE) for instance.
Everything is applied and destroyed with a stand-in provider that needs no account, or, where AWS_ENDPOINT_URL
names an address of this machine, on the emulator there. With the real provider everything is validated only.

exit code 0: all passed; 1: something failed; 2: wrong usage; 3: there is no Terraform, or no provider for it
`;

async function main(): Promise<number> {
  try {
    if (parseArgs({ options: { help: { type: "boolean", short: "h" } } }).values.help) {
      console.log(USAGE);
      return 0;
    }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), "sfn-approval-terraform-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(143));

  const tally = { passed: 0, failed: 0 };
  try {
    const { workplace, appliesSafely, description } = await findProvider(folder, process.env);
    console.log(description);
    for (const scenario of appliesSafely ? APPLIED : VALIDATED) {
      await play(scenario, new Project(workplace, scenario.settings), tally);
    }
  } catch (error) {
    if (error instanceof UnavailableError) {
      console.error(error.message);
      return 3;
    }
    tally.failed++;
    console.log(`FAILED  synthesis\n${described(error)}`);
  }
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  return tally.failed === 0 ? 0 : 1;
}

/** Takes a scenario's steps one after the other. The first that fails is its last: the others build on it. */
async function play(
  { steps }: Scenario,
  project: Project,
  tally: { passed: number; failed: number },
): Promise<void> {
  for (const [what, step] of steps) {
    const start = performance.now();
    try {
      await step(project);
    } catch (error) {
      tally.failed++;
      console.log(`FAILED  ${what}\n${described(error)}`);
      return;
    }
    tally.passed++;
    console.log(`ok      ${what.padEnd(72)} ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
}

function described(error: unknown): string {
  if (error instanceof CommandError) {
    return `${error.message}\n${error.output}`;
  }
  // An assertion's message says all; anything else is unexpected, so where it comes from matters.
  return error instanceof AssertionError
    ? error.message
    : String(error instanceof Error ? error.stack : error);
}

main().then((exitCode) => {
  process.exitCode = exitCode;
});
