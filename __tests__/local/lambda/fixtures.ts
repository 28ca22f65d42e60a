import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { LocalFunction } from "../../../local/lambda/local-function";

/** A temporary folder with one folder for each function. */
export class FunctionFolders {
  readonly root = mkdtempSync(path.join(tmpdir(), "functions-"));
  #count = 0;

  /** Writes a function's file and describes the function; `settings` goes over the description. */
  create(source: string, settings: Partial<LocalFunction> & { fileName?: string } = {}): LocalFunction {
    const { fileName = "index.mjs", ...rest } = settings;
    const functionName = rest.functionName ?? `function-${this.#count++}`;
    const codeFolder = path.join(this.root, functionName);
    const file = path.join(codeFolder, fileName);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, source);
    return {
      functionName,
      functionArn: `arn:aws:lambda:eu-west-1:111122223333:function:${functionName}`,
      handler: "index.handler",
      codeFolder,
      environment: {},
      logGroupName: `/aws/lambda/${functionName}`,
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "token" },
      ...rest,
    };
  }

  /** The path of a file that does not exist yet. */
  gate(): string {
    return path.join(this.root, `gate-${this.#count++}`);
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** A function that logs `start`, waits until the file `event.gate` exists, and tells which thread it ran in. */
export const WAITING_FUNCTION = `
  import { existsSync } from "node:fs";
  import { threadId } from "node:worker_threads";
  let running = 0;
  export const handler = async ({ gate }) => {
    running++;
    const together = running;
    console.log("start");
    while (!existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 2));
    running--;
    return { threadId, together };
  };`;
