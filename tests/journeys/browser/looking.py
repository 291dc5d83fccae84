"""What a test looks for on a page: what axe finds, what is too wide, what it fetched."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.journeys.browser.window import Window

# Run with all of axe's rules, those of good practice too; what passed is not described.
RUN_AXE = """async () => (await axe.run({resultTypes: ["violations"]})).violations
  .flatMap(v => v.nodes.map(n => [v.id, n.html]))"""
# What reaches out of the window sideways, and is not inside something that scrolls by itself.
TOO_WIDE = """() => {
  const wide = document.documentElement.clientWidth;
  const kept = (e) => ["auto", "scroll", "hidden"].includes(getComputedStyle(e).overflowX);
  const scrolls = (e) => e && e !== document.body && (kept(e) || scrolls(e.parentElement));
  const page = document.scrollingElement.scrollWidth;
  return [...document.body.querySelectorAll("*")]
    .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > wide + 1)
    .filter((e) => !scrolls(e.parentElement))
    .map((e) => e.outerHTML.slice(0, 120)).concat(page > wide ? [`the page: ${page} px`] : []);
}"""
# What a thumb would miss: under 24 px, words in a running line excepted (WCAG 2.5.8).
TOO_SMALL = """() => [...document.querySelectorAll("a, button, input, select, summary")]
  .filter((e) => e.checkVisibility() && !e.closest(".unseen, .skip"))
  .filter((e) => getComputedStyle(e).display !== "inline" ||
    e.parentElement.textContent.trim() === e.textContent.trim())
  .filter((e) => { const box = (e.closest("label") ?? e).getBoundingClientRect();
    return box.width && (box.height < 24 || box.width < 24); })
  .map((e) => e.outerHTML.slice(0, 120))"""


def axe_finds(page: Page) -> list[tuple[str, str]]:
    """What axe complains of: (rule, element)."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    return [(rule, html) for rule, html in page.evaluate(RUN_AXE)]


def too_wide(page: Page) -> list[str]:
    """What one would have to scroll sideways for."""
    return list(page.evaluate(TOO_WIDE))


def too_small(page: Page) -> list[str]:
    """What a thumb would miss."""
    return list(page.evaluate(TOO_SMALL))


def picture(it: Window, name: str, folder: Path) -> Path:
    """Save how it looks; TACIT_PICTURES names another folder than the test's own."""
    into = Path(os.environ.get("TACIT_PICTURES") or folder)
    into.mkdir(parents=True, exist_ok=True)
    path = into / f"{name}.png"
    it.page.screenshot(path=path)
    return path


@dataclass
class Traffic:
    """What a window asked for, and how many bytes came, as the network counted them."""

    asked: list[str] = field(default_factory=list)
    came_bytes: int = 0
    broken: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, it: Window) -> Traffic:
        """Watch a window from now on."""
        seen = cls()
        watching = it.context.new_cdp_session(it.page)
        watching.send("Network.enable")
        watching.on("Network.requestWillBeSent", lambda e: seen.asked.append(e["request"]["url"]))
        watching.on("Network.dataReceived", lambda e: seen._came(e["encodedDataLength"]))
        watching.on("Network.responseReceived", lambda e: seen._came(
            e["response"]["encodedDataLength"]))  # fmt: skip
        it.page.on("console", lambda said: seen._broke(said.type, said.text))
        it.page.on("pageerror", lambda error: seen._broke("error", str(error)))
        return seen

    def _came(self, size: float) -> None:
        self.came_bytes += int(size)

    def _broke(self, kind: str, words: str) -> None:
        if kind in ("error", "warning"):
            self.broken.append(words)
