import { createPublicKey, verify } from "node:crypto";
import { pathToFileURL } from "node:url";
import { bundle } from "../../constructs/bundle";
import { FUNCTION_ENTRIES } from "../../constructs/functions";
import { canonicalText, parseLink } from "../../lambdas/shared/approval-link";
import { isSignedBy, linkPublicKey } from "../../lambdas/shared/link-signature";
import { linkIn } from "../../local/approver";
import { combined, type Figure, figure, ratio, type Section, type SectionResult } from "../figures";
import { functionUrlEvent } from "../function-url-event";
import { inTurn, type Measured, timingsOf, type Variant } from "../timing";
import { mailOf, startWorkflow, type Workflow } from "../waiting-workflow";

/** How often a variant is done for one sample: a single time is too short to measure. */
const BATCH = 500;

/** How many decisions are one sample: each needs an execution of its own. */
const DECISIONS = 25;

const ROUNDS = { rounds: 21, budgetMs: 30_000 };

/** What a request costs once the function is loaded. */
export const decisions: Section = {
  name: "decisions",
  title: "Decisions: AWS calls a request, signature checks and requests a second",
  run: async (progress) => {
    const workflow = await startWorkflow();
    try {
      progress("AWS calls of each kind of request");
      const calls = await awsCalls(workflow);
      progress("signature checks and pages in turn");
      return combined([{ timings: [], figures: calls, notes: [] }, await throughput(workflow)]);
    } finally {
      await workflow.close();
    }
  },
};

async function awsCalls(workflow: Workflow): Promise<Figure[]> {
  const { run, calls } = workflow;
  calls.length = 0;
  const { executionArn } = await workflow.ask();
  const mailCalls = calls.length;
  const link = linkIn(await mailOf(run, executionArn), "approve");
  const count = async (request: () => Promise<Response>, status: number): Promise<number> => {
    const before = calls.length;
    const response = await request();
    if (response.status !== status) {
      throw new Error(`The function answered ${response.status}, not ${status}`);
    }
    return calls.length - before;
  };
  const forged = link.replace("action=approve", "action=reject");
  return [
    figure("AWS calls of a mail to one approver", mailCalls, "calls", { atMost: 4 }),
    figure("AWS calls of a page (GET)", await count(() => fetch(link), 200), "calls", { atMost: 0 }),
    figure(
      "AWS calls of a refused request (POST of a forged link)",
      await count(() => fetch(forged, { method: "POST" }), 403),
      "calls",
      { atMost: 0 },
    ),
    figure(
      "AWS calls of a decision (POST)",
      await count(() => fetch(link, { method: "POST" }), 200),
      "calls",
      { atMost: 2 },
    ),
  ];
}

async function throughput(workflow: Workflow): Promise<SectionResult> {
  const { query } = await workflow.ask();
  const { LINK_PUBLIC_KEY = "" } = workflow.environment;
  const publicKey = linkPublicKey(LINK_PUBLIC_KEY);
  const { link, signature } = parseLink(query);
  const signed = Buffer.from(canonicalText(link));
  const der = Buffer.from(signature, "base64url");
  const bareKey = createPublicKey({
    key: Buffer.from(LINK_PUBLIC_KEY, "base64"),
    format: "der",
    type: "spki",
  });

  const restoreEnvironment = setEnvironment(workflow.environment);
  const { info } = console;
  // What the function logs of a decision would be among the results.
  console.info = () => undefined;
  try {
    const { handler } = await import(pathToFileURL(`${bundle(FUNCTION_ENTRIES.decide)}/index.mjs`).href);
    const event = functionUrlEvent("GET", query);
    const context = { invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:bench" };
    const measured = await inTurn(
      {
        verify: batch("ECDSA verification alone", () => verify("sha256", signed, bareKey, der)),
        check: batch("a link read and its signature checked", () => {
          const parsed = parseLink(query);
          return isSignedBy(publicKey, parsed.link, parsed.signature);
        }),
        page: batch("a page through the handler (GET)", async () => {
          return (await handler(event, context)).statusCode === 200;
        }),
        decision: {
          name: `${DECISIONS} decisions through the handler (POST), AWS on this machine`,
          command: "in the bench's own process",
          once: async () => {
            const events: unknown[] = [];
            for (let count = 0; count < DECISIONS; count += 1) {
              events.push(functionUrlEvent("POST", (await workflow.ask()).query));
            }
            const started = performance.now();
            for (const post of events) {
              const { statusCode } = await handler(post, context);
              if (statusCode !== 200) {
                throw new Error(`A decision was answered with ${statusCode}`);
              }
            }
            return performance.now() - started;
          },
        },
      },
      ROUNDS,
    );
    const { check, page, decision } = measured;
    return {
      timings: timingsOf(measured),
      figures: [
        figure("links checked a second, one core", perSecond(check, BATCH), "per s"),
        ratio("a link checked against ECDSA alone", check.samples, measured.verify.samples),
        figure("pages through the handler a second, one core", perSecond(page, BATCH), "per s"),
        ratio("a page against the check of its link", page.samples, check.samples),
        figure(
          "decisions through the handler a second, AWS on the same cores",
          perSecond(decision, DECISIONS),
          "per s",
        ),
      ],
      notes: [],
    };
  } finally {
    console.info = info;
    restoreEnvironment();
  }
}

/** @returns sets the variables to what they were before */
function setEnvironment(variables: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, variables);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = value;
      }
    }
  };
}

function batch(name: string, act: () => boolean | Promise<boolean>): Variant {
  return {
    name: `${BATCH} times ${name}`,
    command: "in the bench's own process",
    once: async () => {
      const started = performance.now();
      for (let repetition = 0; repetition < BATCH; repetition += 1) {
        if (!(await act())) {
          throw new Error(`${name} failed`);
        }
      }
      return performance.now() - started;
    },
  };
}

function perSecond({ medianMs }: Measured, times: number): number {
  return Math.round((times * 1000) / medianMs);
}
