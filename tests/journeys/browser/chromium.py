"""Which Chromium the journeys run in, and how it is started."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

# The shell has no windows to draw for: whatever one does in it costs a third.
NAMES = (
    "chromium-headless-shell",
    "chrome-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
)
MISSING = (
    "No Chromium here: install one (Debian, as root: apt-get install chromium-headless-shell), "
    "or set TACIT_CHROMIUM to the path of one."
)


def found() -> str | None:
    """The path of the browser; TACIT_CHROMIUM alone counts where it is set."""
    named = os.environ.get("TACIT_CHROMIUM")
    return next(filter(None, map(shutil.which, [named] if named else NAMES)), None)


@contextmanager
def started() -> Iterator[Browser]:
    """The browser, without a window; it never asks anybody but this machine."""
    path = found()
    assert path is not None, MISSING
    # Root has no sandbox to give, and a container's /dev/shm may be too small for a page.
    flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        try:
            yield browser
        finally:
            browser.close()
