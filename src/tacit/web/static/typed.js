// What is typed is never lost: it is kept in this browser until it was taken, and comes back.
const prefix = "tacit-typed-";
const leaving = "tacit-sent";
let sent = null;

function form() { return document.querySelector("[data-typed]"); }

function text(held) { return held.querySelector("textarea[name=text]"); }

// Each form carries a mark of its own: another mark means that what was sent was taken.
function mark(held) { return held.querySelector("input[name=once]")?.value; }

function key(held) { return prefix + held.dataset.typed; }

// Without htmx the answer is another page: the one that a taken message leads to, from here.
function forgetTaken() {
  const [kept, from] = JSON.parse(sessionStorage.getItem(leaving) ?? "[]");
  sessionStorage.removeItem(leaving);
  const came = document.referrer && new URL(document.referrer).pathname;
  const [arrival] = performance.getEntriesByType("navigation");
  if (kept && location.hash === "#latest" && arrival.type === "navigate" && came === from) sessionStorage.removeItem(kept);
}

function restore() {
  const held = form();
  const kept = held && sessionStorage.getItem(key(held));
  if (kept && !text(held).value) text(held).value = kept;
}

function say(held, words) {
  const told = held.querySelector(".not-sent") ?? document.createElement("p");
  told.className = "wrong not-sent";
  told.setAttribute("role", "alert");
  told.textContent = `This was not sent: ${words} What you wrote is kept.`;
  held.prepend(told);
}

document.addEventListener("input", (event) => {
  const held = event.target.closest?.("[data-typed]");
  if (held && event.target === text(held)) sessionStorage.setItem(key(held), event.target.value);
});

document.addEventListener("submit", (event) => {
  const held = event.target.closest?.("[data-typed]");
  if (!held) return;
  sent = mark(held);
  sessionStorage.setItem(key(held), text(held).value);
  if (!sent) sessionStorage.setItem(leaving, JSON.stringify([key(held), location.pathname]));
});

document.addEventListener("htmx:error", (event) => {
  const held = event.target.closest?.("[data-typed]");
  if (held && sent) say(held, "the server cannot be reached. Send it again once it is back.");
});

// A refusal that is no page of ours must not take the place of what was written.
document.addEventListener("htmx:before:response", (event) => {
  const held = event.target.closest?.("[data-typed]");
  const status = event.detail.ctx?.response?.raw?.status ?? 200;
  if (!held || status < 400 || status === 422) return;
  event.preventDefault();
  say(held, status === 401 ? "you are signed out. Sign in in another tab, then send it again." : `the server refused it (${status}). Reload the page to see why.`);
});

document.addEventListener("htmx:after:swap", () => {
  const held = form();
  if (!held || !sent || mark(held) === sent) return;
  sent = null;
  sessionStorage.removeItem(key(held));
  held.reset();
  text(held).value = text(held).defaultValue;
});

forgetTaken();
restore();
