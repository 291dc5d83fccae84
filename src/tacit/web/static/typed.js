// What is typed is never lost: it is kept in this browser until it was sent, and comes back.
const prefix = "tacit-typed-";
let sent = null;

function form() { return document.querySelector("[data-typed]"); }

function text(held) { return held.querySelector("textarea[name=text]"); }

// Each form carries a mark of its own: another mark means that what was sent was taken.
function mark(held) { return held.querySelector("input[name=once]")?.value; }

function key(held) { return prefix + held.dataset.typed; }

function restore() {
  const held = form();
  const kept = held && sessionStorage.getItem(key(held));
  if (kept && !text(held).value) text(held).value = kept;
}

document.addEventListener("input", (event) => {
  const held = event.target.closest?.("[data-typed]");
  if (held && event.target === text(held)) sessionStorage.setItem(key(held), event.target.value);
});

document.addEventListener("submit", (event) => {
  const held = event.target.closest?.("[data-typed]");
  if (!held) return;
  sent = mark(held);
  // A page that comes back with the reason has the words in its field again.
  sessionStorage.removeItem(key(held));
});

document.addEventListener("htmx:after:swap", () => {
  const held = form();
  if (!held || !sent || mark(held) === sent) return;
  sent = null;
  held.reset();
  text(held).value = text(held).defaultValue;
});

restore();
