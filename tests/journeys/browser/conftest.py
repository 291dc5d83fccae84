"""The desks that browsers visit: the invented one and a small shop, each opened once a run.

Where no Chromium is found one test fails and says so in one line; the others are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState, expect

from tacit.store.opening import open_store
from tacit.web.signed import RIGHTS
from tests.journeys.browser import chromium
from tests.journeys.browser.window import Window, signs_in, window
from tests.journeys.running import Running, running
from tests.journeys.small_shop import write_history
from tests.web.serving import Serving, command

HERE = Path(__file__).parent
Keep = Callable[[Window], Window]
SAYS_SO = "test_a_browser_is_here"


def pytest_collection_modifyitems(items: list[pytest.Item], config: pytest.Config) -> None:
    """Without a browser leave out all that needs one, but what says that it is missing."""
    ours = [each for each in items if HERE in each.path.parents]
    for each in ours:
        each.add_marker(pytest.mark.timeout(300))
    if chromium.found() is None:
        left_out = [each for each in ours if not each.name.startswith(SAYS_SO)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [each for each in items if each not in left_out]


_open = ExitStack()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests; each window is a profile of its own."""
    expect.set_options(timeout=20_000)
    yield _open.enter_context(chromium.started())
    _open.close()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Close the browser after the last test here: its event loop would stand in others' way."""
    if nextitem is None or not nextitem.path.is_relative_to(Path(__file__).parent):
        _open.close()


@dataclass(frozen=True)
class Desk:
    """A desk at work, and the windows on it: of whoever is signed in there by name."""

    browser: Browser
    address: str
    home: Path
    people: dict[str, StorageState]
    link: str = ""
    arriving: str = ""

    def of(self, name: str, *, scripts: bool = True, size: dict[str, int] | None = None) -> Window:
        """A new window of a person, who is signed in by a link where they are not yet."""
        if name not in self.people:
            self.people[name] = signs_in(self.browser, self.address, self.new_link(name))
        return window(
            self.browser, self.address, scripts=scripts, signed_in=self.people[name], size=size
        )

    def talk(self, customer: Window, question: str) -> str:
        """Ask as a customer does; returns the conversation's path in the inbox."""
        customer.opens("/ask").writes("Your question", question).clicks("button", "Ask")
        customer.sees("#asked .mine", question)
        return "/inbox/" + customer.path.removeprefix("/ask/").removesuffix("#latest")

    def new_link(self, name: str) -> str:
        """The path of a one-time link, made beside the server as `tacit sign-in` does."""
        until = datetime.now(UTC) + timedelta(hours=1)
        with open_store(self.home) as store:
            workspace = store.workspaces()["demo"]
            return f"/sign-in/{store.sign_ins.make_link(workspace, name, list(RIGHTS), until)}"


@pytest.fixture(scope="session")
def quaybill(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The invented desk of `tacit run`, its year rehearsed, in mode auto; its link is unused."""
    home = tmp_path_factory.mktemp("quaybill")
    with running(home) as run:
        people = dict[str, StorageState]()
        desk = Desk(browser, run.address, home, people)
        first = desk.of("Ines").opens("/inbox")
        arriving = first.page.content()
        first.page.locator("#rows").wait_for(timeout=240_000)
        first.context.close()
        yield Desk(browser, run.address, home, people, link_of(run), arriving)


def link_of(run: Running) -> str:
    """The path of the link in what `tacit run` printed."""
    return next(
        word.removeprefix(run.address)
        for word in run.said.split()
        if word.startswith(run.address + "/sign-in/")
    )


@pytest.fixture(scope="session")
def shop_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a small shop, in mode draft."""
    home = tmp_path_factory.mktemp("shop")
    history = write_history(home)
    for words in (("import", str(history)), ("mode", "draft")):
        done = command(home / "home", *words, TACIT_WORKSPACE="demo")
        assert done.returncode == 0, done.stderr
    return home / "home"


@pytest.fixture(scope="session")
def shop_serving(shop_home: Path) -> Iterator[Serving]:
    """The server of that shop; a test may kill it and start it again."""
    with Serving(shop_home, {"TACIT_WORKSPACE": "demo"}) as serving:
        yield serving


@pytest.fixture(scope="session")
def shop(browser: Browser, shop_serving: Serving) -> Desk:
    """That shop, to be visited."""
    return Desk(browser, shop_serving.address, shop_serving.home, {})


@pytest.fixture
def windows() -> Iterator[Keep]:
    """Keeps windows in mind, and closes them after the test."""
    kept = list[Window]()

    def keep(new: Window) -> Window:
        kept.append(new)
        return new

    yield keep
    for each in kept:
        each.context.close()
