"""The desks that browsers visit: the invented one and a small shop, each made once a run.

Where no Chromium is found one test fails and says so in one line; the others are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState, expect

from tests.journeys.browser import chromium
from tests.journeys.browser.window import Window, signs_in, window
from tests.journeys.conftest import Year
from tests.journeys.running import link_on
from tests.journeys.small_shop import write_history
from tests.web.serving import Serving, command

HERE = Path(__file__).parent
Keep = Callable[[Window], Window]
SAYS_SO = "test_a_browser_is_here"


def pytest_collection_modifyitems(items: list[pytest.Item], config: pytest.Config) -> None:
    """Without a browser leave out all that needs one, but what says that it is missing."""
    ours = [each for each in items if HERE in each.path.parents]
    for each in ours:
        each.add_marker(pytest.mark.timeout(900))
    if chromium.found() is None:
        left_out = [each for each in ours if not each.name.startswith(SAYS_SO)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [each for each in items if each not in left_out]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file; each window is a profile of its own.

    It ends with the file: its event loop would stand in the way of other tests.
    """
    expect.set_options(timeout=20_000)
    with chromium.started() as started:
        yield started


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
        """The path of a new one-time link."""
        return link_on(self.home, name)


@pytest.fixture(scope="session")
def signed_in() -> dict[str, dict[str, StorageState]]:
    """Who is signed in at which address, by name: for the windows of every file."""
    return {}


@pytest.fixture(scope="module")
def quaybill(browser: Browser, year: Year, signed_in: dict[str, dict[str, StorageState]]) -> Desk:
    """The invented desk of `tacit run`, its year rehearsed, in mode auto; its link is unused."""
    run = year.second
    people = signed_in.setdefault(run.address, {})
    return Desk(browser, run.address, year.home, people, run.link, year.first.arriving)


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


@pytest.fixture(scope="module")
def shop(
    browser: Browser, shop_serving: Serving, signed_in: dict[str, dict[str, StorageState]]
) -> Desk:
    """That shop, to be visited."""
    people = signed_in.setdefault(shop_serving.address, {})
    return Desk(browser, shop_serving.address, shop_serving.home, people)


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
