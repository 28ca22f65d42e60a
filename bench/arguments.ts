import { parseArgs } from "node:util";
import type { Section } from "./figures";

/** A flag that the bench does not know, or a section that it does not have; the message is one line. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What the command line says. */
export interface Arguments {
  readonly help: boolean;
  /** One JSON document on stdout instead of text. */
  readonly json: boolean;
  /** Where to draw the plot to. @default nowhere */
  readonly plot: string | undefined;
  /** The sections to run. */
  readonly sections: readonly Section[];
}

/** What `npm run bench -- --help` prints. */
export function help(sections: readonly Section[]): string {
  const lines = sections.map(({ name, title }) => `  ${name.padEnd(12)}${title}`);
  return `Measures what people wait for, against what they would use otherwise.

usage: npm run bench
       npm run bench -- --only NAME [--only NAME]
       npm run bench --silent -- --json

  --only NAME   one section; may be repeated
  --json        one JSON document on stdout
  --plot FILE   draw the ratios to a file, as SVG
  --help        this page

Sections:
${lines.join("\n")}

All of it takes about a quarter of an hour. A ratio is one of medians, measured in turn within one run. Progress
goes to stderr.
Exit codes: 0 measured, whether or not targets are met; 1 something failed; 2 a flag cannot be.
`;
}

/**
 * Reads the command line.
 *
 * @throws UsageError
 */
export function parseArguments(args: readonly string[], sections: readonly Section[]): Arguments {
  const { help = false, json = false, plot, only } = parsed(args);
  return {
    help,
    json,
    plot,
    sections: only === undefined ? sections : only.map((name) => sectionOf(name, sections)),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean", short: "h" },
        json: { type: "boolean" },
        only: { type: "string", multiple: true },
        plot: { type: "string" },
      },
    }).values;
  } catch (cause) {
    const [message] = (cause instanceof Error ? cause.message : "").split(". ");
    throw new UsageError(`${message}; see --help`, { cause });
  }
}

function sectionOf(name: string, sections: readonly Section[]): Section {
  const section = sections.find((one) => one.name === name);
  if (section === undefined) {
    throw new UsageError(`--only is ${name}; it can be ${sections.map((one) => one.name).join(", ")}`);
  }
  return section;
}
