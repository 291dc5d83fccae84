"""Who visits a desk under attack, in which order, and how everybody's dice fall.

`poisoning` walks it. Honest customers ask the same questions in the same order, and meet
the same dice, whatever the share of hostile ones is; these come in between.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bench.closed_stream import AGENTS, Asked, rows_of

IDENTITIES = 500
TARGETS = 20
# A hostile identity asks so many times as often as an honest one.
VOLUME = 10
_WRONG_AGENTS = 0.05

Attack = Literal["plain", "sybil", "adaptive", "together"]


@dataclass(frozen=True)
class Siege:
    """One run: how many of the identities are hostile and what they do.

    The first `warm` of the honest questions come before any of them.
    """

    share: float
    attack: Attack = "plain"
    questions: int = 3000
    warm: int = 1000
    seed: int = 0

    @property
    def hostile(self) -> int:
        """Identities that are hostile."""
        return round(self.share * IDENTITIES)


@dataclass(frozen=True)
class Visit:
    """One conversation: who opens it with what question, and the dice for what they do then.

    `wanted` is the category whose answer a hostile customer wants to be given to such
    questions; None: an honest one. `instead` is a question about that category.
    """

    question: Asked
    customer: str
    dice: tuple[float, float, float]
    wanted: str | None = None
    instead: str = ""


@dataclass(frozen=True)
class World:
    """The visits in order, and what the attack is about: target → the answer that is wanted."""

    visits: list[Visit]
    wanted: dict[str, str]


def world(folder: Path, siege: Siege) -> World:
    """All visits of one run."""
    rows, spare = rows_of(folder, "train.csv"), rows_of(folder, "test.csv")
    dice = random.Random(siege.seed)
    dice.shuffle(rows)
    rows = rows[: siege.questions]
    names = sorted({name for _, name in rows})
    targets = dice.sample(names, min(TARGETS, len(names) // 2))
    wanted = {each: dice.choice([n for n in names if n != each]) for each in targets}
    honest = [_honest(n, row, names, siege, dice) for n, row in enumerate(rows)]
    hostile = _hostile(spare, wanted, siege, random.Random(f"{siege.seed} {siege.share}"))
    return World(_mixed(honest, hostile, siege), wanted)


def _honest(
    n: int, row: tuple[str, str], names: list[str], siege: Siege, dice: random.Random
) -> Visit:
    question = _asked(n, row, names, dice)
    thrown = dice.random(), dice.random(), dice.random()
    return Visit(question, f"honest-{n % (IDENTITIES - siege.hostile)}", thrown)


def _asked(n: int, row: tuple[str, str], names: list[str], dice: random.Random) -> Asked:
    text, name = row
    other = dice.choice(names)
    told = other if dice.random() < _WRONG_AGENTS else name
    return Asked(text, name, told, None, is_audited=False, agent=n % AGENTS)


def _hostile(
    spare: list[tuple[str, str]], wanted: dict[str, str], siege: Siege, dice: random.Random
) -> list[Visit]:
    """What the hostile ones ask: texts about the targets, each as often as it takes."""
    texts = {name: [text for text, of in spare if of == name] for name in {n for _, n in spare}}
    names, targets = sorted(texts), sorted(wanted)
    asked = siege.questions - siege.warm
    count = round(asked * VOLUME * siege.hostile / (IDENTITIES - siege.hostile))
    found = []
    for n in range(count):
        target = dice.choice(targets)
        row = dice.choice(texts[target]), target
        thrown = dice.random(), dice.random(), dice.random()
        who = n if siege.attack == "sybil" else n % siege.hostile
        instead = dice.choice(texts[wanted[target]])
        if siege.attack == "together":
            row = f"{row[0]}\n{instead}", wanted[target]
        question = _asked(n, row, names, dice)
        found.append(Visit(question, f"hostile-{who}", thrown, wanted[target], instead))
    return found


def _mixed(honest: list[Visit], hostile: list[Visit], siege: Siege) -> list[Visit]:
    """The hostile visits spread evenly among the honest ones that come after the first."""
    late = honest[siege.warm :]
    held = [(n / max(len(late), 1), 0, n, each) for n, each in enumerate(late)]
    held += [(n / max(len(hostile), 1), 1, n, each) for n, each in enumerate(hostile)]
    return honest[: siege.warm] + [each for *_, each in sorted(held, key=lambda row: row[:3])]
