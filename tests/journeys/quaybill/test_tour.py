"""The tour of the terminal, followed to the letter: each command, each question, what is shown.

What the page shows is looked for in what the product prints, in the page's
order; a … stands for anything, a number for any number of its sort, an id for any id.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from tests.journeys.small_shop import Shop
from tests.tidy.sources import ROOT

PAGE = (ROOT / "docs/tour/README.md").read_text()
BLOCKS = re.findall(r"^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{8,16}-?…|[0-9a-f]{16}…")
SITTING = "ask --workspace demo"


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
def desk(copied: Callable[[], Shop]) -> Shop:
    return copied()


def test_every_command_and_question_of_the_tour_does_what_it_shows(desk: Shop) -> None:
    learned, lost = list[str](), list[str]()
    for step in steps():
        words = [word for word in step.words if word != ".venv/bin/tacit"]
        match step.words[0]:
            case "make" | "export":
                continue  # test_run.py follows the first; the second names the workspace
            case "tacit" if "no-such-folder" in words:
                printed = desk.tacit(*words[1:]).stderr
            case _:
                words = words[1:] if words[0] == "tacit" else words
                if words[0] == "import" and words[-1].endswith("history.ndjson"):
                    continue
                typed = (*step.typed, "/quit") if step.typed else ("/quit",)
                undone = [learned[0] if ID.fullmatch(word) else word for word in words]
                printed = desk.says(*undone, lines=typed)
        learned += re.findall(r"undo with: tacit undo ([0-9a-f-]{36})", printed)
        lost += [f"{shlex.join(step.words)}: {line}" for line in missing(step.shown, printed)]
    assert lost == []
