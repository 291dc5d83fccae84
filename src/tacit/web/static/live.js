// Says when the line to the server is cut; keeps the newest message in sight of who reads there.
const near = 120;
let follows = true;

function column() { return document.querySelector(".talk"); }

function toEnd() { const held = column(); if (held) held.scrollTop = held.scrollHeight; }

if (document.querySelector("[data-talk]") && matchMedia("(min-width: 62rem)").matches) toEnd();

document.addEventListener("htmx:before:swap", () => {
  const held = column();
  follows = !held || held.scrollHeight - held.scrollTop - held.clientHeight < near;
});
document.addEventListener("htmx:after:swap", () => { if (follows && document.querySelector("[data-talk]")) toEnd(); });
document.addEventListener("htmx:sse:error", () => document.body.setAttribute("data-cut", ""));
document.addEventListener("htmx:sse:after:connection", () => document.body.removeAttribute("data-cut"));
