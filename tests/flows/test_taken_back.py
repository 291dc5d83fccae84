"""An intent answers alone no more once what its answers rest on says something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tacit.events import SYSTEM, Actor, IntentFounded, IntentId, Mode, ModeSet
from tacit.flows import autonomy, publish
from tests.cast import ARTICLES, Shop

RETURN = "How do I send back the kettle?"
RETURNS = ARTICLES[0]
A, B = IntentId("a"), IntentId("b")


@pytest.fixture
def trusted(shop: Shop) -> Shop:
    """The shop where A, whose four questions the page about returns answered, has earned auto.

    B, of one question about refunds, has too.
    """
    talks = [shop.taught(RETURN, "returns") for _ in range(3)]
    talks.append(shop.taught("Send it back by parcel?", "returns delivery"))
    shop.writes(IntentFounded(A, [each.entry_id for each in talks]), SYSTEM)
    other = shop.taught("When does a refund arrive?", "refunds")
    shop.writes(IntentFounded(B, [other.entry_id]), SYSTEM)
    for each in (A, B):
        shop.writes(ModeSet(each, "auto", "earned", "earned", 71, 0), SYSTEM)
    return shop


def modes(shop: Shop) -> tuple[Mode, Mode]:
    learned = shop.learned()
    return learned.mode_of(A), learned.mode_of(B)


def edited(shop: Shop, markdown: str) -> None:
    edit = publish.Edit(Actor("agent", shop.ines))
    publish.put_article(shop.port, shop.workspace, replace(RETURNS, markdown=markdown), edit)


def test_an_edit_takes_back_what_was_earned_with_other_words(trusted: Shop) -> None:
    shop = trusted
    edited(shop, "You may return goods within 60 days.")
    assert modes(shop) == ("draft", "auto")
    step = shop.events(ModeSet)[-1]
    assert step.actor == SYSTEM
    assert step.event == ModeSet(
        A,
        "draft",
        "taken back: 4 of its 4 answered questions rest on what version 2 changed",
        "revised",
    )
    assert autonomy.history(shop.port, shop.workspace, A)[-1] == step


def test_the_record_begins_anew_with_it(trusted: Shop) -> None:
    shop = trusted
    shop.mode("observe")
    shop.follow(shop.taught(RETURN, "returns").logged)
    answers, _ = shop.learned().track_record.counts([A])
    assert answers > 0
    edited(shop, "You may return goods within 60 days.")
    assert shop.learned().track_record.counts([A]) == (0, 0)
    taken_back = shop.events(ModeSet)[-1].event
    assert isinstance(taken_back, ModeSet)
    assert taken_back.answers == answers


@pytest.mark.parametrize(
    "markdown",
    [
        RETURNS.markdown.replace("30 days.", "30 days!"),
        RETURNS.markdown.replace("You may", "**You** may"),
        RETURNS.markdown.upper(),
    ],
)
def test_an_edit_that_changes_no_word_takes_nothing_back(trusted: Shop, markdown: str) -> None:
    edited(trusted, markdown)
    assert trusted.learned().library.version == 2
    assert modes(trusted) == ("auto", "auto")


def release(shop: Shop) -> None:
    changed = [replace(each, markdown="It is otherwise now.") for each in ARTICLES[:2]]
    publish.put_articles(shop.port, shop.workspace, changed, "release 2.0")


def withdrawal(shop: Shop) -> None:
    edit = publish.Edit(Actor("agent", shop.ines))
    publish.drop_article(shop.port, shop.workspace, shop.entries["returns"], edit)


@pytest.mark.parametrize(
    ("changes", "left"), [(release, ("draft", "draft")), (withdrawal, ("draft", "auto"))]
)
def test_a_release_and_a_withdrawal_take_back_what_rests_on_them(
    trusted: Shop, changes: Callable[[Shop], None], left: tuple[Mode, Mode]
) -> None:
    changes(trusted)
    assert modes(trusted) == left


def test_going_back_to_an_earlier_version_or_revision_is_a_change_too(trusted: Shop) -> None:
    shop, edit = trusted, publish.Edit(Actor("agent", trusted.ines))
    edited(shop, "You may return goods within 60 days.")
    for back in (
        lambda: publish.point(shop.port, shop.workspace, 1, "wrong"),
        lambda: publish.restore_article(
            shop.port, shop.workspace, shop.entries["returns"], 2, edit
        ),
    ):
        shop.writes(ModeSet(A, "auto", "looked at"), Actor("agent", shop.ines))
        back()
        assert modes(shop) == ("draft", "auto")


def test_what_few_of_its_answers_rest_on_takes_nothing_back(trusted: Shop) -> None:
    """One of its four questions was answered with the page about delivery, one of five is less."""
    shop = trusted
    fifth = shop.taught(RETURN, "returns")
    assert shop.learned().intents.of[fifth.entry_id] == A
    delivery = replace(ARTICLES[2], markdown="Delivery takes nine days.")
    publish.put_articles(shop.port, shop.workspace, [delivery], "release 2.0")
    assert modes(shop) == ("auto", "auto")


def test_what_a_lead_set_for_all_at_once_is_not_taken_back(shop: Shop) -> None:
    talk = shop.taught(RETURN, "returns")
    shop.writes(IntentFounded(A, [talk.entry_id]), SYSTEM)
    shop.mode("auto")
    edited(shop, "You may return goods within 60 days.")
    assert shop.learned().mode_of(A) == "auto"
