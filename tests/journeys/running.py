"""`tacit run` as a process, and the reader of the link that it prints."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from bs4 import BeautifulSoup

from tacit.store.opening import open_store
from tacit.web.signed import RIGHTS
from tests.journeys.small_shop import TACIT

DEADLINE_SECONDS = 800  # a year is rehearsed in half a minute on two free cores


@contextmanager
def running(home: Path, *words: str) -> Iterator[Running]:
    """`tacit run` on a data folder, at a port that the kernel chose."""
    process = subprocess.Popen(
        [TACIT, "run", *words],
        env=os.environ | {"TACIT_HOME": str(home), "TACIT_PORT": "0"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield Running(process)
    finally:
        process.kill()
        process.communicate()


class Running:
    """One process of it, and the browser that followed its link."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        self.said = ""
        while "In another terminal" not in self.said:
            line = process.stdout.readline()
            assert line, self.said
            self.said += line
        found = re.search(r"(http://\S+?)(/sign-in/\S+)", self.said)
        assert found is not None, self.said
        self.address, self.link = found.groups()
        self.client = httpx.Client(
            base_url=self.address, follow_redirects=True, headers={"Origin": self.address}
        )

    def signs_in(self, link: str = "") -> BeautifulSoup:
        """Follow the link that was printed, or another, and press its button."""
        page = BeautifulSoup(self.client.get(link or self.link).text, "html.parser")
        assert page.select_one("#sign-in button") is not None
        return BeautifulSoup(self.client.post(link or self.link).text, "html.parser")

    def page(self, path: str) -> BeautifulSoup:
        return BeautifulSoup(self.client.get(path).raise_for_status().text, "html.parser")

    def until(self, what: str, holds: Callable[[], object]) -> None:
        """Wait for a condition; fails by its name once the deadline is over."""
        pause, began_at = threading.Event(), time.monotonic()
        while not holds():
            waited_seconds = time.monotonic() - began_at
            assert waited_seconds < DEADLINE_SECONDS, f"never happened: {what}"
            # To look costs the server time; who waits long looks seldom.
            pause.wait(min(0.1 + waited_seconds / 10, 2))

    def is_open(self) -> bool:
        """Whether the pages are those of a desk at work."""
        return self.page("/inbox").select_one("progress") is None


def link_on(home: Path, name: str) -> str:
    """The path of a new one-time link, made beside the server as `tacit sign-in` does."""
    until = datetime.now(UTC) + timedelta(hours=1)
    with open_store(home) as store:
        workspace = store.workspaces()["demo"]
        return f"/sign-in/{store.sign_ins.make_link(workspace, name, list(RIGHTS), until)}"
