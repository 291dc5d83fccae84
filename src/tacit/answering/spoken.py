"""What a customer's situation said of an entry, attribute by attribute, with the counts behind it.

Receipts and pages show it, under the words that lie beside the log. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tacit.events import EntryId
from tacit.learners.situations import FEW

if TYPE_CHECKING:
    from tacit.answering.learned import Learned

_MOST = 40
# Of what was learned of situations, only what moves an order is listed: a tenth more often.
_LEAST_SAID = 0.1


@dataclass(frozen=True)
class Spoke:
    """One attribute of a situation, and what it says of an entry.

    `value` is the exact one, or the nearest coarser one that was seen often enough;
    `answered` of the `seen` answers with it were this entry's. `says` is in log-odds, 0 where
    it says nothing; `wrong` how much oftener the entry was wrong with it than anyway (log).
    """

    attribute: str
    value: str
    answered: float
    seen: float
    says: float
    wrong: float


@dataclass(frozen=True)
class Lesson:
    """What was learned of one token: which entry it speaks for or against, and how much."""

    token: str
    entry_id: EntryId
    answered: float
    seen: float
    says: float


def spoken(
    learned: Learned,
    situation: Sequence[Sequence[str]],
    words: Mapping[str, Sequence[str]],
    entry: EntryId,
) -> list[Spoke]:
    """What each attribute of a situation says of an entry, the most telling first.

    Those whose words were erased are left out.
    """
    held, found = learned.situations, list[Spoke]()
    usual = learned.residual.predict(entry)
    for line in situation:
        token = next((each for each in line if held.seen(each) >= FEW), line[0])
        if token in words:
            attribute, value = words[token]
            says = held.line(line, [entry])[0]
            wrong = learned.situated.predict(f"{entry} {line[0]}", usual)
            found.append(
                Spoke(attribute, value, held.seen(token, entry), held.seen(token), says, wrong)
            )
    return sorted(found, key=lambda each: (-abs(each.says), each.attribute))


def lessons(learned: Learned, entry: EntryId | None = None) -> list[Lesson]:
    """What was learned of situations, of one entry or of all, the most telling first."""
    held, found = learned.situations, list[Lesson]()
    for token, counts in held.counts.items():
        entries = [EntryId(each) for each in counts if entry in (None, each)]
        for each, says in zip(entries, held.line([token], entries), strict=True):
            if abs(says) >= _LEAST_SAID:
                found.append(Lesson(token, each, held.seen(token, each), held.seen(token), says))
    found.sort(key=lambda each: (-abs(each.says), each.token, each.entry_id))
    return found[:_MOST]
