import type { ExecutionListItem, HistoryEvent } from "@aws-sdk/client-sfn";
import type { StepFunctionsApi } from "../endpoint";

const PAGE_SIZE = 1000;

/** All executions of some state machines, newest first. */
export async function allExecutions(
  stepFunctions: Pick<StepFunctionsApi, "listExecutions">,
  stateMachineArns: readonly string[],
): Promise<ExecutionListItem[]> {
  const lists = await Promise.all(
    stateMachineArns.map((stateMachineArn) =>
      allPages(async (nextToken) => {
        const page = await stepFunctions.listExecutions({
          stateMachineArn,
          maxResults: PAGE_SIZE,
          ...nextToken,
        });
        return { items: page.executions, nextToken: page.nextToken };
      }),
    ),
  );
  return lists.flat().sort((a, b) => (b.startDate?.getTime() ?? 0) - (a.startDate?.getTime() ?? 0));
}

/** All events of an execution, oldest first. */
export async function wholeHistory(
  stepFunctions: Pick<StepFunctionsApi, "getExecutionHistory">,
  executionArn: string,
): Promise<HistoryEvent[]> {
  return allPages(async (nextToken) => {
    const page = await stepFunctions.getExecutionHistory({
      executionArn,
      maxResults: PAGE_SIZE,
      ...nextToken,
    });
    return { items: page.events, nextToken: page.nextToken };
  });
}

async function allPages<Item>(
  read: (next: { readonly nextToken?: string }) => Promise<{
    readonly items: readonly Item[] | undefined;
    readonly nextToken: string | undefined;
  }>,
): Promise<Item[]> {
  const all: Item[] = [];
  let nextToken: string | undefined;
  do {
    const page = await read(nextToken === undefined ? {} : { nextToken });
    all.push(...(page.items ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return all;
}
