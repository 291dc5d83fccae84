// Says when the line to the server is cut; keeps the newest message in sight of who reads there.
const near = 120;
let follows = true;
let isLost = false;

function column() { return document.querySelector(".talk"); }

function toEnd() { const held = column(); if (held) held.scrollTop = held.scrollHeight; }

if (document.querySelector("[data-talk]") && matchMedia("(min-width: 62rem)").matches) toEnd();

document.addEventListener("htmx:before:swap", () => {
  const held = column();
  follows = !held || held.scrollHeight - held.scrollTop - held.clientHeight < near;
});
document.addEventListener("htmx:after:swap", () => { if (follows && document.querySelector("[data-talk]")) toEnd(); });

function tell() { document.body.toggleAttribute("data-cut", isLost || !navigator.onLine); }

document.addEventListener("htmx:sse:error", lost);
document.addEventListener("htmx:sse:after:connection", () => { isLost = false; tell(); });

// htmx connects anew when a line is cut, but gives up where the first connection fails.
document.addEventListener("htmx:error", again);
document.addEventListener("htmx:response:error", again);

function lost(event) {
  const status = event.detail.status ?? event.detail.ctx?.response?.status;
  // Signed out meanwhile: the page says so, and what was typed is kept.
  if (status === 401) location.reload();
  isLost = true;
  tell();
}

function again(event) {
  const line = event.target;
  if (line.id !== "live") return;
  lost(event);
  const fresh = line.cloneNode(false);
  setTimeout(() => { if (line.isConnected) { line.replaceWith(fresh); htmx.process(fresh); } }, 1000 + 2000 * Math.random());
}
addEventListener("offline", tell);
addEventListener("online", tell);
