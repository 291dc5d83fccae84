"""The tour of the terminal, followed to the letter: each command, each question, what is shown.

What the page shows is looked for in what the product prints, in the page's
order; a … stands for anything, a number for any number of its sort, an id for any id.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tacit.store.opening import open_store
from tests.journeys.small_shop import Shop, write_history
from tests.tidy.sources import ROOT

PAGE = (ROOT / "docs/tour/README.md").read_text()
BLOCKS = re.findall(r"^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{8,16}-?…|[0-9a-f]{16}…")
# `make run` is followed by test_run.py, what the shell is told by the fixture.
NOT_HERE = ("make", "export")
REFUSED = "no-such-folder"


@dataclass
class Step:
    """A command of the page with what is typed into it, and what the page shows of it."""

    words: list[str]
    typed: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)


def steps() -> Iterator[Step]:
    """The page's commands; a sitting goes on over the blocks until another command."""
    now: Step | None = None
    for line in (line for block in BLOCKS for line in block.splitlines()):
        if line.startswith("$ "):
            if now is not None:
                yield now
            now = Step(shlex.split(line[2:]))
        elif now is not None and line.startswith("›"):
            now.typed += filter(None, [line[1:].strip()])
        elif now is not None:
            now.shown.append(line)
    assert now is not None, "the page has commands"
    yield now


def plain(text: str) -> str:
    """A text without frames and line ends: what is cut by a line's end reads on."""
    return " ".join(re.sub(r"[╭╮╰╯─│›]", " ", text).split())


def pattern(line: str) -> re.Pattern[str]:
    """What a line of the page stands for."""
    found = re.escape(ID.sub("\0", plain(line)).replace("…", "\1"))
    found = re.sub(r"[+-]?\\?[+-]?\d[\d,.]*", r"[-+]?\\d[\\d,.]*", found)
    return re.compile(found.replace("\0", "[0-9a-f-]+…?").replace("\1", ".*?"))


def missing(shown: list[str], printed: str) -> list[str]:
    """The lines of the page that are not printed, or not in its order."""
    text, at, lost = plain(printed), 0, list[str]()
    for line in filter(plain, shown):
        match = pattern(line).search(text, at)
        if match is None:
            lost.append(line)
        else:
            at = match.end()
    return lost


@pytest.fixture(scope="module")
def desk(copied: Callable[[], Path]) -> Iterator[Shop]:
    """The desk, and the workspace that the page exports; its server is up, as on the page."""
    made = Shop(copied(), Path(), settings={"TACIT_WORKSPACE": "demo"})
    with open_store(made.home):
        yield made


def test_every_command_and_question_of_the_tour_does_what_it_shows(
    desk: Shop, tmp_path: Path
) -> None:
    own = write_history(tmp_path)
    learned, lost = list[str](), list[str]()
    for step in steps():
        if step.words[0] in NOT_HERE:
            continue
        # What a correction was learned under is another id here: that of the first one.
        words = [learned[0] if ID.fullmatch(each) else each for each in step.words[1:]]
        words = [str(own) if Path(each).name == own.name else each for each in words]
        done = desk.tacit(*words, lines=(*step.typed, "/quit"))
        assert done.returncode == (1 if REFUSED in words else 0), done.stderr
        printed = done.stdout + done.stderr
        learned += re.findall(r"undo with: tacit undo ([0-9a-f-]{36})", printed)
        lost += [f"{shlex.join(words)}: {line}" for line in missing(step.shown, printed)]
    assert lost == [], "\n".join(lost)
