import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";

/** Another program has the port. */
export class PortTakenError extends Error {
  override readonly name = "PortTakenError";

  constructor(port: number) {
    super(`Port ${port} is taken; choose another with --port N (0 = any free port)`);
  }
}

/** A server that is listening. */
export interface HttpServer {
  /** Where it answers, such as `http://127.0.0.1:8787/`. */
  readonly url: string;
  /** Stops answering and ends all connections. */
  close(): Promise<void>;
}

/** The only address that the local run listens on. */
export const LOOPBACK = "127.0.0.1";

/**
 * Serves a Hono app on this machine only.
 *
 * @param port 0 for any that is free
 * @throws PortTakenError
 */
export async function serveOnLoopback(
  fetch: Parameters<typeof getRequestListener>[0],
  port: number,
): Promise<HttpServer> {
  const server = createServer(
    getRequestListener(fetch, { hostname: LOOPBACK, overrideGlobalObjects: false }),
  );
  server.listen(port, LOOPBACK);
  await once(server, "listening").catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EADDRINUSE" ? new PortTakenError(port) : error;
  });
  const { port: listening } = server.address() as AddressInfo;
  return {
    url: `http://${LOOPBACK}:${listening}/`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
