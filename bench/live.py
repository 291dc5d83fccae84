"""How soon does another person's browser paint what a process has logged?

A signed-in agent has a conversation open in headless Chromium, over the list
of all, and has half a reply typed, the caret in its midst. Another process
appends an agent's message to it through the product's own flow, waits until
the words are painted, pauses for a time drawn by seed, and goes on. Painted is
the frame after the one in which they came into the page. After each update the
reply, its caret and its focus are looked at.

Figures: `committed.ms_p50|p95|max`: from the end of the append to the paint;
`begun.ms_p50|p95`: from its beginning; `updates`, `never`, `disturbed`: updates
after which the typed words, the caret or the focus were others; `load_before`.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright
from rich.console import Console
from rich.progress import track

from bench import report
from bench.desk import imported, with_home
from bench.serving import Serving
from tacit.app import App, opened
from tacit.events import ConversationId, PersonId, WorkspaceId
from tacit.flows import receive
from tacit.settings import Settings
from tacit.store.batch import Person

_BAR_MS = 300.0
_PATIENCE_MS = 20_000
_WARM_UP = 5
_TYPED = "Half a reply"
_CARET = 4
# Promises, so that the page itself says when: asking it again and again would be seen.
_WATCH = """(words) => {
  window.painted = new Promise((done) => {
    const look = () => {
      if (!document.querySelector("#timeline").textContent.includes(words)) return;
      watcher.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(Date.now())));
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document.body, {childList: true, subtree: true, characterData: true});
    look();
  });
}"""
_WAIT = "(most) => Promise.race([window.painted, new Promise((done) => setTimeout(done, most))])"
_REPLY = """() => {
  const field = document.getElementById("reply-text");
  return [field.value, field.selectionStart, document.activeElement === field];
}"""


def main() -> None:
    """Append, and watch."""
    parser = with_home(report.arguments("From an append to the paint in another browser."))
    parser.add_argument("--updates", type=int, default=200)
    options = parser.parse_args()
    figures: dict[str, float] = {"load_before": os.getloadavg()[0]}
    with imported(options):
        pass
    name = f"imported-{options.data.name}"
    with Serving(options.home, name) as serving, opened(Settings(options.home)) as app:
        figures |= updates(app, app.workspace(name), serving, options)
    p95 = figures["committed.ms_p95"]
    word = "reached" if p95 <= _BAR_MS and not figures["never"] else "missed"
    print(f"append to paint: p95 {p95:.0f} ms of {_BAR_MS:.0f}: {word}")
    for figure, value in sorted(figures.items()):
        print(f"{figure:24} {value:10.1f}")
    report.write(options.json, "live", options, figures)


@dataclass(frozen=True)
class Window:
    """An agent's page with half a reply in it."""

    page: Page

    def type(self) -> None:
        """Type half a reply and go back into its midst."""
        self.page.get_by_label("Reply to").press_sequentially(_TYPED)
        self.page.keyboard.press("Home")
        for _ in range(_CARET):
            self.page.keyboard.press("ArrowRight")

    def expect(self, words: str) -> None:
        """From now on watch for these words."""
        self.page.evaluate(_WATCH, words)

    def painted_at(self) -> float | None:
        """When they were painted, in seconds of the machine's clock; None where never."""
        at = self.page.evaluate(_WAIT, _PATIENCE_MS)
        return None if at is None else at / 1000

    def is_undisturbed(self) -> bool:
        """Whether the reply is as it was typed."""
        return bool(self.page.evaluate(_REPLY) == [_TYPED, _CARET, True])


@contextmanager
def window(serving: Serving, conversation: ConversationId) -> Iterator[Window]:
    """A browser of somebody who signed in and has this conversation open."""
    named = os.environ.get("TACIT_CHROMIUM")
    names = [named] if named else ["chromium", "chromium-headless-shell"]
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        sys.exit("no Chromium here: install one, or set TACIT_CHROMIUM to the path of one")
    link = next(word for word in serving.tell("sign-in", "Bench").split() if "/sign-in/" in word)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(serving.address + urlsplit(link).path)
        page.get_by_role("button", name="Open the inbox").click()
        page.wait_for_url("**/inbox**")
        page.goto(f"{serving.address}/inbox/{conversation}?view=all")
        yield Window(page)
        browser.close()


def updates(
    app: App, workspace: WorkspaceId, serving: Serving, options: Namespace
) -> dict[str, float]:
    """Append one after the other, each once the last was seen."""
    dice = random.Random(options.seed)
    customer = receive.person(app.port, workspace, "bench-live-customer")
    agent = receive.person(app.port, workspace, "bench-live-agent", Person(PersonId(""), "agent"))
    said = receive.Said("customer", customer, "Does this page keep itself current?")
    logged = receive.open_conversation(app.port, workspace, receive.Opening(customer, said))
    conversation = ConversationId(logged[0].event.stream_id)
    from_commit, from_begin, never, disturbed = list[float](), list[float](), 0, 0
    with window(serving, conversation) as reader:
        reader.type()
        rounds = range(_WARM_UP + options.updates)
        for n in track(rounds, "appending", console=Console(stderr=True)):
            time.sleep(dice.uniform(0.1, 0.4))
            words = f"Update {n} of {dice.getrandbits(48):012x}."
            reader.expect(words)
            began = time.time()
            receive.hear(app.port, workspace, conversation, receive.Said("agent", agent, words))
            committed = time.time()
            painted_at = reader.painted_at()
            if n < _WARM_UP:
                continue
            disturbed += not reader.is_undisturbed()
            never += painted_at is None
            seen_at = committed + _PATIENCE_MS / 1000 if painted_at is None else painted_at
            from_commit.append((seen_at - committed) * 1000)
            from_begin.append((seen_at - began) * 1000)
    return {
        "updates": options.updates,
        "never": never,
        "disturbed": disturbed,
        "committed.ms_p50": report.percentile(from_commit, 0.5),
        "committed.ms_p95": report.percentile(from_commit, 0.95),
        "committed.ms_max": report.percentile(from_commit, 1.0),
        "begun.ms_p50": report.percentile(from_begin, 0.5),
        "begun.ms_p95": report.percentile(from_begin, 0.95),
    }


if __name__ == "__main__":
    main()
