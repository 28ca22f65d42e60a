import type { Mail } from "./sns";

/** Something that a person would have stumbled over. */
export class ApproverError extends Error {
  override readonly name = "ApproverError";

  /** @param isLate whether the request was closed before, as when another approver was faster */
  constructor(
    message: string,
    readonly isLate = false,
  ) {
    super(message);
  }
}

/** What an approver can do. */
export type Answer = "approve" | "reject";

/** A link in an approver's mail, if it has one: a mail about an outcome has none. */
export function findLink({ body }: Pick<Mail, "body">, answer: Answer): string | undefined {
  return body
    .split("\n")
    .find((line) => URL.canParse(line) && new URL(line).searchParams.get("action") === answer);
}

/**
 * A link in an approver's mail.
 *
 * @throws ApproverError if there is none
 */
export function linkIn(mail: Pick<Mail, "body" | "subject">, answer: Answer): string {
  const link = findLink(mail, answer);
  if (link === undefined) {
    throw new ApproverError(`The mail "${mail.subject}" has no link to ${answer}`);
  }
  return link;
}

/**
 * Does what a person would: opens the mail's link and sends the page's form.
 *
 * Where the page has no form because opening the link decided (`oneClick`), opening is all.
 *
 * @param comment what to write into the form
 * @returns the last page
 * @throws ApproverError if a page says that it did not work
 */
export async function answerAsApprover(
  mail: Pick<Mail, "body" | "subject">,
  answer: Answer,
  comment = "",
): Promise<string> {
  const link = linkIn(mail, answer);
  const page = await readPage(await fetch(link, { redirect: "manual" }));
  if (!/<form method="post">/.test(page)) {
    return page;
  }
  return readPage(
    await fetch(link, { method: "POST", body: new URLSearchParams({ comment }), redirect: "manual" }),
  );
}

/** A redirect leads to the AWS console, where there is nothing to see of a local run. */
async function readPage(response: Response): Promise<string> {
  const page = await response.text();
  if (response.status >= 400) {
    const title = /<title>(.*?)<\/title>/.exec(page)?.[1];
    const isLate = response.status === 409 || response.status === 410;
    throw new ApproverError(`The page says ${response.status} ${title ?? page}`, isLate);
  }
  return page;
}
