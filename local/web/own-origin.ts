import type { MiddlewareHandler } from "hono";

/**
 * Answers this server's own clients and pages only; everything else gets 403.
 *
 * Listening on loopback keeps other machines out, yet any web page that is open in a browser here can send
 * requests to 127.0.0.1, directly (then `Origin` is the page's) or by a name of its own that resolves to it
 * (then `Host` is that name). Command lines and SDKs send no `Origin` and are let through.
 *
 * @param serverUrl where the server listens, such as `http://127.0.0.1:8787`
 */
export function ownOriginOnly(serverUrl: string): MiddlewareHandler {
  const { port } = new URL(serverUrl);
  const ownHosts = ["127.0.0.1", "localhost", "[::1]"].map((name) => new URL(`http://${name}:${port}`).host);
  return async (context, next) => {
    const host = context.req.header("host")?.toLowerCase();
    const origin = context.req.header("origin");
    if (host === undefined || !ownHosts.includes(host)) {
      return context.text(`Forbidden: this server is known as ${ownHosts.join(", ")}\n`, 403);
    }
    if (origin !== undefined && origin !== `http://${host}`) {
      return context.text("Forbidden: the request comes from another site's page\n", 403);
    }
    return next();
  };
}
