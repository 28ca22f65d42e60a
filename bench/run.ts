import { writeFileSync } from "node:fs";
import { help, parseArguments, UsageError } from "./arguments";
import type { Section } from "./figures";
import { describeMachine } from "./machine";
import { plot } from "./plot";
import { machineText, type Report, type ReportedSection, sectionText } from "./report";
import { coldStart } from "./sections/cold-start";
import { decisions } from "./sections/decisions";
import { executions } from "./sections/executions";
import { history } from "./sections/history";
import { install } from "./sections/install";
import { sizes } from "./sections/sizes";
import { synth } from "./sections/synth";
import { tests } from "./sections/tests";

const SECTIONS: readonly Section[] = [
  synth,
  coldStart,
  sizes,
  decisions,
  history,
  executions,
  tests,
  install,
];

async function main(): Promise<void> {
  const args = parseArguments(process.argv.slice(2), SECTIONS);
  if (args.help) {
    process.stdout.write(help(SECTIONS));
    return;
  }
  // Settings of the shell would be in every synthesis, and the SDK's hint in every child's output.
  delete process.env.SFN_APPROVAL_SETTINGS;
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
  const print = (text: string): void => {
    if (!args.json) {
      process.stdout.write(text);
    }
  };
  const machine = describeMachine();
  print(machineText(machine));
  const sections: ReportedSection[] = [];
  for (const { name, title, run } of args.sections) {
    const result = await run((text) => process.stderr.write(`${name}: ${text}\n`));
    const section = { name, title, ...result };
    sections.push(section);
    print(sectionText(section));
  }
  const report: Report = { machine, sections };
  if (args.plot !== undefined) {
    writeFileSync(args.plot, await plot(report));
  }
  if (args.json) {
    process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  }
}

main().catch((error: unknown) => {
  if (!(error instanceof UsageError)) {
    throw error;
  }
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
});
