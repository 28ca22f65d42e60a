import type { Context } from "hono";
import { streamSSE } from "hono/streaming";

const HEARTBEAT_SECONDS = 15;

/**
 * Tells open pages, by server-sent events, that something has changed; what, they see when they load again.
 *
 * Changes that come faster than a client reads are told once.
 */
export class LiveUpdates {
  #version = 0;
  readonly #wakeups = new Set<() => void>();

  /** @param heartbeatSeconds how often a line is sent to find out that a client is gone */
  constructor(private readonly heartbeatSeconds = HEARTBEAT_SECONDS) {}

  /** How many pages listen. */
  get clientCount(): number {
    return this.#wakeups.size;
  }

  /** Tells every open page. */
  announce(): void {
    this.#version += 1;
    for (const wakeUp of this.#wakeups) wakeUp();
  }

  /** A stream of `change` events that lasts until the client or the server ends the connection. */
  stream(context: Context): Response {
    return streamSSE(context, async (stream) => {
      let wakeUp: () => void = () => undefined;
      const onChange = (): void => wakeUp();
      this.#wakeups.add(onChange);
      stream.onAbort(() => {
        this.#wakeups.delete(onChange);
        wakeUp();
      });
      const heartbeat = setInterval(() => wakeUp(), this.heartbeatSeconds * 1000).unref();
      let told = this.#version;
      await stream.write("retry: 1000\n\n");
      while (!stream.aborted) {
        await new Promise<void>((resolve) => {
          wakeUp = resolve;
          if (told !== this.#version || stream.aborted) resolve();
        });
        const isNew = told !== this.#version;
        told = this.#version;
        await stream.write(isNew ? "event: change\ndata:\n\n" : ": still here\n\n");
      }
      clearInterval(heartbeat);
    });
  }
}
