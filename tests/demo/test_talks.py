"""Conversations that read like a play, as rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tacit.demo.days import WRITTEN_UNTIL, Days
from tacit.demo.talks import Cast, WrongTalk, conversations

ADA = {"external_id": "ada", "name": "Ada", "account": {"external_id": "tea"}}
CAST = Cast(
    {"ada": ADA, "ben": {"external_id": "ben"}},
    {"ines", "jon"},
    {"kettles": "https://help.example.com/kettles"},
)
TALK = """\
=== 2025-03-07 email ada resolved 4 | It is {2025-03-03 day}
--- 09:20
Good morning,

the kettle leaks.
--- ines 09:31 kettles
Turn it round.
--- ~carl 10:00
I have seen it too.
--- +3 08:05
Still leaks.
--- jon 2025-03-11 09:00 *
See [[kettles]].
"""


def told(folder: Path, *texts: str) -> list[dict[str, Any]]:
    for number, text in enumerate(texts):
        (folder / f"{number}.txt").write_text(text)
    return list(conversations(folder, Days(WRITTEN_UNTIL), CAST))


def test_a_conversation_is_told_with_its_head_and_messages(tmp_path: Path) -> None:
    [row] = told(tmp_path, TALK)
    messages = row.pop("messages")
    assert row == {
        "kind": "conversation",
        "external_id": "Q-1042",
        "customer": ADA,
        "channel": "email",
        "subject": "It is 3 March",
        "outcome": "resolved",
        "csat": 4,
    }
    assert messages[0] == {
        "author": {"kind": "customer"},
        "at": "2025-03-07T09:20:00Z",
        "text": "Good morning,\n\nthe kettle leaks.",
    }
    assert [each["author"].get("external_id") for each in messages] == [
        None,
        "agent-ines",
        "bystander-carl",
        None,
        "agent-jon",
    ]


def test_pages_are_cited_behind_the_time_or_by_a_link(tmp_path: Path) -> None:
    messages = told(tmp_path, TALK)[0]["messages"]
    assert [each.get("cites") for each in messages] == [None, ["kettles"], None, None, ["kettles"]]
    assert messages[4]["text"] == "See https://help.example.com/kettles."


def test_days_are_counted_from_the_message_before_or_named(tmp_path: Path) -> None:
    messages = told(tmp_path, TALK)[0]["messages"]
    assert [each["at"][5:10] for each in messages] == ["03-07", "03-07", "03-07", "03-10", "03-11"]


def test_a_star_is_the_customers_mark_of_the_solution(tmp_path: Path) -> None:
    messages = told(tmp_path, TALK)[0]["messages"]
    assert [each.get("solution", False) for each in messages] == [False] * 4 + [True]


def test_numbers_follow_the_order_of_opening_over_all_files(tmp_path: Path) -> None:
    late = "=== 2025-03-08 web ben open\n--- 07:00\nLate.\n"
    early = "=== 2025-03-07 web ben unsaid\n--- 06:00\nEarly.\n"
    rows = told(tmp_path, TALK, late + early)
    assert [(row["external_id"], row["messages"][0]["text"][:5]) for row in rows] == [
        ("Q-1042", "Early"),
        ("Q-1043", "Good "),
        ("Q-1044", "Late."),
    ]
    assert "outcome" not in rows[0], "unsaid and open are no outcome of the other system"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Words before all.\n", r"0\.txt:1: expected ==="),
        ("=== 2025-03-07 email ada resolved\nWords.\n", r"0\.txt:2: expected ==="),
        ("=== 7 March email ada resolved\n", r"0\.txt:1: expected === DAY"),
        ("=== 2025-03-07 email ada solved\n", r"0\.txt:1: expected === DAY"),
        ("=== 2025-03-07 email ada resolved five\n", r"0\.txt:1: expected === DAY"),
        ("=== 2025-03-07 email ada resolved 4 5\n", r"0\.txt:1: expected === DAY"),
        ("=== 2025-03-07 email eva resolved\n--- 09:00\nHi.\n", r"0\.txt:1: .*'eva'"),
        ("=== 2025-03-07 email ada resolved\n--- soon\nHi.\n", r"0\.txt:2: expected ---"),
        ("=== 2025-03-07 email ada resolved\n--- ines\nHi.\n", r"0\.txt:2: expected ---"),
        ("=== 2025-03-07 email ada resolved\n--- eve 09:00\nHi.\n", r"0\.txt:1: .*'eve'"),
        ("=== 2025-03-07 email ada resolved\n--- 09:00\nHi.\n--- ines 10:00 mugs\nA.\n", r"'mugs'"),
    ],
)
def test_what_is_written_wrongly_is_named_with_its_place(
    tmp_path: Path, text: str, complaint: str
) -> None:
    with pytest.raises(WrongTalk, match=complaint):
        told(tmp_path, text)


def test_a_conversation_without_a_message_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongTalk, match=r"0\.txt:1: .*no message"):
        told(tmp_path, "=== 2025-03-07 email ada resolved\n")
