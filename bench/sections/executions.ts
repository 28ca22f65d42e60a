import { figure, type Section } from "../figures";
import { inTurn, median, runCommand, timingsOf, type Variant } from "../timing";
import type { ManyExecutions } from "../waiting-executions";

/** Many executions waiting at once in the local run, decided in random order. */
export const executions: Section = {
  name: "executions",
  title: "Executions waiting at once in the local run, decided in random order",
  run: async (progress) => {
    progress("10, 100 and 1,000 executions in turn");
    const memory = { ten: memoryOf(10), hundred: memoryOf(100), thousand: memoryOf(1000) };
    const measured = await inTurn(
      { ten: memory.ten.variant, hundred: memory.hundred.variant, thousand: memory.thousand.variant },
      { rounds: 3, budgetMs: 0, warmUp: false },
    );
    const each = (taken: number, count: number): number => taken / count;
    const { ten, hundred, thousand } = measured;
    const perThousand = each(thousand.medianMs, 1000);
    return {
      timings: timingsOf(measured),
      figures: [
        figure(
          "time for each of 100 against each of 10",
          each(hundred.medianMs, 100) / each(ten.medianMs, 10),
          "times",
        ),
        figure(
          "time for each of 1,000 against each of 100",
          perThousand / each(hundred.medianMs, 100),
          "times",
          {
            atMost: 1.5,
          },
        ),
        figure("peak memory of 1,000 against 10", memory.thousand.median() / memory.ten.median(), "times"),
        figure("peak memory with 10", memory.ten.median(), "MB"),
        figure("peak memory with 100", memory.hundred.median(), "MB"),
        figure("peak memory with 1,000", memory.thousand.median(), "MB"),
      ],
      notes: ["Every execution is checked to have ended as it was decided."],
    };
  },
};

function memoryOf(count: number): { readonly variant: Variant; median(): number } {
  const peaks: number[] = [];
  const file = "bench/waiting-executions.ts";
  return {
    median: () => median(peaks),
    variant: {
      name: `${count} executions, first start to last end`,
      command: `node --require tsx/cjs ${file} ${count}`,
      once: async () => {
        const { stdout } = await runCommand({ args: ["--require", "tsx/cjs", file, String(count)] });
        const { milliseconds, peakMemoryMb }: ManyExecutions = JSON.parse(stdout);
        peaks.push(peakMemoryMb);
        return milliseconds;
      },
    },
  };
}
