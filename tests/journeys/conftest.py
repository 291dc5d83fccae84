"""The year of the invented desk as `tacit run` takes it in, once for all that look at it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.journeys.running import Running, running


@dataclass(frozen=True)
class Year:
    """A data folder from its first `tacit run` to its second, which goes on.

    `arriving` is the page while the year was taken in; `inbox` and `ask` are pages of
    the first run once the desk was open, `status` is how that run ended on Ctrl-C.
    """

    home: Path
    first: Running
    arriving: str
    inbox: str
    ask: str
    status: int
    second: Running


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """The invented desk, its year rehearsed, in mode auto; the second run's link is unused."""
    home = tmp_path_factory.mktemp("year")
    with running(home) as first:
        first.signs_in()
        arriving = str(first.page("/inbox"))
        first.until("the desk opens", first.is_open)
        inbox, ask = str(first.page("/inbox")), str(first.page("/ask"))
        first.process.send_signal(signal.SIGINT)
        status = first.process.wait(60)
    with running(home) as second:
        yield Year(home, first, arriving, inbox, ask, status, second)
