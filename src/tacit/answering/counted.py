"""Who votes for what among the entries that can be ranked, as it was counted at one position.

The learned state keeps one and counts anew after a change; the gate keeps another,
of what would be.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tacit.events import EntryId
    from tacit.knowledge.exemplars import Exemplar, Exemplars


@dataclass
class Counted:
    """The entries that can be ranked, published exemplars last, and the exemplars that vote."""

    live: list[EntryId]
    exemplars: Exemplars

    @cached_property
    def published(self) -> list[Exemplar]:
        """Exemplars whose words may reach customers."""
        return [each for each in self.exemplars.ordered if each.is_published and each.serves]

    @cached_property
    def entries(self) -> list[EntryId]:
        """What can be ranked: live entries, then published exemplars."""
        return [*self.live, *(each.entry_id for each in self.published)]

    @cached_property
    def places(self) -> dict[EntryId, int]:
        """Where each of the entries is among them."""
        return {entry: place for place, entry in enumerate(self.entries)}

    @cached_property
    def votes(self) -> tuple[NDArray[np.int64], list[list[int]]]:
        """The places of the exemplars that vote, and those of the entries that each votes for.

        One that cites votes for what it cites; a published one for itself.
        """
        voters, votes = list[int](), list[list[int]]()
        for exemplar in self.exemplars.ordered:
            named = exemplar.cites or (exemplar.entry_id,)
            places = [self.places[each] for each in named if each in self.places]
            if places and exemplar.serves:
                voters.append(exemplar.place)
                votes.append(places)
        return np.array(voters, dtype=np.int64), votes

    @cached_property
    def unapproved(self) -> NDArray[np.int64]:
        """The places of the exemplars in an agent's own words that are not published."""
        ordered = self.exemplars.ordered
        return np.array([each.place for each in ordered if _is_unapproved(each)], dtype=np.int64)

    def add(self, exemplar: Exemplar) -> None:
        """Count one more exemplar; everything else is counted anew."""
        if "unapproved" in vars(self) and _is_unapproved(exemplar):
            self.unapproved = np.append(self.unapproved, exemplar.place)
        if "votes" in vars(self) and exemplar.cites:
            places = [self.places[each] for each in exemplar.cites if each in self.places]
            if places:
                voters, votes = self.votes
                votes.append(places)
                self.votes = np.append(voters, exemplar.place), votes


def _is_unapproved(exemplar: Exemplar) -> bool:
    return not exemplar.cites and not exemplar.is_published and exemplar.serves
