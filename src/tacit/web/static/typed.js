// What is typed is never lost: it is kept in this browser until it was sent, and comes back.
const prefix = "tacit-typed-";

function text(form) { return form.querySelector("textarea[name=text]"); }

function key(form) { return prefix + form.dataset.typed; }

function restore() {
  const form = document.querySelector("[data-typed]");
  if (!form) return;
  const kept = sessionStorage.getItem(key(form));
  if (kept && !text(form).value) text(form).value = kept;
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("[data-typed]");
  if (form && event.target === text(form)) sessionStorage.setItem(key(form), event.target.value);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest?.("[data-typed]");
  // A page that comes back with the reason has the words in its field again.
  if (form) sessionStorage.removeItem(key(form));
});

restore();
