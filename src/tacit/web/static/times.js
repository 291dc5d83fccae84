// Shows times in the reader's zone, and keeps ages current. Without it they are UTC.
const full = new Intl.DateTimeFormat(undefined, {dateStyle: "medium", timeStyle: "short"});
const day = new Intl.DateTimeFormat(undefined, {dateStyle: "medium"});
const sizes = [[86400, "d"], [3600, "h"], [60, "m"]];
const weeks = 21 * 86400;

function age(moment) {
  const seconds = (Date.now() - moment) / 1000;
  if (seconds >= weeks) return null;
  const size = sizes.find(([length]) => seconds >= length);
  return size ? Math.floor(seconds / size[0]) + size[1] : "now";
}

function put(each, text) {
  if (text !== null && each.textContent !== text) each.textContent = text;
}

export function localise(root = document) {
  for (const each of root.querySelectorAll("time[datetime]")) {
    const moment = new Date(each.dateTime);
    if ("at" in each.dataset) put(each, full.format(moment));
    else if ("day" in each.dataset) put(each, day.format(moment));
    else if ("age" in each.dataset) put(each, age(moment));
    each.title = full.format(moment);
  }
}

// What the server puts into days and months, it puts into the reader's.
document.cookie = `zone=${Intl.DateTimeFormat().resolvedOptions().timeZone}; path=/; max-age=31536000; samesite=lax`;
localise();
document.addEventListener("htmx:after:swap", () => localise());
setInterval(localise, 30_000);
