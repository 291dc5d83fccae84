"""A history whose newest part is rehearsed at once, so that its desk can be worked in early."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tacit.events import ConversationOpened, DecisionTaken, Logged, MessageReceived, ModeSet
from tests.cast import Shop
from tests.flows.test_again import Dying, Killed
from tests.flows.told import CONVERSATIONS, exemplars, take

REHEARSED = 3
BY_AGE = [each.external_id for each in sorted(CONVERSATIONS, key=lambda c: c.messages[0].at)]
# Only what an agent answered can be rehearsed and judged.
ANSWERED = {c.external_id for c in CONVERSATIONS if any(m.author == "agent" for m in c.messages)}
ANSWERS = [each for each in BY_AGE if each in ANSWERED][-REHEARSED:]
# Who was not answered since then still waits for a draft.
NEWEST = [
    each
    for each in BY_AGE
    if each in ANSWERS or (each not in ANSWERED and each in BY_AGE[BY_AGE.index(ANSWERS[0]) :])
]


def opened(shop: Shop) -> list[tuple[str, str]]:
    """Each conversation as it was opened: its name, and how it came into the log."""
    found = list[tuple[str, str]]()
    for each in shop.events(ConversationOpened):
        held = shop.port.store.external_of(shop.workspace, each.event.conversation_id)
        found += [(name, each.origin) for _, name in held]
    return found


def messages(shop: Shop) -> list[str]:
    ids = [each.event.message_id for each in shop.events(MessageReceived)]
    texts = shop.port.store.bodies(shop.workspace, ids)
    return [texts[each] for each in ids]


def test_the_newest_are_rehearsed_then_it_is_live_then_the_others_follow(
    empty: Callable[[], Shop],
) -> None:
    shop = empty()
    _, foretold = take(shop, rehearse=REHEARSED, newest_first=True)
    assert foretold.asked == len(shop.events(DecisionTaken)) > 0
    others = [each for each in reversed(BY_AGE) if each not in NEWEST]
    assert opened(shop) == [
        *((name, "rehearsal") for name in NEWEST),
        *((name, "import") for name in others),
    ]
    (gone_live,) = shop.events(ModeSet)
    assert (gone_live.origin, gone_live.event.mode) == ("live", "observe")
    assert {each.origin for each in before(shop, gone_live)} == {"rehearsal", "import"}
    assert not [e for e in shop.events(DecisionTaken) if e.position > gone_live.position]
    assert shop.port.store.is_live(shop.workspace)
    assert shop.port.store.verify(shop.workspace).is_clean


def before(shop: Shop, logged: Logged) -> list[Logged]:
    return [each for each in shop.events() if each.position < logged.position]


def test_each_conversation_keeps_its_own_order_and_nothing_is_missing(
    empty: Callable[[], Shop],
) -> None:
    """What is imported backwards is as whole as what is imported in the order of time."""
    ahead, backwards = empty(), empty()
    take(ahead, rehearse=0)
    take(backwards, rehearse=0, newest_first=True)
    assert sorted(messages(ahead)) == sorted(messages(backwards))
    assert exemplars(ahead) == exemplars(backwards)
    for each in backwards.events(ConversationOpened):
        talk = backwards.port.conversation(backwards.workspace, each.event.conversation_id)
        times = [said.at for said in talk.spoken]
        assert times == sorted(times)


def test_what_was_told_late_is_recorded_now_and_dated_then(empty: Callable[[], Shop]) -> None:
    shop = empty()
    take(shop, rehearse=REHEARSED, newest_first=True)
    late = [each for each in shop.events(MessageReceived) if each.origin == "import"]
    assert late
    for each in late:
        assert each.recorded_at > each.at
    recorded = [each.recorded_at for each in shop.events()]
    assert recorded == sorted(recorded)


@pytest.mark.parametrize("after", range(1, 16, 2))
def test_broken_off_anywhere_it_goes_on(empty: Callable[[], Shop], after: int) -> None:
    whole, broken = empty(), empty()
    take(whole, rehearse=REHEARSED, newest_first=True)
    with pytest.raises(Killed):
        take(broken, rehearse=REHEARSED, newest_first=True, store=Dying(broken.port.store, after))
    take(broken, rehearse=REHEARSED, newest_first=True)
    assert sorted(messages(broken)) == sorted(messages(whole))
    assert sorted(name for name, _ in opened(broken)) == sorted(BY_AGE)
    assert exemplars(broken) == exemplars(whole)
    assert list(broken.port.store.spooled(broken.workspace)) == []
