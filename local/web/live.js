// Keeps the page up to date: fetches it again when the server says that something has changed.

const main = document.querySelector("main");
const live = document.querySelector("#live");
const GROUP_MILLISECONDS = 100;

/**
 * Makes an element like its new version and leaves alone what is the same, so that focus, scroll positions,
 * opened details and selected text stay. Forms are left as they are: somebody may be typing.
 */
function update(old, fresh) {
  if (old.matches("form") || old.isEqualNode(fresh)) return;
  for (const { name } of [...old.attributes]) {
    if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  let next = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const same = counterpart(old, next, child);
    if (same === null) {
      old.insertBefore(child, next);
      continue;
    }
    if (same === next) next = next.nextSibling;
    else old.insertBefore(same, next);
    if (same instanceof Element) update(same, child);
    else if (same.data !== child.data) same.data = child.data;
  }
  while (next) {
    const gone = next;
    next = next.nextSibling;
    gone.remove();
  }
}

/** The old version of a child: the one with its id, or else the next one if it is of the same kind. */
function counterpart(old, next, child) {
  if (child.id) return old.querySelector(`:scope > #${CSS.escape(child.id)}`);
  return next !== null && !next.id && next.nodeName === child.nodeName ? next : null;
}

let isRefreshing = false;
let isStale = false;

async function refresh() {
  isStale = true;
  if (isRefreshing) return;
  isRefreshing = true;
  try {
    while (isStale) {
      isStale = false;
      const response = await fetch(location.href, { headers: { accept: "text/html" } });
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      document.title = fresh.title;
      update(main, fresh.querySelector("main"));
    }
    say(`Live: ${document.title}`);
  } catch {
    say("Not connected: is the local run still running?");
  } finally {
    isRefreshing = false;
    refreshWhenDue();
  }
}

// Waits a little, since changes come in groups; those that come meanwhile do not put it off.
let changeTimer;
function refreshSoon() {
  if (changeTimer !== undefined) return;
  changeTimer = setTimeout(() => {
    changeTimer = undefined;
    refresh();
  }, GROUP_MILLISECONDS);
}

let dueTimer;
function refreshWhenDue() {
  clearTimeout(dueTimer);
  const { refreshSeconds } = main.dataset;
  if (refreshSeconds && !document.hidden) dueTimer = setTimeout(refresh, refreshSeconds * 1000);
}

/** Screen readers read the line out when it changes. */
function say(text) {
  if (live.textContent !== text) live.textContent = text;
}

// Browsers allow six connections to a server: a page that nobody sees gives its own up.
let events;
function listen() {
  events?.close();
  events = undefined;
  clearTimeout(dueTimer);
  if (document.hidden) return;
  events = new EventSource("/events");
  events.onopen = refresh;
  events.onerror = () => say("Not connected: is the local run still running?");
  events.addEventListener("change", refreshSoon);
}

document.addEventListener("visibilitychange", listen);
listen();

// A picture that is wider than the screen shows its middle first: there is the start.
const picture = document.querySelector("#graph-box");
if (picture) picture.scrollLeft = (picture.scrollWidth - picture.clientWidth) / 2;
