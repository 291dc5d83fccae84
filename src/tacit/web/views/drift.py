"""What goes wrong oftener than it used to, as pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tacit.answering.drift import OVER_ALL, Fall, chance_of, falls, name_of

if TYPE_CHECKING:
    from tacit.answering.learned import Learned


@dataclass(frozen=True)
class Alarm:
    """An alarm that is open: what is watched, by its name, and where it fell from."""

    fall: Fall
    name: str
    is_intent: bool
    chance: str


@dataclass(frozen=True)
class Unsaid:
    """An alarm that somebody called usual without a reason, and what they are told."""

    watched: str = ""
    wrong: str = ""


SAID = Unsaid()


def alarms_in(learned: Learned) -> Sequence[Alarm]:
    """The open alarms, the earliest first bad day first."""
    return [
        Alarm(
            each,
            name_of(learned, each.watched),
            each.watched not in OVER_ALL,
            chance_of(each.watched),
        )
        for each in falls(learned)
    ]
