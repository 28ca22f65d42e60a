import { Hono } from "hono";
import { type HttpServer, serveOnLoopback } from "../../../local/http-server";
import { createPages } from "../../../local/web";
import { LiveUpdates } from "../../../local/web/live-updates";
import { until } from "../step-functions/workbench";
import { PagesUnderTest } from "./pages-under-test";

const servers: HttpServer[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function serve(app: Hono): Promise<HttpServer> {
  const server = await serveOnLoopback(app.fetch, 0);
  servers.push(server);
  return server;
}

/** An event stream, read piece by piece. */
class Listener {
  readonly #abort = new AbortController();
  #reader: ReadableStreamDefaultReader<string> | undefined;
  #text = "";

  async open(url: string): Promise<Response> {
    const response = await fetch(url, { signal: this.#abort.signal });
    this.#reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    return response;
  }

  /** Reads on until the text has come, then forgets what was read. */
  async hear(text: string): Promise<void> {
    while (!this.#text.includes(text)) {
      const { done, value = "" } = (await this.#reader?.read()) ?? { done: true };
      if (done) throw new Error(`The stream ended before ${JSON.stringify(text)}`);
      this.#text += value;
    }
    this.#text = "";
  }

  /** Whether the stream ends without another word. */
  async ends(): Promise<boolean> {
    const result = await this.#reader?.read().catch(() => ({ done: true }));
    return result?.done ?? true;
  }

  close(): void {
    this.#abort.abort();
  }
}

async function updatesUnderTest(
  heartbeatSeconds?: number,
): Promise<{ updates: LiveUpdates; server: HttpServer }> {
  const updates = new LiveUpdates(heartbeatSeconds);
  const app = new Hono();
  app.get("/events", (context) => updates.stream(context));
  return { updates, server: await serve(app) };
}

describe("LiveUpdates", () => {
  test("tells every listener of a change", async () => {
    const { updates, server } = await updatesUnderTest();
    const listeners = [new Listener(), new Listener()];
    for (const listener of listeners) {
      const response = await listener.open(`${server.url}events`);
      expect(response.headers.get("content-type")).toBe("text/event-stream");
      await listener.hear("retry: 1000");
    }
    updates.announce();
    await Promise.all(listeners.map((listener) => listener.hear("event: change")));
    updates.announce();
    await Promise.all(listeners.map((listener) => listener.hear("event: change")));
  });

  test("forgets a listener that goes", async () => {
    const { updates, server } = await updatesUnderTest();
    const listener = new Listener();
    await listener.open(`${server.url}events`);
    await listener.hear("retry");
    expect(updates.clientCount).toBe(1);
    listener.close();
    await until(() => updates.clientCount === 0);
  });

  test("shows now and then that it is still there", async () => {
    const { server } = await updatesUnderTest(0.01);
    const listener = new Listener();
    await listener.open(`${server.url}events`);
    await listener.hear(": still here");
    await listener.hear(": still here");
  });

  test("lets the server end", async () => {
    const { updates, server } = await updatesUnderTest();
    const listener = new Listener();
    await listener.open(`${server.url}events`);
    await listener.hear("retry");
    servers.length = 0;
    await server.close();
    expect(await listener.ends()).toBe(true);
    await until(() => updates.clientCount === 0);
  });
});

test("mails, events of executions and their ends are told to open pages", async () => {
  const pages = new PagesUnderTest();
  const app = new Hono();
  const server = await serve(app);
  app.route(
    "/",
    createPages({
      stepFunctions: pages.bench.service,
      sns: pages.sns,
      stateMachineArns: pages.stateMachineArns,
      endpointUrl: server.url,
    }),
  );
  const listener = new Listener();
  expect((await listener.open(`${server.url}events`)).status).toBe(200);
  await listener.hear("retry");
  await pages.mail("alice@example.com", "Subject");
  await listener.hear("event: change");
  const executionArn = await pages.start("release-42");
  await listener.hear("event: change");
  await pages.bench.token();
  await pages.bench.service.stopExecution({ executionArn });
  await listener.hear("event: change");
});
