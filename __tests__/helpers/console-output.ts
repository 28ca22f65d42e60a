import { formatWithOptions } from "node:util";

/** One call of the console: its level, and the arguments. */
export interface ConsoleCall {
  readonly level: string;
  readonly values: readonly unknown[];
}

const LEVELS = ["debug", "log", "info", "warn", "error", "trace"] as const;

/** Keeps what is written to the console instead of printing it. Jest's `restoreAllMocks` ends it. */
export class ConsoleOutput {
  readonly calls: ConsoleCall[] = [];

  constructor() {
    for (const level of LEVELS) {
      jest.spyOn(console, level).mockImplementation((...values: unknown[]) => {
        this.calls.push({ level, values });
      });
    }
  }

  /** Everything written so far, as plain text logs and as JSON logs show it. */
  text(): string {
    return this.calls
      .map(({ values }) => `${formatWithOptions({ depth: 9 }, ...values)}\n${JSON.stringify(values)}`)
      .join("\n");
  }
}
