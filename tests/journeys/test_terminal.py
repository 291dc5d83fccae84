"""Journeys through the terminal: a small shop's history, asked, corrected, undone and erased.

Each test drives the installed `tacit` in processes of its own, on one data
folder that the first of them makes. The tests ask about different things, so
that what one teaches is nothing to the others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from tacit.store.opening import open_store
from tests.journeys.small_shop import Shop, write_history


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The shop as `tacit import` leaves it in an empty folder.

    The server is then kept up, as `tacit serve` would: to start and stop it
    costs each command another second.
    """
    folder = tmp_path_factory.mktemp("shop")
    history = write_history(folder)
    begun = Shop(folder / "home", history)
    first = begun.says("import", str(history))
    with open_store(begun.home):
        yield Shop(begun.home, history, first)


def test_a_history_is_taken_in_whole_and_rehearsed(shop: Shop) -> None:
    assert re.search(r"articles: 5 taken in$", shop.first, re.MULTILINE)
    assert re.search(r"conversations: 6 taken in$", shop.first, re.MULTILINE)
    assert "refused" not in shop.first
    assert "Rehearsed 6 turns" in shop.first


def test_what_an_agent_cites_once_is_known_when_asked_in_other_words(shop: Shop) -> None:
    jargon = "the monthly surprise box bores me, no more of them please"
    in_other_words = "please no more monthly surprise boxes, they are boring"
    before = shop.says("ask", lines=(in_other_words, jargon, "/why"))
    assert "help.shop.example/plan" not in before
    number = re.search(r"^(\d+) +End or pause your plan", before, re.MULTILINE)
    assert number is not None, before
    taught = shop.says("ask", lines=(jargon, f"/cite {number[1]}", in_other_words))
    last_panel = taught.rpartition("╭")[2]
    assert "help.shop.example/plan" in last_panel


def test_new_words_are_marked_unapproved_until_an_agent_publishes_them(shop: Shop) -> None:
    question = "is there a shop in Lisbon?"
    replied = shop.says("ask", lines=(question, "/reply We only send parcels."))
    assert re.search(r"unapproved.*We only send parcels\.", replied)
    assert not re.search(r"│ We only send parcels\.", replied)
    published = shop.says("ask", lines=(question, "/publish We only send parcels."))
    answered = published.rpartition("Learned")[2]
    assert re.search(r"─ Answer ─.*\n│ We only send parcels\.", answered)


def test_the_figures_are_dated_sized_and_flatter_nothing(shop: Shop) -> None:
    said = shop.says("metrics", "--to", "2026-03-31")
    assert "Workspace main: 2026-03-01 to 2026-03-06, days in UTC, log up to event" in said
    assert re.search(r"^Coverage +none yet +awaits a conversation in mode auto +6$", said, re.M)
    assert re.search(r"^Ranked first \(R@1\) +few .*of 5 conversations, 5 unseen +1$", said, re.M)
    one = json.loads(shop.says("metrics", "containment", "--json"))
    assert one["total"]["value"] is None
    assert [each["name"] for each in one["beside"]] == [
        "resolution_confirmed",
        "resolution_assumed",
    ]
    curve = shop.says("metrics", "learning-curve", "--size", "2", "--to", "2026-03-31")
    assert re.search(r"^rehearsal +1–2 +2026-03-01 +2026-03-02 ", curve, re.M)
    assert "no clear change" in curve


def test_a_favour_is_held_and_the_terminal_says_why(shop: Shop) -> None:
    question = "do you wrap candles in silk?"
    said = shop.says("ask", lines=(question, "/publish I have wrapped it in silk for you."))
    told = " ".join(said.rpartition("Learned")[2].split())
    assert "It is a favour that was done once, and no rule." in told
    assert "Handoff to an agent" in told
    assert "│ I have wrapped it" not in said.rpartition("Asking again")[2]


def test_undo_forgets_what_a_correction_taught(shop: Shop) -> None:
    question = "are your candles vegan?"
    taught = shop.says("ask", lines=(question, "/publish All of them are made of soy."))
    assert re.search(r"│ All of them are made of soy", taught)
    undo = re.search(r"tacit undo ([0-9a-f-]{36})", taught)
    assert undo is not None, taught
    shop.says("undo", undo[1])
    assert "soy" not in shop.says("ask", question)


def test_a_second_import_of_the_same_file_changes_nothing(shop: Shop) -> None:
    question = "where are my invoices?"
    before = shop.says("ask", question)
    again = shop.says("import", str(shop.history))
    assert "articles: 0 taken in, 5 known already" in again
    assert "messages: 0 taken in, 12 known already" in again
    assert shop.says("ask", question) == before  # it names the log's last event


def test_a_past_decision_is_computed_again_to_the_same_bytes(shop: Shop) -> None:
    assert "equal, to the byte" in shop.says("replay", "talk-2")


def test_an_erased_customer_is_gone_and_the_log_still_verifies(shop: Shop) -> None:
    question = "do you wrap lamps as a gift?"
    assert "choose the ribbon" in shop.says("ask", question)
    certificate = shop.says("erase", "cho", "--yes")
    assert "2 conversations" in certificate
    assert "erased_external: 7 tombstones stay. Each is a keyed hash" in certificate
    assert "ribbon" not in shop.says("ask", question)
    assert "folded twice: the same" in shop.says("verify")


def test_an_erased_customer_does_not_come_back_with_their_history(shop: Shop) -> None:
    question = "I want my money back for the blue lamp"
    shop.tacit("erase", "cho", "--yes")
    before = shop.says("rebuild").split()[0]
    again = shop.says("import", str(shop.history))
    assert re.search(r"erased before: 2 conversations.*, left out$", again, re.MULTILINE)
    assert "cho" not in again
    assert shop.says("rebuild").split()[0] == before
    assert "Return it like this" not in shop.says("ask", question)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["import", "no-such-folder"], "no-such-folder"),
        (["ask", "--workspace", "no-such-desk", "hello?"], "no-such-desk"),
        (["metrics", "--workspace", "no-such-desk"], "no-such-desk"),
        (["metrics", "nps"], "no metric 'nps'; there are coverage, "),
        (["metrics", "coverage", "--by", "segment"], "by=segment: the log does not tell it yet; "),
        (["metrics", "--by", "channel"], "name it: tacit metrics coverage --by"),
        (["metrics", "--from", "today"], "from is 'today'; write a day as 2024-03-01"),
        (["metrics", "--zone", "Mars/Crater"], "write one such as UTC or Europe/Berlin"),
    ],
)
def test_what_is_not_there_is_named_in_one_line_with_exit_status_1(
    shop: Shop, words: list[str], named: str
) -> None:
    done = shop.tacit(*words)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(rf"tacit: .*{named}.*\n", done.stderr)
