"""A rehearsal that broke off and went on learns what one in a single run learns, in mode auto too.

Silence windows are where the two could differ: a process keeps a history's
timers in its memory, and a broken-off one takes them along.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest

from tacit import demo
from tacit.answering.policy import CLASSES
from tacit.connectors import read_history
from tacit.events import (
    Actor,
    ConversationReopened,
    DecisionTaken,
    LessonSettled,
    MessageReceived,
    ModeSet,
    PolicySet,
    ReplyDelivered,
)
from tacit.history import Conversation, Row
from tacit.store.batch import Appended, Batch
from tacit.store.log import Store
from tests.cast import ARTICLES, Shop
from tests.flows.test_again import Dying, Killed
from tests.flows.told import BEGINS_AT, RETURN, cites, take, told

REFUND = "When does my refund arrive on the card?"
OTHER = "And where do I find the invoice for the voucher?"
THANKS = "Thanks, that worked!"
STILL = "It is still not working"
ASKED = "asked_again"


# Everybody asks once, but one who waits in vain and asks the same again elsewhere.
SAME = {"open": "moment"}


def talk(name: str, *lines: tuple[float, str, str] | tuple[float, str, str, str]) -> Conversation:
    """A conversation of lines (day, who, text, cited)."""
    words = [(who, text, cites(*cited)) for _, who, text, *cited in lines]
    messages = told(name, 0, *words).messages
    days = [BEGINS_AT + timedelta(days=line[0]) for line in lines]
    whose = {"customer": SAME.get(name, name)}
    dated = tuple(
        replace(m, at=at, author_id=whose.get(m.author, m.author_id))
        for m, at in zip(messages, days, strict=True)
    )
    return Conversation(name, whose["customer"], "", dated, language="en")


# Every sort of word that a window waits for, with the windows of one conversation closing
# among the messages of others, alone between two of them, and at one's very moment.
TALKS = (
    *(talk(f"t{n}", (n / 8, "ada", RETURN), (n / 8, "ines", "So.", "returns")) for n in range(3)),
    *(talk(f"u{n}", (n / 8, "ada", REFUND), (n / 8, "ines", "So.", "refunds")) for n in range(3)),
    replace(
        talk("silent", (1, "ada", RETURN), (10.5, "ines", "Did it work?", "returns")),
        outcome="resolved",
        csat=2,
    ),
    talk("back", (1.1, "ada", RETURN), (9, "ada", "One more matter"), (9.1, "ines", "Yes?")),
    talk("moment", (1.2, "bruno", REFUND), (4.2, "bruno", OTHER), (4.3, "ines", "So.", "invoice")),
    talk(
        "thanks", (1.5, "bruno", REFUND), (2, "bruno", THANKS), (10.6, "ines", "Fine.", "refunds")
    ),
    talk("broken", (2, "bruno", RETURN), (2.1, "bruno", STILL), (2.2, "ines", "So.", "warranty")),
    talk(
        "late", (2, "ada", RETURN), (4.5, "ada", RETURN), (9.5, "ada", THANKS), (10, "ines", "Oh")
    ),
    talk("unheard", (3, "bruno", "Nobody replied to this.")),
    talk("open", (3.9, "ada", REFUND), (10.8, "jonas", "So.", "refunds")),
)
HISTORY: tuple[Row, ...] = (*ARTICLES, *TALKS)


def prepared(shop: Shop) -> Shop:
    """The shop told before its history that it may answer alone, and be wrong in three of ten.

    Whatever it is asked about, money too.
    """
    shop.port.follower.target = 0.3
    before = BEGINS_AT - timedelta(days=1)
    writing = replace(shop.port, origin="import", clock=lambda: before).write(shop.workspace)
    writing.event(ModeSet("*", "auto"), Actor("agent"))
    for each in CLASSES:
        writing.event(PolicySet(each, "ordinary"), Actor("agent"))
    writing.append()
    return shop


def words(shop: Shop) -> dict[tuple[str, str], int]:
    """How often each word was said of a decision, by how firm it was."""
    lessons = (each.event for each in shop.events(LessonSettled))
    return Counter((each.reason, each.standing) for each in lessons)


def told_by_names(shop: Shop) -> str:
    """The hash of the learned state, every id of ours told by what the history calls it.

    Ids are drawn anew by each process; what was learned must not hang on them.
    """
    state = shop.learned().to_bytes().decode()
    for id in set(_strings(json.loads(state))):
        for kind, name in shop.port.store.external_of(shop.workspace, id):
            state = state.replace(json.dumps(id), json.dumps(f"{kind} {name}"))
    for number, each in enumerate(shop.events(DecisionTaken), 1):
        state = state.replace(each.event.decision_id, f"decision {number}")
    for token, words in _tokens(shop).items():
        state = state.replace(token, " ".join(words))
    for number, intent in enumerate(shop.learned().intents.ids, 1):
        state = state.replace(json.dumps(intent), json.dumps(f"intent {number}"))
    plain = json.dumps(json.loads(state), sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _tokens(shop: Shop) -> dict[str, list[str]]:
    """What each token of a situation stands for: each workspace has its own."""
    taken = (each.event for each in shop.events(DecisionTaken))
    ids = [each.situation_id for each in taken if each.situation_id]
    held = shop.port.store.bodies(shop.workspace, ids)
    return {token: words for text in held.values() for token, words in json.loads(text).items()}


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield key
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)
    elif isinstance(value, str):
        yield value


def course(shop: Shop) -> list[tuple[str, datetime, datetime]]:
    """What happened, in order, and when."""
    return [(each.event.kind, each.at, each.recorded_at) for each in shop.events()]


class Counting(Dying):
    """A store that notes how long the log was after each append."""

    def __init__(self, store: Store) -> None:
        super().__init__(store, -1)
        self.heads = list[int]()

    def append(self, batch: Batch, *, durable: bool = True) -> Appended:
        appended: Appended = super().append(batch, durable=durable)
        self.heads.append(appended.last)
        return appended


def undisturbed(shop: Shop, rows: Iterable[Row], rehearse: int = 2000) -> list[int]:
    """Take a history in without a stop; returns how long the log was after each append."""
    counting = Counting(shop.port.store)
    take(shop, rows, rehearse=rehearse, store=counting)
    return counting.heads


def broken_off(shop: Shop, rows: Iterable[Row], *after: int, rehearse: int = 2000) -> Shop:
    """Take a history in by processes each of which dies after so many appends, then by one more."""
    rows = tuple(rows)
    for each in after:
        with pytest.raises(Killed):
            take(shop, rows, rehearse=rehearse, store=Dying(shop.port.store, each))
    take(shop, rows, rehearse=rehearse)
    return shop


@pytest.fixture
def auto(empty: Callable[[], Shop]) -> Callable[[], Shop]:
    """Makes shops that were told before their history that they may answer alone."""
    return lambda: prepared(empty())


def test_the_history_has_every_sort_of_window(auto: Callable[[], Shop]) -> None:
    shop = auto()
    take(shop, HISTORY)
    said = words(shop)
    assert said["silence", "provisional"] == 4
    again = [e for e in shop.events(ConversationReopened) if e.event.reason == ASKED]
    assert len(again) == 1
    assert said["silence", "durable"] == 2
    assert said["customer_thanks", "durable"] == said["customer_says_still_broken", "durable"] == 1
    assert said["reopened", "void"] == 1
    assert said["customer_thanks", "provisional"] == 2, "one came after its window had closed"
    assert len(shop.events(ReplyDelivered)) == 12
    last = shop.events(MessageReceived)[-1].at
    pending = [e for e in shop.events(ReplyDelivered) if e.at + timedelta(hours=168) > last]
    assert len(pending) == 2, "two are due after the last day and never fire"


@pytest.mark.parametrize("rehearse", [2000, 7])
def test_broken_off_anywhere_and_taken_up_it_learns_the_same(
    auto: Callable[[], Shop], rehearse: int
) -> None:
    whole = auto()
    total = len(undisturbed(whole, HISTORY, rehearse))
    # What is rehearsed is broken off densely where all of it is; the other case adds the import.
    for after in range(5, total, 13 if rehearse > len(TALKS) else 29):
        broken = broken_off(auto(), HISTORY, after, rehearse=rehearse)
        assert course(broken) == course(whole), f"broken off after {after} of {total} appends"
        assert told_by_names(broken) == told_by_names(whole), f"after {after} of {total} appends"


def test_broken_off_again_and_again_it_learns_the_same(auto: Callable[[], Shop]) -> None:
    whole = auto()
    take(whole, HISTORY)
    broken = broken_off(auto(), HISTORY, 60, 10, 1, 4, 20, 1)
    assert course(broken) == course(whole)
    assert told_by_names(broken) == told_by_names(whole)


def test_windows_that_closed_are_not_listened_to_again(auto: Callable[[], Shop]) -> None:
    """A customer's thanks after the window stay provisional, however often the history is read."""
    shop = auto()
    take(shop, HISTORY)
    before = course(shop)
    take(shop, HISTORY)
    assert course(shop) == before


def test_a_history_that_goes_on_later_closes_the_windows_left_open(
    auto: Callable[[], Shop],
) -> None:
    """What is told in two parts is what is told at once."""
    later = (*HISTORY, talk("later", (20, "bruno", "Hello?"), (20.1, "ines", "Yes?")))
    whole, parts = auto(), auto()
    take(whole, later)
    take(parts, HISTORY)
    take(parts, later)
    assert course(parts) == course(whole)
    assert told_by_names(parts) == told_by_names(whole)


def test_the_invented_desks_history_is_learned_the_same(
    auto: Callable[[], Shop], tmp_path: Path
) -> None:
    history = tmp_path / "history.ndjson"
    history.write_text("\n".join(json.dumps(row) for row in islice(demo.rows(), 210)))
    rows = tuple(read_history(history).rows())
    whole = auto()
    heads = undisturbed(whole, rows)
    silence = next(e for e in whole.events(LessonSettled) if e.event.reason == "silence")
    open_window = next(n for n, head in enumerate(heads, 1) if head >= silence.position)
    # While silences are waited for: what the process knew of them is gone.
    broken = broken_off(auto(), rows, open_window - 3)
    assert told_by_names(broken) == told_by_names(whole)
