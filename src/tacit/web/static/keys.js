// Single keys: whatever says `aria-keyshortcuts` is what its key presses, or where it leads.
const fields = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
const off = "tacit-single-keys-off";

function press(found) {
  if (found.matches(fields)) found.focus();
  else if (found.matches("section")) found.focus();
  else found.click();
}

function move(by) {
  const links = [...document.querySelectorAll("#rows a")];
  if (!links.length) return;
  const at = links.findIndex((each) => each === document.activeElement);
  const open = links.findIndex((each) => each.getAttribute("aria-current"));
  const from = at >= 0 ? at : open >= 0 ? open : by > 0 ? -1 : links.length;
  links[Math.min(Math.max(from + by, 0), links.length - 1)].focus();
}

function wanted(key) {
  const quoted = CSS.escape(key);
  return [...document.querySelectorAll(`[aria-keyshortcuts="${quoted}"]`)].find((each) => each.checkVisibility());
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest?.("form");
    const send = form?.querySelector("[data-sends]");
    if (send) { event.preventDefault(); form.requestSubmit(send); }
    return;
  }
  if (event.key === "Escape" && event.target.matches?.(fields)) { event.target.blur(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.target.matches?.(fields) || event.target.closest?.("dialog")) return;
  if (localStorage.getItem(off)) return;
  if (event.key === "j" || event.key === "k") { event.preventDefault(); move(event.key === "j" ? 1 : -1); return; }
  const found = wanted(event.key);
  if (found) { event.preventDefault(); press(found); }
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
});

for (const each of document.querySelectorAll("[data-single-keys]")) {
  each.checked = !localStorage.getItem(off);
  each.addEventListener("change", () => each.checked ? localStorage.removeItem(off) : localStorage.setItem(off, "1"));
}
