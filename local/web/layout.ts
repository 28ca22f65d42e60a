import { createHash } from "node:crypto";
import type { Context } from "hono";
import { html, raw } from "hono/html";
import { PAGE_STYLE } from "../../lambdas/shared/page-style";
import { LOCAL_STYLE } from "./style";

/** Markup whose texts are escaped. */
export type Html = ReturnType<typeof html>;

/** One page. */
export interface Page {
  readonly title: string;
  readonly content: Html;
  /** After how many seconds the page says something else, even though nothing happened. @default never */
  readonly refreshSeconds?: number | undefined;
}

const STYLE = PAGE_STYLE + LOCAL_STYLE;
const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64");

/** Headers of every answer. `same-origin` lets the browser send `Origin` with the form, which the server checks. */
export const HEADERS: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "Content-Security-Policy":
    `default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'; style-src 'sha256-${STYLE_HASH}'; ` +
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  "Referrer-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
};

/** The icon of the pages: a check mark. */
export const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="8" fill="#14692d"/>' +
  '<path d="M4.5 8.5 7 11l4.5-5.5" fill="none" stroke="#fff" stroke-width="2"/></svg>';

const NAVIGATION = [
  ["/", "Inbox"],
  ["/executions", "Executions"],
  ["/start", "Start an execution"],
] as const;

/** Answers with a page in the frame that all pages share. */
export function respond(
  context: Context,
  { title, content, refreshSeconds }: Page,
  endpointUrl: string,
  status: 200 | 400 | 404 | 500 = 200,
): Response | Promise<Response> {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="/icon.svg">
<style>${raw(STYLE)}</style>
<script src="/live.js" defer></script>
</head>
<body>
<header>
<nav aria-label="Pages">
${NAVIGATION.map(([path, name]) => html`<a href="${path}"${isCurrent(context.req.path, path)}>${name}</a>`)}
</nav>
</header>
<main${refreshSeconds === undefined ? "" : html` data-refresh-seconds="${refreshSeconds}"`}>
${content}
</main>
<footer>
<p id="live" role="status">Reload this page to see what is new.</p>
<p>AWS endpoint of this local run: <code>${endpointUrl}</code></p>
</footer>
</body>
</html>
`;
  return context.html(page, status);
}

function isCurrent(path: string, linked: string): Html | "" {
  const section = path.startsWith("/mails/") ? "/" : path;
  const isHere = section === linked || (linked !== "/" && section.startsWith(`${linked}/`));
  return isHere ? html` aria-current="page"` : "";
}
