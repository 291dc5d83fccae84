// Looks again while a history is taken in, and leaves for the page that was wanted when it is.
const place = document.querySelector("[data-look-again]");

async function look() {
  try {
    const answer = await fetch(location.href, {headers: {Accept: "text/html"}});
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = found.querySelector("[data-look-again]");
    if (!fresh) { location.reload(); return; }
    place.replaceChildren(...fresh.children);
    document.title = found.title;
  } catch { /* the server is away: the next look finds it, or says so again */ }
  setTimeout(look, place.dataset.lookAgain * 1000);
}

if (place) setTimeout(look, place.dataset.lookAgain * 1000);
