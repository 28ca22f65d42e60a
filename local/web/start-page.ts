import { html } from "hono/html";
import { AwsServiceError } from "../errors";
import type { Html, Page } from "./layout";
import { machineNameOf } from "./paths";

/** What is typed into the form that starts an execution. */
export interface StartForm {
  readonly stateMachineArn: string;
  /** Empty for a name that Step Functions makes up. */
  readonly name: string;
  /** JSON. */
  readonly input: string;
}

/** Something in the form that cannot be. */
export class StartFormError extends Error {
  override readonly name = "StartFormError";

  constructor(
    readonly field: keyof StartForm,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** An input whose members all reach the mail. */
export const EXAMPLE_INPUT = JSON.stringify(
  {
    title: "Release 4.2 to production",
    details: "12 changes, all tests passed.\nRollback: redeploy 4.1.",
    requestedBy: "Robin",
    url: "https://example.com/releases/4.2",
  },
  undefined,
  2,
);

/**
 * Checks what can be checked without Step Functions.
 *
 * @throws StartFormError
 */
export function checkStartForm(form: StartForm, stateMachineArns: readonly string[]): void {
  if (!stateMachineArns.includes(form.stateMachineArn)) {
    throw new StartFormError("stateMachineArn", "There is no such state machine.");
  }
  try {
    JSON.parse(form.input);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "";
    throw new StartFormError("input", `The input is not JSON: ${reason}`, { cause });
  }
}

/** Says which field an error of Step Functions is about; what is no such error is thrown again. */
export function startFormError(error: unknown): StartFormError {
  if (error instanceof StartFormError) return error;
  if (!(error instanceof AwsServiceError)) throw error;
  const isAboutName = error.code === "InvalidName" || error.code === "ExecutionAlreadyExists";
  return new StartFormError(isAboutName ? "name" : "input", error.message, { cause: error });
}

/** The form, with what was typed and what is wrong with it. */
export function startPage(
  form: StartForm,
  stateMachineArns: readonly string[],
  error?: StartFormError,
): Page {
  const flawed = (field: keyof StartForm): Html | "" =>
    error?.field === field ? html` aria-invalid="true" aria-describedby="error" autofocus` : "";
  return {
    title: error ? "Error: Start an execution" : "Start an execution",
    content: html`<h1>Start an execution</h1>
${error ? html`<p class="error" id="error" role="alert">${error.message}</p>` : ""}
<form method="post" action="/start">
${machineField(form, stateMachineArns, flawed("stateMachineArn"))}
<label for="name">Name (optional)</label>
<input id="name" name="name" value="${form.name}" maxlength="80" autocomplete="off" spellcheck="false"${flawed("name")}>
<label for="input">Input (JSON)</label>
<textarea id="input" name="input" class="code" rows="9" spellcheck="false"${flawed("input")}>
${form.input}</textarea>
<p class="hint">title, details, requestedBy and url reach the approver's mail.</p>
<button>Start</button>
</form>`,
  };
}

function machineField(form: StartForm, stateMachineArns: readonly string[], attributes: Html | ""): Html {
  const [only, ...more] = stateMachineArns;
  if (only !== undefined && more.length === 0) {
    return html`<p>State machine: <strong>${machineNameOf(only)}</strong></p>
<input type="hidden" name="stateMachineArn" value="${only}">`;
  }
  return html`<label for="machine">State machine</label>
<select id="machine" name="stateMachineArn"${attributes}>
${stateMachineArns.map((arn) => option(arn, arn === form.stateMachineArn))}
</select>`;
}

function option(arn: string, isSelected: boolean): Html {
  return html`<option value="${arn}"${isSelected ? html` selected` : ""}>${machineNameOf(arn)}</option>`;
}
