import { Hono } from "hono";
import { ownOriginOnly } from "../../../local/web";

function server(url = "http://127.0.0.1:8787/"): Hono {
  const app = new Hono();
  app.use(ownOriginOnly(url));
  app.all("*", (context) => context.text("reached"));
  return app;
}

describe("ownOriginOnly", () => {
  test.each<[string, Record<string, string>]>([
    ["a browser's first visit", { host: "127.0.0.1:8787" }],
    ["the name localhost", { host: "localhost:8787" }],
    ["IPv6", { host: "[::1]:8787" }],
    ["a name in capitals", { host: "LOCALHOST:8787" }],
    ["its own page's form", { host: "127.0.0.1:8787", origin: "http://127.0.0.1:8787" }],
    ["its own page under the other name", { host: "localhost:8787", origin: "http://localhost:8787" }],
  ])("lets %s through", async (_, headers) => {
    const response = await server().request("/", { method: "POST", headers });
    expect(await response.text()).toBe("reached");
  });

  test.each<[string, Record<string, string>]>([
    ["a name that resolves to this machine", { host: "rebound.example.com:8787" }],
    ["a name that begins like ours", { host: "127.0.0.1:8787.example.com" }],
    ["another port", { host: "127.0.0.1:8788" }],
    ["no port", { host: "127.0.0.1" }],
    ["no host", {}],
    ["another site's page", { host: "127.0.0.1:8787", origin: "https://example.com" }],
    ["a page of another port", { host: "127.0.0.1:8787", origin: "http://127.0.0.1:3000" }],
    ["a page under our other name", { host: "127.0.0.1:8787", origin: "http://localhost:8787" }],
    ["our address over TLS", { host: "127.0.0.1:8787", origin: "https://127.0.0.1:8787" }],
    ["a page without an origin of its own", { host: "127.0.0.1:8787", origin: "null" }],
    ["an empty origin", { host: "127.0.0.1:8787", origin: "" }],
  ])("refuses %s", async (_, headers) => {
    const response = await server().request("/", { method: "POST", headers });
    expect(response.status).toBe(403);
    expect(await response.text()).toMatch(/^Forbidden/);
  });

  test("knows that port 80 is left out of a host", async () => {
    const app = server("http://127.0.0.1:80");
    expect((await app.request("/", { headers: { host: "localhost" } })).status).toBe(200);
    expect((await app.request("/", { headers: { host: "localhost:8787" } })).status).toBe(403);
  });
});
