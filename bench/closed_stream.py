"""The stream of a closed loop: what is asked, what is right then, and how the dice fall.

`closed_loop` walks it with one system after the other; all meet the same dice.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path

OUT_OF_SCOPE = "oos"
_SWAPPED = 5  # one category of so many has another answer after the drift


@dataclass(frozen=True)
class Protocol:
    """The conditions of one run; shares are in 0 to 1."""

    budget: float = 0.02
    audit: float = 0.02
    silent: float = 0.2
    wrong_agents: float = 0.0
    drift: bool = False
    out_of_scope: float = 0.0
    seed: int = 0
    questions: int = 0


@dataclass(frozen=True)
class Asked:
    """One question: its text, the answer that is right now, and what an agent would say of it.

    `told` is the category of the agent's reply: the right one, but for a wrong agent's.
    `is_silent`: a customer who got a wrong answer would not say so. `is_audited`: an
    answer would be judged.
    """

    text: str
    category: str
    told: str
    is_silent: bool
    is_audited: bool

    @property
    def is_out_of_scope(self) -> bool:
        return self.category.startswith(OUT_OF_SCOPE)


def stream(folder: Path, protocol: Protocol) -> list[Asked]:
    """The questions in their order, with everything that chance decides."""
    rows = _rows(folder / "train.csv")
    dice = random.Random(protocol.seed)
    dice.shuffle(rows)
    if protocol.out_of_scope:
        rows = _mixed(rows, _foreign(folder), protocol.out_of_scope, dice)
    rows = rows[: protocol.questions or None]
    rows = [
        (text, f"{name}-{n}" if name == OUT_OF_SCOPE else name)
        for n, (text, name) in enumerate(rows)
    ]
    if protocol.drift:
        rows = _drifted(rows, dice)
    names = sorted({name for _, name in rows if not name.startswith(OUT_OF_SCOPE)})
    return [_asked(text, name, names, protocol, dice) for text, name in rows]


def _asked(
    text: str, name: str, names: list[str], protocol: Protocol, dice: random.Random
) -> Asked:
    is_wrong_agent = dice.random() < protocol.wrong_agents
    other = dice.choice(names)
    told = other if is_wrong_agent and not name.startswith(OUT_OF_SCOPE) else name
    return Asked(text, name, told, dice.random() < protocol.silent, dice.random() < protocol.audit)


def _rows(path: Path) -> list[tuple[str, str]]:
    if not path.exists():
        sys.exit(f"{path} is not there: a closed loop asks the rows of a train.csv (text,category)")
    with path.open(newline="") as lines:
        return [(row["text"], row["category"]) for row in csv.DictReader(lines)]


def _drifted(rows: list[tuple[str, str]], dice: random.Random) -> list[tuple[str, str]]:
    """From half-way on a fifth of the categories have each other's answers."""
    names = sorted({name for _, name in rows if not name.startswith(OUT_OF_SCOPE)})
    moved = dice.sample(names, len(names) // _SWAPPED)
    instead = dict(zip(moved, [*moved[1:], moved[0]], strict=True))
    half = len(rows) // 2
    return rows[:half] + [(text, instead.get(name, name)) for text, name in rows[half:]]


def _foreign(folder: Path) -> list[str]:
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
    rows: list[tuple[str, str]], foreign: list[str], share: float, dice: random.Random
) -> list[tuple[str, str]]:
    """The rows with so many others among them that they make up this share of all."""
    count = round(len(rows) * share / (1 - share))
    both = rows + [(text, OUT_OF_SCOPE) for text in dice.sample(foreign, count)]
    dice.shuffle(both)
    return both
