import { join } from "node:path";

const LAMBDAS = join(__dirname, "..", "lambdas");

/** Absolute paths of the files that export the handlers of an approval's functions, by the functions' folders. */
export const FUNCTION_ENTRIES = {
  decide: join(LAMBDAS, "decide", "index.ts"),
  "send-approval-email": join(LAMBDAS, "send-approval-email", "index.ts"),
} as const;

/** One of the functions of an approval. */
export type FunctionName = keyof typeof FUNCTION_ENTRIES;
