/** What the pages of the local run need beside the design that all pages share. */
export const LOCAL_STYLE = `
body > header, main, footer { max-width: 64rem; margin-inline: auto; }
body > header { margin-bottom: 1rem; }
nav a { display: inline-block; padding: .25rem 0; margin-right: 1rem; }
nav a[aria-current] { color: inherit; font-weight: 600; text-decoration: none; border-bottom: 2px solid var(--link); }
footer { padding: .5rem 1.5rem; color: var(--muted); font-size: .9rem; } footer p { margin: .25rem 0; }
h2 { margin: 2rem 0 .5rem; font-size: 1.15rem; } h3 { margin: 1rem 0 .25rem; font-size: 1rem; }
.filters { display: flex; flex-wrap: wrap; margin: 0 0 1rem; padding: 0; list-style: none; }
.filter { display: grid; grid-template-columns: 12rem 1fr auto; gap: 0 1rem; align-items: end; margin-bottom: 1.5rem; }
.filter label { margin-top: 0; } .filter button { margin: 0; padding-block: .55rem; }
textarea.code, code, pre { font-family: ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", monospace;
  font-size: .9rem; }
.error { padding: .6rem .8rem; border: 1px solid var(--reject); border-left-width: .4rem; border-radius: .4rem; }
[aria-invalid] { border-color: var(--reject); }
.scroll { position: relative; overflow: auto; border: 1px solid var(--line); border-radius: .4rem; overflow-wrap: normal; }
pre { margin: 0; padding: .6rem .8rem; } pre.scroll { max-height: 26rem; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .45rem .75rem; text-align: left; vertical-align: top; border-top: 1px solid var(--line); }
thead th { color: var(--muted); border-top: 0; white-space: nowrap; }
tbody th { min-width: 9rem; font-weight: 600; overflow-wrap: anywhere; }
td, time { white-space: nowrap; } time { font-variant-numeric: tabular-nums; }
.status { font-weight: 600; white-space: nowrap; } .status.succeeded { color: var(--approve); }
.status.running { color: var(--link); }
.status.failed, .status.timed_out, .status.aborted { color: var(--reject); }
.note p { margin: 0; } .note a { margin-right: .75rem; }
.mail { padding: 1rem; border: 1px solid var(--line); border-radius: .4rem; white-space: pre-wrap; }
.states { margin: 0; padding-left: 1.5rem; }
.history { font-size: .9rem; } .history td:last-child { min-width: 18rem; white-space: normal;
  overflow-wrap: anywhere; } .history .hint { margin-left: .5rem; }
summary { cursor: pointer; } details pre { padding: .4rem 0; white-space: pre-wrap; }
#graph-box { padding: 1rem; } .graph { display: block; margin: 0 auto; overflow: visible;
  font: .8rem/1 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.node rect, .node circle { fill: var(--card); stroke: var(--muted); }
.node text { fill: var(--text); } .node .name { font-size: 14px; font-weight: 600; }
.node .type { fill: var(--muted); font-size: 12px; }
.circle text, .edge text { text-anchor: middle; }
.node.untouched rect { stroke-dasharray: 3 3; }
.node.done rect { stroke: var(--approve); stroke-width: 2; }
.node.running rect, .node.waiting rect { fill: var(--note); stroke: var(--link); stroke-width: 3; }
.node.box rect { fill: var(--card); }
.node.waiting .type { fill: var(--text); }
.node.failed rect, .node.caught rect { stroke: var(--reject); stroke-width: 2; }
.icon path { fill: none; stroke: var(--on-button); stroke-width: 2; stroke-linecap: round; }
.node .icon circle { stroke: none; fill: var(--approve); }
.node.running .icon circle, .node.waiting .icon circle { fill: var(--link); }
.node.failed .icon circle, .node.caught .icon circle { fill: var(--reject); }
.edge path { fill: none; stroke: var(--muted); } .edge.catch path { stroke-dasharray: 5 4; }
.edge text { fill: var(--muted); font-size: 12px; stroke: var(--card); stroke-width: 4px; paint-order: stroke; }
.edge.taken path { stroke: var(--approve); stroke-width: 2.5; } .edge.taken text { fill: var(--text); }
.arrow path { fill: var(--muted); } .arrow-taken path { fill: var(--approve); }
.hidden-text { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 40rem) { main { padding: 1rem; } .filter { grid-template-columns: 1fr; gap: .75rem; } }
@media (forced-colors: active) { .icon path { stroke: Canvas; } }
`;
