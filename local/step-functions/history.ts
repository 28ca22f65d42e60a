import type { HistoryEvent, HistoryEventType } from "@aws-sdk/client-sfn";

/** The most events that an execution's history holds. */
export const MAX_EVENTS = 25_000;

/** What an event says beside its place in the history. */
export type EventContent = Omit<HistoryEvent, "id" | "previousEventId" | "timestamp" | "type"> & {
  readonly type: HistoryEventType;
};

/** An event that was written. */
export type RecordedEvent = HistoryEvent & { readonly id: number; readonly timestamp: Date };

/** Where a page of the history begins and which way it goes. */
export interface HistoryRange {
  /** The id of the page's first event. */
  readonly firstId: number;
  readonly reverseOrder: boolean;
  readonly maxResults: number;
}

/**
 * The events of an execution, in the order of their ids, which count from 1.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/apireference/API_GetExecutionHistory.html
 */
export class History {
  readonly #events: RecordedEvent[] = [];

  get length(): number {
    return this.#events.length;
  }

  /** Writes an event. */
  append(previousEventId: number, content: EventContent): RecordedEvent {
    const event = { ...content, id: this.#events.length + 1, previousEventId, timestamp: new Date() };
    this.#events.push(event);
    return event;
  }

  /** Some events in a row; the id that the next page begins with, if there is one. */
  page({ firstId, reverseOrder, maxResults }: HistoryRange): { events: RecordedEvent[]; nextId?: number } {
    const step = reverseOrder ? -1 : 1;
    const endId = Math.min(Math.max(firstId + step * maxResults, 0), this.#events.length + 1);
    const events = reverseOrder
      ? this.#events.slice(endId, firstId).reverse()
      : this.#events.slice(firstId - 1, endId - 1);
    const isLast = reverseOrder ? endId === 0 : endId > this.#events.length;
    return { events, ...(!isLast && { nextId: endId }) };
  }
}

/** An event without what was handed in and out: what `includeExecutionData: false` leaves of it. */
export function withoutData(event: HistoryEvent): HistoryEvent {
  const stripped = Object.entries(event).map(([name, details]) => {
    if (!name.endsWith("EventDetails")) return [name, details];
    const { input, inputDetails, output, outputDetails, parameters, ...rest } = details;
    return [name, rest];
  });
  return Object.fromEntries(stripped);
}
