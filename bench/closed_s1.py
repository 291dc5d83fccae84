"""The protocol s1: a desk that begins with nothing, whose customers and answers change.

The folder's train.csv and test.csv together, each text once, 4,000 of them. How often an
intent is asked falls with its rank (Zipf, exponent ½, lowered until no intent runs dry).
At 40% the ranks are dealt anew; at 60% twelve unseen intents enter, four of them as a burst;
at 75% ten intents have another answer. One question of twenty is out of scope.

Feedback is what such a desk hears: an agent's reply after 1 to 50 more questions, wrong one
time in ten and of one careless agent of twenty four times; of an answer the customer says
something three times of ten, and of a wrong one twice as often, one time of twenty the contrary.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from bench.closed_stream import (
    AGENTS,
    OUT_OF_SCOPE,
    Asked,
    Protocol,
    Word,
    foreign,
    is_foreign,
    numbered,
    rows_of,
)

QUESTIONS = 4000
RERANKED, ENTERED, CHANGED = 0.4, 0.6, 0.75
_NEW, _BURSTING, _OTHER_ANSWERS = 12, 4, 10
_BURST, _BURST_SHARE = 100, 0.05
_FOREIGN = 0.05
_EXPONENT, _STEPS = 0.5, 10
_LAG = 50
_WRONG, _CARELESS = 0.1, 0.4
_SAID, _SAID_OF_WRONG, _FLIPPED = 0.3, 0.6, 0.05


@dataclass(frozen=True)
class Shares:
    """What was drawn: the exponent that left no intent dry, and how often each intent came."""

    exponent: float
    counts: dict[str, int]


def stream(folder: Path, protocol: Protocol) -> tuple[list[Asked], Shares]:
    """The questions in their order, with everything that chance decides, and their shares."""
    texts = dict[str, list[str]]()
    for text, name in dict(rows_of(folder, "train.csv") + rows_of(folder, "test.csv")).items():
        texts.setdefault(name, []).append(text)
    others, count = foreign(folder), protocol.questions or QUESTIONS
    for step in range(_STEPS + 1):
        exponent = _EXPONENT * (1 - step / _STEPS)
        dice = random.Random(protocol.seed)
        held = {name: dice.sample(each, len(each)) for name, each in sorted(texts.items())}
        names = _drawn(list(held), count, exponent, dice)
        counts = Counter(names)
        if all(counts[name] <= len(each) for name, each in held.items()):
            break
    else:
        sys.exit(f"{folder} has too few texts of its intents for {count} questions")
    strange = iter(dice.sample(others, counts.pop(OUT_OF_SCOPE, 0)))
    rows = numbered([(next(strange) if n == OUT_OF_SCOPE else held[n].pop(), n) for n in names])
    rows = _changed(rows, dice)
    return _told(rows, protocol, dice), Shares(exponent, dict(sorted(counts.items())))


def _drawn(intents: list[str], count: int, exponent: float, dice: random.Random) -> list[str]:
    """The intent of each question, or that it is out of scope."""
    dice.shuffle(intents)
    new, old = intents[:_NEW], intents[_NEW:]
    enters, again = round(count * ENTERED), round(count * RERANKED)
    names = list[str]()
    ranked = [*old]
    for n in range(count):
        if n == again:
            dice.shuffle(ranked)
        if n == enters:
            for intent in new:
                ranked.insert(dice.randint(0, len(ranked)), intent)
        if dice.random() < _FOREIGN:
            names.append(OUT_OF_SCOPE)
        elif enters <= n < enters + _BURST and dice.random() < _BURST_SHARE:
            names.append(dice.choice(new[:_BURSTING]))
        else:
            weights = [(place + 1) ** -exponent for place in range(len(ranked))]
            names.append(dice.choices(ranked, weights)[0])
    return names


def _changed(rows: list[tuple[str, str]], dice: random.Random) -> list[tuple[str, str]]:
    """From three quarters on ten intents have a new answer; the old one is wrong."""
    at = round(len(rows) * CHANGED)
    names = sorted({name for _, name in rows[at:] if not is_foreign(name)})
    moved = set(dice.sample(names, min(_OTHER_ANSWERS, len(names))))
    return rows[:at] + [
        (text, f"{name}, new" if name in moved else name) for text, name in rows[at:]
    ]


def _told(rows: list[tuple[str, str]], protocol: Protocol, dice: random.Random) -> list[Asked]:
    """Each question with what people would say; a wrong agent gives another known answer."""
    careless, asked, known = dice.randrange(AGENTS), list[Asked](), dict[str, None]()
    for text, name in rows:
        agent = dice.randrange(AGENTS)
        is_wrong = dice.random() < (_CARELESS if agent == careless else _WRONG)
        others = [each for each in known if each != name]
        told = dice.choice(others) if is_wrong and others and not is_foreign(name) else name
        if not is_foreign(name):
            known[name] = None
        if_wrong = _word(_SAID_OF_WRONG, "complains", dice)
        if_right = _word(_SAID, "thanks", dice)
        is_audited, lag = dice.random() < protocol.audit, dice.randint(1, _LAG)
        asked.append(Asked(text, name, told, if_wrong, is_audited, if_right, agent, lag))
    return asked


def _word(share: float, usual: Word, dice: random.Random) -> Word | None:
    """What a customer says of an answer, if anything: now and then the contrary."""
    is_said, is_flipped = dice.random() < share, dice.random() < _FLIPPED
    contrary: Word = "thanks" if usual == "complains" else "complains"
    if not is_said:
        return None
    return contrary if is_flipped else usual
