"""The stream of a closed loop: what is asked, what is right then, and how the dice fall.

`closed_loop` walks it with one system after the other; all meet the same dice.
The protocol s1, with its own feedback, is in `closed_s1`.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

OUT_OF_SCOPE = "oos"
AGENTS = 20
_SWAPPED = 5  # one category of so many has another answer after the drift

Word = Literal["complains", "thanks"]


@dataclass(frozen=True)
class Protocol:
    """The conditions of one run; shares are in 0 to 1.

    `withheld`: the data's list of intents that no agent has a repeatable answer to.
    """

    budget: float = 0.02
    audit: float = 0.02
    silent: float = 0.2
    wrong_agents: float = 0.0
    drift: bool = False
    out_of_scope: float = 0.0
    withheld: bool = False
    seed: int = 0
    questions: int = 0


@dataclass(frozen=True)
class Asked:
    """One question: its text, the answer that is right now, and what people would say of it.

    `told` is the category of the agent's reply: the right one, but for a wrong agent's; it
    comes after `lag` more questions. `if_right` and `if_wrong` is what the customer says of
    an answer that was right or wrong; None: nothing. `is_audited`: an answer is judged.
    """

    text: str
    category: str
    told: str
    if_wrong: Word | None
    is_audited: bool
    if_right: Word | None = None
    agent: int = 0
    lag: int = 0

    @property
    def is_out_of_scope(self) -> bool:
        return is_foreign(self.category)


def is_foreign(category: str) -> bool:
    """Whether a category is one question's own: it has no repeatable answer."""
    return category.startswith(f"{OUT_OF_SCOPE}-")


def stream(folder: Path, protocol: Protocol) -> list[Asked]:
    """The questions in their order, with everything that chance decides."""
    rows = rows_of(folder, "train.csv")
    dice = random.Random(protocol.seed)
    dice.shuffle(rows)
    if protocol.withheld:
        gone = set(withheld(folder))
        rows = [(text, OUT_OF_SCOPE if name in gone else name) for text, name in rows]
    if protocol.out_of_scope:
        rows = _mixed(rows, foreign(folder), protocol.out_of_scope, dice)
    rows = numbered(rows[: protocol.questions or None])
    if protocol.drift:
        rows = _drifted(rows, dice)
    names = _names(rows)
    return [_asked(n, row, names, protocol, dice) for n, row in enumerate(rows)]


def numbered(rows: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The rows, each one out of scope with a category of its own."""
    return [
        (text, f"{name}-{n}" if name == OUT_OF_SCOPE else name)
        for n, (text, name) in enumerate(rows)
    ]


def _names(rows: list[tuple[str, str]]) -> list[str]:
    return sorted({name for _, name in rows if not is_foreign(name)})


def _asked(
    n: int, row: tuple[str, str], names: list[str], protocol: Protocol, dice: random.Random
) -> Asked:
    text, name = row
    is_wrong_agent = dice.random() < protocol.wrong_agents
    other = dice.choice(names)
    told = other if is_wrong_agent and not is_foreign(name) else name
    if_wrong: Word | None = None if dice.random() < protocol.silent else "complains"
    return Asked(text, name, told, if_wrong, dice.random() < protocol.audit, agent=n % AGENTS)


def rows_of(folder: Path, name: str) -> list[tuple[str, str]]:
    """The texts and categories of one of the folder's files."""
    path = folder / name
    if not path.exists():
        sys.exit(f"{path} is not there: a closed loop asks the rows of a {name} (text,category)")
    with path.open(newline="") as lines:
        return [(row["text"], row["category"]) for row in csv.DictReader(lines)]


def withheld(folder: Path) -> list[str]:
    """The intents that the folder's list holds out of scope."""
    path = folder / "oos-intents.json"
    if not path.exists():
        sys.exit(f"{path} is not there: it lists the intents that are withheld")
    found: list[str] = json.loads(path.read_text())["held_out_as_in_domain_oos"]
    return found


def _drifted(rows: list[tuple[str, str]], dice: random.Random) -> list[tuple[str, str]]:
    """From half-way on a fifth of the categories have each other's answers."""
    names = _names(rows)
    moved = dice.sample(names, len(names) // _SWAPPED)
    instead = dict(zip(moved, [*moved[1:], moved[0]], strict=True))
    half = len(rows) // 2
    return rows[:half] + [(text, instead.get(name, name)) for text, name in rows[half:]]


def foreign(folder: Path) -> list[str]:
    """Questions of other desks: insurance customers' utterances and titles of a mail program's."""
    beside = folder.resolve().parent
    insurance = beside / "dstc11-intents-insurance" / "test-utterances.jsonl"
    mail = beside / "thunderbird-support" / "tickets-2023.jsonl.gz"
    for each in (insurance, mail):
        if not each.exists():
            sys.exit(f"{each} is not there: questions out of scope are drawn from it")
    texts = [json.loads(line)["utterance"] for line in insurance.read_text().splitlines()]
    with gzip.open(mail, "rt") as lines:
        told = (json.loads(line) for line in lines)
        texts += [each["title"] for each in told if each.get("lang") == "en" and each.get("title")]
    return texts


def _mixed(
    rows: list[tuple[str, str]], others: list[str], share: float, dice: random.Random
) -> list[tuple[str, str]]:
    """The rows with so many others among them that they make up this share of all."""
    count = round(len(rows) * share / (1 - share))
    both = rows + [(text, OUT_OF_SCOPE) for text in dice.sample(others, count)]
    dice.shuffle(both)
    return both
