import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { html } from "hono/html";
import type { StepFunctionsApi } from "../endpoint";
import { AwsServiceError } from "../errors";
import type { Mail } from "../sns";
import { executionPage } from "./execution-page";
import { allExecutions, wholeHistory } from "./executions";
import { executionsPage } from "./executions-page";
import { HEADERS, ICON, type Page, respond } from "./layout";
import { LiveUpdates } from "./live-updates";
import { inboxPage, mailPage, mailSubjectOf } from "./mail-pages";
import { ownOriginOnly } from "./own-origin";
import { executionArnOf, executionPath, machineNameOf, mailPath } from "./paths";
import { checkStartForm, EXAMPLE_INPUT, type StartForm, startFormError, startPage } from "./start-page";

export { ownOriginOnly } from "./own-origin";

/** Something that announces changes; an `EventEmitter` is. */
interface Announcer<Name extends string> {
  on(event: Name, listener: () => void): unknown;
}

/** Settings of {@link createPages}. */
export interface PagesOptions {
  readonly stepFunctions: StepFunctionsApi & Announcer<"history" | "execution">;
  readonly sns: { readonly mails: readonly Mail[] } & Announcer<"mail">;
  /** The state machines whose executions are shown and can be started. */
  readonly stateMachineArns: readonly string[];
  /** Where the server that the pages are mounted on is reached, such as `http://127.0.0.1:8787`. */
  readonly endpointUrl: string;
}

/** An execution's input has 262,144 bytes at most; a form may take three bytes for one. */
const MAX_FORM_BYTES = 1_048_576;

const FORM_LIMIT = bodyLimit({
  maxSize: MAX_FORM_BYTES,
  onError: (context) => context.text("The form is larger than any input may be\n", 413),
});

const SCRIPT = readFileSync(join(__dirname, "live.js"), "utf8");

/**
 * The local run's pages: the inbox, the executions, and a form to start one.
 *
 * Mounted on `/` after the AWS endpoint, they answer every other address, if need be with 404. Requests that
 * another site's page could have sent are refused.
 */
export function createPages(options: PagesOptions): Hono {
  const { stepFunctions, sns, stateMachineArns, endpointUrl } = options;
  const updates = new LiveUpdates();
  const announce = (): void => updates.announce();
  stepFunctions.on("history", announce);
  stepFunctions.on("execution", announce);
  sns.on("mail", announce);

  const app = new Hono();
  const show = (context: Context, page: Page, status?: Parameters<typeof respond>[3]) =>
    respond(context, page, endpointUrl, status);
  app.use(async (context, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) context.res.headers.set(name, value);
  });
  app.use(ownOriginOnly(endpointUrl));

  app.get("/", (context) => show(context, inboxPage(sns.mails, context.req.query("to"))));
  app.get("/mails/:number{[1-9][0-9]*}", (context, next) => {
    const mail = sns.mails[Number(context.req.param("number")) - 1];
    return mail ? show(context, mailPage(mail)) : next();
  });
  app.get("/executions", async (context) => {
    const { status = "", name = "" } = context.req.query();
    const executions = await allExecutions(stepFunctions, stateMachineArns);
    const filtered = executions.filter(
      (execution) => (status === "" || execution.status === status) && execution.name?.includes(name),
    );
    return show(context, executionsPage(filtered, { status, name }));
  });
  app.get("/executions/:machine/:name", async (context, next) => {
    const { machine, name } = context.req.param();
    const stateMachineArn = stateMachineArns.find((arn) => machineNameOf(arn) === machine);
    if (stateMachineArn === undefined) return next();
    const executionArn = executionArnOf(stateMachineArn, name);
    const [{ definition = "" }, execution, history] = await Promise.all([
      stepFunctions.describeStateMachine({ stateMachineArn }),
      stepFunctions.describeExecution({ executionArn }),
      wholeHistory(stepFunctions, executionArn),
    ]);
    const mails = sns.mails.flatMap((mail, index) => {
      const subject = mailSubjectOf(mail);
      const isAbout = subject?.machineName === machine && subject.executionName === name;
      return isAbout ? [{ to: mail.to, path: mailPath(index) }] : [];
    });
    return show(
      context,
      executionPage({ machineName: machine, definition: JSON.parse(definition), execution, history, mails }),
    );
  });
  app.get("/start", (context) => {
    const form = { stateMachineArn: stateMachineArns[0] ?? "", name: "", input: EXAMPLE_INPUT };
    return show(context, startPage(form, stateMachineArns));
  });
  app.post("/start", FORM_LIMIT, async (context) => {
    if (context.req.header("origin") === undefined) {
      return context.text("Forbidden: this form is sent by its own page only\n", 403);
    }
    const form = await startFormOf(context);
    try {
      checkStartForm(form, stateMachineArns);
      const { stateMachineArn, input, name } = form;
      const started = await stepFunctions.startExecution({
        stateMachineArn,
        input,
        ...(name !== "" && { name }),
      });
      const executionName = started.executionArn?.split(":").at(-1) ?? "";
      return context.redirect(executionPath(machineNameOf(stateMachineArn), executionName), 303);
    } catch (error) {
      return show(context, startPage(form, stateMachineArns, startFormError(error)), 400);
    }
  });
  app.get("/events", (context) => updates.stream(context));
  app.get("/live.js", (context) =>
    context.body(SCRIPT, 200, { "Content-Type": "text/javascript; charset=utf-8" }),
  );
  app.get("/icon.svg", (context) => context.body(ICON, 200, { "Content-Type": "image/svg+xml" }));
  app.all("*", (context) => show(context, NOT_FOUND, 404));
  app.onError((error, context) => {
    if (error instanceof AwsServiceError && /DoesNotExist$|^Invalid(Arn|Name)$/.test(error.code)) {
      return show(context, NOT_FOUND, 404);
    }
    console.error(error);
    return show(context, FAILED, 500);
  });
  return app;
}

const NOT_FOUND: Page = {
  title: "Not found",
  content: html`<h1>Not found</h1>
<p>There is no such page. The local run forgets everything when it ends.</p>`,
};

const FAILED: Page = {
  title: "Error",
  content: html`<h1>Error</h1>
<p>The page could not be made. The terminal of the local run says why.</p>`,
};

async function startFormOf(context: Context): Promise<StartForm> {
  const body = await context.req.parseBody();
  const text = (name: keyof StartForm): string => {
    const value = body[name];
    return typeof value === "string" ? value : "";
  };
  return { stateMachineArn: text("stateMachineArn"), name: text("name").trim(), input: text("input") };
}
