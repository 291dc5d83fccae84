"""Drafts are counted by what agents did with them, and edits by their sort."""

from __future__ import annotations

import pytest

from tacit.events import DecisionId, DraftCompared, MessageId
from tacit.metrics.drafts import DraftsSent
from tests.metrics.written import AGENT, Log


def ten() -> Log:
    """Five sent, three edited (two facts, one tone), two put aside."""
    log = Log()
    for outcome, sort in [("sent", "same")] * 5 + [("edited", "fact")] * 2 + [
        ("edited", "tone"), ("overridden", "fact"), ("overridden", "addition"),
    ]:  # fmt: skip
        talk = log.opens()
        log.add(
            DraftCompared(talk.name, DecisionId("d"), MessageId("m"), outcome, sort, 1, 1, 1, []),
            AGENT,
        )
    return log


def test_five_of_ten_were_sent_as_they_were() -> None:
    reading = ten().total("drafts_sent")
    assert (reading.share.part, reading.share.whole) == (5, 10)
    assert {name: (each.part, each.whole) for name, each in reading.parts.items()} == {
        "edited": (3, 10),
        "overridden": (2, 10),
        "edited: tone": (1, 3),
        "edited: fact": (2, 3),
        "edited: addition": (0, 3),
        "edited: removal": (0, 3),
    }


def test_outcomes_are_shares_of_all_drafts() -> None:
    groups = ten().measured("drafts_sent", by="outcome").series.groups
    assert {name: (r.share.part, r.share.whole) for name, r in groups.items()} == {
        "edited": (3, 10),
        "overridden": (2, 10),
        "sent": (5, 10),
    }
    with pytest.raises(KeyError):
        DraftsSent().split("weather")
