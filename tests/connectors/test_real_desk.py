"""Counts of a real desk of two years, where its files are at hand."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tacit.connectors import Options, judged, read_history, snapshot_dates
from tacit.history import Article, Conversation, Message, Refused

ROOT = Path(__file__).resolve().parents[2]
FOLDER = (
    Path(os.environ.get("TACIT_DATA") or ROOT.parent / "shared" / "data") / "thunderbird-support"
)

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="needs the folder thunderbird-support; name the one that has it in TACIT_DATA",
)


@dataclass
class Count:
    """What one pass over the folder showed."""

    articles: list[Article] = field(default_factory=list)
    opened: dict[str, datetime] = field(default_factory=dict)
    replies: Counter[str] = field(default_factory=Counter)
    citations: Counter[str] = field(default_factory=Counter)
    agents: set[str] = field(default_factory=set)
    refused: list[Refused] = field(default_factory=list)

    def add(self, message: Message) -> None:
        self.replies[message.author] += 1
        self.citations[message.author] += len(message.cites)
        if message.author == "agent":
            self.agents.add(message.author_id)


@pytest.fixture(scope="module")
def count() -> Count:
    found = Count()
    reading = read_history(FOLDER, Options(snapshots=True))
    for row in reading.rows():
        if isinstance(row, Conversation):
            found.opened[row.external_id] = row.messages[0].at
            for message in row.messages[1:]:
                found.add(message)
        elif isinstance(row, Article):
            found.articles.append(row)
        elif isinstance(row, Refused):
            found.refused.append(row)
    assert reading.bytes_read == reading.total_bytes
    return found


def test_every_question_is_a_conversation_in_time_order(count: Count) -> None:
    assert len(count.opened) == 27_594
    assert list(count.opened.values()) == sorted(count.opened.values())


def test_thirty_five_people_ever_are_agents(count: Count) -> None:
    assert len(count.agents) == 35


def test_agents_write_most_replies_and_citations(count: Count) -> None:
    replies, citations = count.replies, count.citations
    assert 0.87 < replies["agent"] / (replies["agent"] + replies["bystander"]) < 0.89
    assert 0.92 < citations["agent"] / (citations["agent"] + citations["bystander"]) < 0.95


def test_all_that_is_left_out_is_spam_or_empty(count: Count) -> None:
    reasons = Counter(row.reason.rpartition(": ")[2] for row in count.refused)
    assert reasons == {"marked as spam": 86, "it has no text": 5}


def test_the_help_centre_is_told_whole_once_and_then_by_its_changes(count: Count) -> None:
    told = Counter((each.at and each.at.date(), each.is_withdrawn) for each in count.articles)
    assert told == {
        (None, False): 153,
        (date(2024, 3, 24), False): 75,
        (date(2024, 3, 24), True): 8,
        (date(2024, 7, 4), False): 4,
    }
    assert all(each.url and each.url.endswith(f"/kb/{each.external_id}") for each in count.articles)


def test_judged_questions_are_known_and_span_both_years(count: Count) -> None:
    opened = [count.opened[question] for question in judged(FOLDER)]
    assert len(opened) == 642 + 915
    assert opened == sorted(opened)
    assert opened[0] < datetime(2023, 1, 2, tzinfo=UTC)
    assert opened[-1] > datetime(2024, 12, 31, tzinfo=UTC)


def test_the_help_centre_was_written_down_three_times() -> None:
    assert snapshot_dates(FOLDER) == [date(2023, 4, 18), date(2024, 3, 24), date(2024, 7, 4)]
