"""What a conversation cost its customer: as they rated it, else by what they had to do in it.

`metrics/course.py` keeps it of each conversation. The log holds a channel for each conversation
and none for each message, so a switch of channels within one is not known: that the same account
asked the same elsewhere is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

# A rating of 1 to 7 that says so much at most is little, as in `reward.of_feedback`.
EASY_CES = 3
# A question, and one word more on it, is what any matter may take.
FEW_TURNS = 2


@dataclass(frozen=True, slots=True)
class Effort:
    """What the customer did up to now: turns, without thanks for a reply, and signs of toil.

    `rated` is their last ces. `askings_elsewhere` are times that they, or a colleague, asked the
    same in another conversation once this one had answered it, `bug_reports` that they reported a
    bug about it.
    """

    rated: int | None = None
    turns: int = 0
    rephrasings: int = 0
    is_person_wanted: bool = False
    askings_elsewhere: int = 0
    bug_reports: int = 0
    is_replied: bool = False
    is_speaking: bool = False

    @property
    def is_low(self) -> bool:
        """Whether it was little: rated 3 or less of 7, else by the estimate."""
        return self.is_low_by_estimate if self.rated is None else self.rated <= EASY_CES

    @property
    def is_low_by_estimate(self) -> bool:
        """Two turns at most, nothing said again, here or elsewhere, and no person asked for.

        >>> Effort(turns=2).is_low_by_estimate, Effort(turns=2, rephrasings=1).is_low_by_estimate
        (True, False)
        """
        toils = self.rephrasings + self.is_person_wanted
        elsewhere = self.askings_elsewhere + self.bug_reports
        return self.turns <= FEW_TURNS and not toils + elsewhere

    def said(self, *, is_thanks: bool) -> Effort:
        """With a message more: several before a reply are one turn, thanks for a reply are none."""
        if self.is_speaking or (is_thanks and self.is_replied):
            return self
        return replace(self, turns=self.turns + 1, is_speaking=True)

    def replied(self) -> Effort:
        """With a reply that reached the customer."""
        return replace(self, is_replied=True, is_speaking=False)
