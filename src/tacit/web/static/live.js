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

document.addEventListener("htmx:sse:error", () => { isLost = true; tell(); });
document.addEventListener("htmx:sse:after:connection", () => { isLost = false; tell(); });
addEventListener("offline", tell);
addEventListener("online", tell);
