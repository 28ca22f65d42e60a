/**
 * The design of every page a person sees: the approval pages and those of the local run.
 *
 * One column, the system's own fonts, light and dark; no image, no script, no font to fetch. Contrast is at least
 * 4.5 to 1.
 */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --page: #f3f4f6; --card: #fff; --text: #16191f; --muted: #545b64;
  --line: #c6ccd4; --link: #0a56b8; --approve: #14692d; --reject: #a8201a; --on-button: #fff; --note: #eef4fc; }
@media (prefers-color-scheme: dark) { :root { --page: #11151a; --card: #1b2128; --text: #e9edf1; --muted: #aab4bf;
  --line: #414b57; --link: #84b9ff; --approve: #63cf82; --reject: #ff8d84; --on-button: #0d1117; --note: #1d2a3a; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 1.5rem 1rem; background: var(--page); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
main { max-width: 38rem; margin: 0 auto; padding: 1.5rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .75rem; }
h1 { margin: 0 0 1rem; font-size: 1.4rem; line-height: 1.25; }
dl { display: grid; grid-template-columns: minmax(7rem, auto) 1fr; gap: .35rem 1rem; margin: 1rem 0; }
dt { color: var(--muted); } dd { margin: 0; }
a { color: var(--link); }
label { display: block; margin: 1rem 0 .25rem; font-weight: 600; }
textarea, input, select { width: 100%; padding: .5rem; font: inherit; color: inherit; background: var(--card);
  border: 1px solid var(--muted); border-radius: .4rem; }
textarea { min-height: 5rem; resize: vertical; }
button { margin-top: 1rem; padding: .65rem 1.6rem; font: inherit; font-weight: 600; color: var(--on-button);
  background: var(--approve); border: 0; border-radius: .4rem; cursor: pointer; }
button.reject { background: var(--reject); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.hint { color: var(--muted); font-size: .9rem; }
.note { padding: .6rem .8rem; background: var(--note); border-radius: .4rem; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; }
  button { width: 100%; } }
`;
