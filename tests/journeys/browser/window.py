"""One person's window: a page at one desk, what they do there, and what they wait for."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Locator, Page, StorageState

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 375, "height": 740}

# Ten seconds, on a busy machine.
_TRIES, _PAUSE_MS = 200, 50


@dataclass
class Window:
    """A window on a desk; `acts` counts what its person did: each press of a button or key."""

    page: Page
    address: str
    acts: int = 0

    @property
    def context(self) -> BrowserContext:
        return self.page.context

    @property
    def path(self) -> str:
        """Where the window is."""
        return self.page.url.removeprefix(self.address)

    def opens(self, path: str) -> Window:
        """Open an address of the desk, and wait until the page is all there."""
        self.page.goto(self.address + path)
        return self

    def presses(self, *keys: str) -> Window:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def clicks(self, what: str, named: str) -> Window:
        """Press a button, follow a link or set a tick, by the name that people see."""
        self.acts += 1
        self.page.get_by_role(what, name=named).first.click()
        return self

    def writes(self, field: str, words: str) -> Window:
        """Type into a field, found by its label; sending it is an act of its own."""
        self.page.get_by_label(field).fill(words)
        return self

    def types(self, field: str, words: str) -> Window:
        """Type into a field key by key, as fingers do."""
        self.page.get_by_label(field).press_sequentially(words)
        return self

    def sees(self, what: str, words: str = "") -> Locator:
        """Wait for something with these words to be on the page; fails by what is missing."""
        found = self.page.locator(what).filter(has_text=words).first
        found.wait_for(state="visible")
        return found

    def sees_no(self, what: str, words: str = "") -> None:
        """Wait until nothing such is to be seen."""
        self.page.locator(what).filter(has_text=words).first.wait_for(state="hidden")

    def meets(self, condition: str) -> None:
        """Wait until an expression in the page holds.

        Asked from outside: the page's own policy lets nothing in it wait for a text of code.
        """
        for _ in range(_TRIES):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(_PAUSE_MS)
        raise AssertionError(f"never came true: {condition}")


def window(
    browser: Browser,
    address: str,
    *,
    scripts: bool = True,
    signed_in: StorageState | None = None,
    size: dict[str, int] | None = None,
) -> Window:
    """A new window, of nobody or of somebody who is signed in."""
    context = browser.new_context(
        java_script_enabled=scripts,
        storage_state=signed_in,
        viewport=size or DESK,  # type: ignore[arg-type]
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/Vienna",
    )
    context.set_default_timeout(20_000)
    return Window(context.new_page(), address)


def signs_in(browser: Browser, address: str, link: str, name: str = "") -> StorageState:
    """Follow a one-time link; returns what makes any later window that person's."""
    new = window(browser, address).opens(link)
    if name:
        new.writes("Your name", name)
    new.clicks("button", "Open the inbox")
    new.page.wait_for_url(lambda url: "/sign-in/" not in url)
    state = new.context.storage_state()
    new.context.close()
    return state
