"""Of two answers to one intent the one that resolves is given, and the one that fails is not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Barrier

import pytest

from tacit.events import Actor, AuditDrawn, EntryId, ExplorationSet, LessonSettled, WorkspaceId
from tacit.flows import autonomy, publish, quality, receive
from tacit.flows.answer import replay
from tacit.flows.port import Port
from tacit.flows.publish import Edit
from tacit.history import Article
from tacit.store.log import Store
from tests.cast import HELP, Shop, Talk, open_shop
from tests.flows.test_situation import asks, customer
from tests.kept import Kept, kept

SCALE = "There is limescale in my kettle, how do I remove it?"


@cache
def _told(store: Store) -> Kept:
    shop = open_shop(store, store.create_workspace("quality"), target=0.2)
    for name, means in (("vinegar", "vinegar"), ("citric", "citric acid")):
        text = f"Limescale comes off with {means}: boil it, leave it, rinse twice."
        article = Article(name, "Remove limescale from a kettle", text, url=HELP + name)
        publish.put_articles(shop.port, shop.workspace, [article], "help centre")
    found = shop.port.store.find_external(shop.workspace, "article", ["vinegar", "citric"])
    shop.entries |= {name: EntryId(entry) for name, entry in found.items()}
    for _ in range(6):
        shop.asks(SCALE, shop.bruno).replies("See these.", cites="vinegar citric")
    return kept(shop)


@pytest.fixture
def shop(store: Store) -> Shop:
    """A shop with two answers to one intent, of which agents cite both.

    Its budget is wide: with two that are as likely, little is sure.
    """
    return _told(store).again()


def order(shop: Shop) -> list[str]:
    """The first two in the order of retrieval."""
    names = {entry: name for name, entry in shop.entries.items()}
    return [names[each.entry_id] for each in shop.preview(SCALE).verdict.candidates[:2]]


def seen(shop: Shop, entry: str, times: int) -> list[Talk]:
    """So many conversations in which a customer saw one answer, as the other was not in service."""
    (other,) = {"vinegar", "citric"} - {entry}
    edit = Edit(Actor("agent", shop.ines))
    publish.drop_article(shop.port, shop.workspace, shop.entries[other], edit)
    shop.mode("auto")
    talks = [shop.asks(SCALE) for _ in range(times)]
    publish.restore_article(shop.port, shop.workspace, shop.entries[other], 1, edit)
    assert all(each.delivered[0].cites == [shop.entries[entry]] for each in talks)
    return talks


def test_of_two_answers_the_one_with_twenty_resolutions_stands_before_the_one_with_five(
    shop: Shop,
) -> None:
    assert order(shop) == ["vinegar", "citric"]
    for talk in seen(shop, "vinegar", 5) + seen(shop, "citric", 20):
        talk.says("Thanks, that worked!")
    assert order(shop) == ["citric", "vinegar"]
    counted = {n: quality.of_entry(shop.port, shop.workspace, shop.entries[n]) for n in order(shop)}
    assert [each.counted.judged for each in counted.values()] == [20_000, 5_000]
    better, worse = (each.counted.posterior for each in counted.values())
    assert better.log_odds > worse.log_odds > 0
    talk = shop.asks(SCALE)
    assert talk.decision.cites == [shop.entries["citric"]]
    assert replay(*where(shop), talk.conversation_id, talk.decision.decision_id).is_equal


def where(shop: Shop) -> tuple[Port, WorkspaceId]:
    return shop.port, shop.workspace


def test_after_five_escalations_an_answer_is_not_given_and_its_history_names_the_events(
    shop: Shop,
) -> None:
    """The other was seen by nobody, so it is as was expected: the first falls behind it."""
    first = order(shop)[0]
    talks = seen(shop, first, 5)
    for talk in talks:
        talk.says("I want to talk to a person.")
    entry = shop.entries[first]
    found = quality.of_entry(shop.port, shop.workspace, entry)
    lessons = [
        each.event_id
        for each in shop.events(LessonSettled)
        if each.event.reason == "customer_wants_human"  # type: ignore[attr-defined]
    ]
    assert [each.event_id for each in reversed(found.steps)] == lessons
    assert all(each.after < each.before for each in found.steps)
    assert [each.conversation_id for each in reversed(found.steps)] == [
        each.conversation_id for each in talks
    ]
    assert order(shop)[0] != first
    talk = shop.asks(SCALE)
    assert talk.decision.cites != [entry]
    assert replay(*where(shop), talk.conversation_id, talk.decision.decision_id).is_equal


def test_what_is_reopened_is_taken_back_and_the_event_is_in_the_history(shop: Shop) -> None:
    (talk,) = seen(shop, "vinegar", 1)
    talk.says("Thanks, that worked!")
    talk.says("It came back, the scale is there again.")
    found = quality.of_entry(*where(shop), shop.entries["vinegar"])
    assert (found.counted.good, found.counted.judged) == (0, 0)
    void, thanks = found.steps
    assert (thanks.reason, void.reason) == ("customer_thanks", "reopened")
    assert (thanks.before, thanks.after, void.before, void.after) == (0.5, 5 / 9, 5 / 9, 0.5)


def test_quality_is_told_by_intent(shop: Shop) -> None:
    for talk in seen(shop, "vinegar", 2):
        talk.says("Thanks, that worked!")
    found = quality.of_entry(*where(shop), shop.entries["vinegar"])
    (intent,) = found.intents
    assert (intent.counted.good, intent.counted.judged) == (2000, 2000)
    assert intent.intent_id == shop.asks(SCALE).decision.intent_id


def test_which_answer_is_given_depends_on_for_whom_it_resolved(shop: Shop) -> None:
    """Vinegar resolves for admins and fails for users; the acid the other way round."""
    edit = Edit(Actor("agent", shop.ines))
    shop.mode("auto")
    for shown, left in (("vinegar", "citric"), ("citric", "vinegar")):
        publish.drop_article(shop.port, shop.workspace, shop.entries[left], edit)
        for n in range(8):
            role = ("Admin", "User")[n % 2]
            talk = asks(shop, SCALE, customer(shop, f"{shown}-{n}", role))
            assert talk.delivered[0].cites == [shop.entries[shown]]
            is_good = (role == "Admin") == (shown == "vinegar")
            talk.says("Thanks, that worked!" if is_good else "I want to talk to a person.")
        publish.restore_article(shop.port, shop.workspace, shop.entries[left], 1, edit)
    for role, best in (("Admin", "vinegar"), ("User", "citric")):
        talk = asks(shop, SCALE, customer(shop, f"last-{role}", role))
        assert talk.decision.candidates[0].entry_id == shop.entries[best]
        assert replay(*where(shop), talk.conversation_id, talk.decision.decision_id).is_equal
    found = quality.of_entry(*where(shop), shop.entries["vinegar"])
    admin, user = found.traits[:2]
    assert [(each.attribute, each.value, each.tells) for each in (admin, user)] == [
        ("role", "admin", True),
        ("role", "user", True),
    ]
    assert (admin.counted.good, admin.counted.judged) == (4000, 4000)
    assert (admin.rest.good, admin.rest.judged) == (0, 4000)
    # (16 · .5 + 4) / 20: two entries with four of eight each lie no further apart than by chance.
    assert (admin.counted.posterior.mean, user.counted.posterior.mean) == (0.6, 0.4)
    assert not any(each.tells for each in found.traits[2:]), "a new customer on the web is anybody"


def test_an_unrelated_answer_that_everybody_likes_does_not_come_first(shop: Shop) -> None:
    shop.taught("Where is my parcel now, can I follow it?", "tracking", times=3)
    shop.mode("auto")
    before = order(shop)
    for n in range(20):
        asking = receive.person(shop.port, shop.workspace, f"customer-{n}")
        shop.asks("Where is my parcel now, can I follow it?", asking).says("Thanks, that worked!")
    liked = quality.of_entry(*where(shop), shop.entries["tracking"])
    assert liked.counted.posterior.log_odds > 1
    assert order(shop) == before


# ---- exploration -------------------------------------------------------------------------


def test_a_lot_is_drawn_at_the_rate_that_was_set_and_receipts_hold_the_chances(shop: Shop) -> None:
    """Ten in a hundred of some 60: 6, give or take three times 2.3. Receipts are replayed.

    Where only one of them was sure enough, nothing was drawn.
    """
    by = Actor("agent", shop.ines)
    assert autonomy.explore(*where(shop), 10, "which resolves?", by)[0].actor == by
    shop.mode("auto")
    best = shop.entries[order(shop)[0]]
    talks = [shop.asks(SCALE) for _ in range(60)]
    taken = [each.decision for each in talks]
    others = [each for each in taken if each.cites != [best]]
    assert 0 < len(others) < 14
    assert {each.propensity for each in others} == {409}
    drawn = [each for each in taken if each.lots]
    assert len(drawn) > 40
    assert {each.propensity for each in drawn if each.cites == [best]} == {3687}
    assert all(sum(each.lots.values()) == 4096 for each in drawn)
    assert {each.propensity for each in taken if not each.lots} <= {4096}
    shown = next(each for each in talks if each.decision in others)
    assert shown.delivered[0].cites == shown.decision.cites
    for talk in [*talks[:10], shown]:
        assert replay(*where(shop), talk.conversation_id, talk.decision.decision_id).is_equal


def test_exploring_is_set_within_bounds_said_once_and_undone(shop: Shop) -> None:
    by = Actor("agent", shop.ines)
    for percent in (-1, 11):
        with pytest.raises(ValueError, match="0 to 10"):
            autonomy.explore(*where(shop), percent, "", by)
    assert autonomy.explore(*where(shop), 0, "", by) == [], "nothing is tried at first"
    assert autonomy.explore(*where(shop), 5, "", by)
    assert autonomy.explore(*where(shop), 5, "", by) == []
    assert autonomy.explore(*where(shop), 0, "enough is known", by)
    shop.mode("auto")
    assert {shop.asks(SCALE).decision.propensity for _ in range(30)} == {4096}


def test_an_audit_keeps_its_own_chance(shop: Shop) -> None:
    autonomy.explore(*where(shop), 10, "", Actor("agent", shop.ines))
    shop.mode("auto")
    for _ in range(30):
        shop.asks(SCALE)
    drawn = [each.event for each in shop.events(AuditDrawn)]
    assert drawn
    assert {each.chance for each in drawn} == {819}  # type: ignore[attr-defined]


def test_pressed_twice_at_once_it_is_said_once(shop: Shop) -> None:
    by, barrier = Actor("agent", shop.ines), Barrier(2)

    def press() -> int:
        barrier.wait()
        return len(autonomy.explore(*where(shop), 5, "try it", by))

    with ThreadPoolExecutor(2) as both:
        written = [each.result() for each in [both.submit(press) for _ in range(2)]]
    assert sorted(written) == [0, 1]
    assert len(shop.events(ExplorationSet)) == 1
