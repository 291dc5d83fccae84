"""The year of the invented desk as `tacit run` takes it in, once for all that look at it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path

import pytest

from tests.journeys.running import Running, running


@dataclass(frozen=True)
class First:
    """What the first `tacit run` on an empty folder printed and showed, and how it ended on Ctrl-C.

    `arriving` is the page while the year was taken in; `inbox` and `ask` are pages of
    the same run once the desk was open.
    """

    said: str
    arriving: str
    inbox: str
    ask: str
    status: int


@dataclass(frozen=True)
class Year:
    """A data folder after its first `tacit run`, and its second, which goes on."""

    home: Path
    first: First
    second: Running


@pytest.fixture(scope="session")
def together(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what all processes of a test run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def first(together: Path) -> First:
    """The first run on the folder `year` in `together`, by whichever process asks first."""
    done = together / "year.json"
    with (together / "year.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            done.write_text(json.dumps(asdict(_first(together / "year"))))
    return First(**json.loads(done.read_text()))


def _first(home: Path) -> First:
    with running(home) as run:
        run.signs_in()
        arriving = str(run.page("/inbox"))
        run.until("the desk opens", run.is_open)
        inbox, ask = str(run.page("/inbox")), str(run.page("/ask"))
        run.process.send_signal(signal.SIGINT)
        status = run.process.wait(60)
        assert run.process.stdout is not None
        said = run.said + run.process.stdout.read()
    return First(said, arriving, inbox, ask, status)


@pytest.fixture(scope="session")
def copied(
    first: First, together: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[], Path]:
    """Makes copies of the folder after its first run: what one test teaches is nothing to another.

    A test that asks for `copied` asks for the first run by it.
    """
    assert first.status == 0, first.said
    folder, numbers = tmp_path_factory.mktemp("copies"), count()

    def copy() -> Path:
        left_out = shutil.ignore_patterns("socket")
        return Path(
            shutil.copytree(together / "year", folder / f"{next(numbers)}", ignore=left_out)
        )

    return copy


@pytest.fixture(scope="session")
def year(first: First, copied: Callable[[], Path]) -> Iterator[Year]:
    """The invented desk, its year rehearsed, in mode auto; the second run's link is unused."""
    home = copied()
    with running(home) as second:
        yield Year(home, first, second)
