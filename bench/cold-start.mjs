// @ts-check
/**
 * A new process that loads one function, hands it the event on standard input, and tells when it has answered.
 *
 * usage: node bench/cold-start.mjs BUNDLE/index.mjs
 */
import { readFileSync, writeSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { handler } = await import(pathToFileURL(String(process.argv[2])).href);
const context = {
  invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:bench",
  awsRequestId: "bench",
};
const answer = await handler(JSON.parse(readFileSync(0, "utf8")), context);
writeSync(1, `${JSON.stringify(answer ?? null)}\n`);
process.exit();
