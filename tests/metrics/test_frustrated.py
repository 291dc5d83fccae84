"""Frustrated: the worst message of each conversation, as it was read or as an agent says."""

from __future__ import annotations

from tacit.events import MessageId, MoodCorrected, MoodRead
from tests.metrics.written import AGENT, Log, Talk

MARKS = [0] * 13


def read(talk: Talk, *chances: int) -> None:
    for chance in chances:
        talk.log.add(MoodRead(talk.name, MessageId("m-1"), chance, 0, MARKS))


def corrected(talk: Talk, chance: int, *, is_so: bool | None) -> None:
    said = MoodCorrected(talk.name, MessageId("m-1"), "frustration", is_so, chance, MARKS)
    talk.log.add(said, AGENT)


def test_the_worst_message_counts_above_one_half() -> None:
    log = Log()
    read(log.opens(), 400, 2049, 300)
    read(log.opens(), 2048)
    log.opens()
    assert log.share("frustrated") == (1, 2)
    assert log.total("frustrated").left_out == 1


def test_an_agents_word_stands_until_it_is_taken_back() -> None:
    log = Log()
    talk = log.opens()
    read(talk, 400, 3000)
    corrected(talk, 3000, is_so=False)
    assert log.share("frustrated") == (0, 1)
    corrected(talk, 3000, is_so=None)
    assert log.share("frustrated") == (1, 1)


def test_it_can_be_told_apart_by_intent() -> None:
    log = Log()
    read(log.opens().decides("answer", intent="i-1"), 3000)
    read(log.opens().decides("answer", intent="i-2"), 100)
    groups = log.measured("frustrated", by="intent").series.groups
    assert {name: r.share.part for name, r in groups.items()} == {"i-1": 1, "i-2": 0}
