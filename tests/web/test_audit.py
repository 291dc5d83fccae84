"""Answers drawn by lot are listed, shown with their question, and judged by one press."""

from __future__ import annotations

from copy import deepcopy

import pytest

from tacit.events import AuditDrawn, AuditJudged, DecisionTaken, EntryId, LessonSettled
from tacit.store.log import Store
from tests.cast import Shop
from tests.kept import well_known
from tests.web.browser import Browser
from tests.web.door import Door
from tests.web.test_conversations import RETURN


@pytest.fixture
def shop(store: Store) -> Shop:
    return well_known(store).again()


@pytest.fixture
def browser(door: Door, shop: Shop) -> Browser:
    """An agent, and a shop that has answered alone until one answer was drawn."""
    shop.mode("auto")
    while not shop.events(AuditDrawn):
        shop.asks(RETURN)
    return Browser(door).signs_in()


def address_of(shop: Shop) -> str:
    drawn = shop.events(AuditDrawn)[0].event
    assert isinstance(drawn, AuditDrawn)
    return f"/inbox/{drawn.conversation_id}?view=to-judge"


def test_what_was_drawn_is_a_view_of_the_inbox(browser: Browser, shop: Shop) -> None:
    browser.opens("/inbox?view=to-judge")
    rows = browser.page.select("[data-row]")
    assert [f"/inbox/{each['data-row']}?view=to-judge" for each in rows] == [address_of(shop)]
    assert browser.text('#views a[aria-current="true"]') == "To judge 1"


@pytest.mark.parametrize(("verdict", "reward"), [("right", 1000), ("wrong", 0)])
def test_one_press_judges_it(browser: Browser, shop: Shop, verdict: str, reward: int) -> None:
    browser.opens(address_of(shop))
    assert "30 days" in browser.text("#audit .words")
    chosen = browser.page.select("#audit-entry option")[1]
    browser.sends("#judge", verdict=verdict, entry=chosen["value"])
    said = {"right": "Right", "wrong": "Wrong, and what would have been right was named"}
    assert browser.text("#verdict").startswith(said[verdict])
    (judged,) = shop.events(AuditJudged)
    assert judged.actor.kind == "agent"
    lesson = [e.event for e in shop.events(LessonSettled) if e.event.witness == "audit"][-1]
    assert lesson.reward == reward
    assert lesson.cites == [shop.entries["returns"] if reward else chosen["value"]]
    taught = shop.learned().exemplars.by_id[EntryId(judged.event.conversation_id)]
    assert list(taught.cites) == lesson.cites
    browser.opens("/inbox?view=to-judge")
    assert browser.page.select("[data-row]") == []
    assert "No answer waits to be judged" in browser.text("main, .list")


def test_what_cannot_be_a_judgement_is_refused(browser: Browser, shop: Shop) -> None:
    browser.opens(address_of(shop))
    assert browser.sends("#judge", verdict="perhaps").status_code == 422
    browser.opens(address_of(shop))
    assert browser.sends("#judge", verdict="right", decision_id="nothing").status_code == 404
    browser.opens(address_of(shop))
    assert browser.sends("#judge", verdict="wrong", entry="nothing").status_code == 422
    assert shop.events(AuditJudged) == []


def test_a_second_press_changes_nothing(browser: Browser, shop: Shop) -> None:
    browser.opens(address_of(shop))
    page = browser.page
    for _ in range(2):
        browser.page = page
        assert browser.sends("#judge", verdict="right").status_code == 200
    assert len(shop.events(AuditJudged)) == 1


def last_answered(shop: Shop) -> str:
    """The address of an answer that nobody drew."""
    while True:
        talk = shop.asks(RETURN)
        if talk.conversation_id not in [e.event.conversation_id for e in shop.events(AuditDrawn)]:
            return f"/inbox/{talk.conversation_id}"


@pytest.mark.parametrize(
    ("verdict", "names", "shown"),
    [("right", False, "Right"), ("wrong", False, "Wrong"), ("wrong", True, "Wrong, and what")],
)
def test_any_answer_takes_a_word_by_one_press_where_it_stands(
    browser: Browser, shop: Shop, verdict: str, *, names: bool, shown: str
) -> None:
    """It counts for this answer and tells nothing of how many are wrong: whoever looked chose."""
    before = shop.learned().budget
    counted = before.reported, before.unreported, deepcopy(before.looked)
    browser.opens(last_answered(shop))
    assert browser.text("#audit-title") == "Was the last answer right?"
    entry = browser.page.select("#audit-entry option")[1]["value"] if names else ""
    browser.sends("#judge", verdict=verdict, entry=entry)
    assert browser.text("#verdict").startswith(f"{shown}")
    pressed = [each["value"] for each in browser.page.select('#judge [aria-pressed="true"]')]
    assert pressed == [verdict]
    lesson = [e.event for e in shop.events(LessonSettled) if e.event.witness == "audit"][-1]
    assert (lesson.reward, bool(lesson.cites)) == (
        (1000, True) if verdict == "right" else (0, names)
    )
    now = shop.learned().budget
    assert (now.reported, now.unreported, now.looked) == counted
    assert (now.lean < before.lean) == (verdict == "wrong") or now is before


def test_another_press_takes_the_first_back(browser: Browser, shop: Shop) -> None:
    browser.opens(last_answered(shop))
    browser.sends("#judge", verdict="wrong")
    browser.sends("#judge", verdict="right")
    assert browser.text("#verdict").startswith("Right")
    words = [e.event for e in shop.events(LessonSettled) if e.event.witness == "audit"]
    assert [(each.n, each.reward) for each in words] == [(1, 0), (2, 1000)]


def test_what_was_named_is_shown_and_stays_named_when_pressed_again(
    browser: Browser, shop: Shop
) -> None:
    """Of the six that are offered, or of all others."""
    browser.opens(last_answered(shop))
    offered = {each["value"] for each in browser.page.select("#audit-entry option")}
    entry = next(e for e in shop.entries.values() if e not in offered and e != answer_of(shop))
    title = shop.learned().library.live[entry].text.title
    for typed in ({"entry": entry}, {}):
        browser.sends("#judge", verdict="wrong", **typed)
        assert title in browser.text("#verdict")
        chosen = browser.page.select_one("#audit-entry option[selected]")
        assert chosen is not None
        assert (chosen["value"], chosen.text) == (entry, title)
    lesson = [e.event for e in shop.events(LessonSettled) if e.event.witness == "audit"][-1]
    assert lesson.cites == [entry]
    browser.sends("#judge", verdict="wrong", entry="")
    assert browser.text("#verdict").startswith("Wrong , as")
    assert not browser.page.select("#audit-entry option[selected]")


def answer_of(shop: Shop) -> EntryId:
    """What was cited by the answer that was given last."""
    taken = shop.events(DecisionTaken)[-1].event
    assert isinstance(taken, DecisionTaken)
    return taken.cites[0]


def test_where_nothing_was_answered_there_is_nothing_to_judge(browser: Browser, shop: Shop) -> None:
    talk = shop.asks("Is the samovar loud when it boils?")
    browser.opens(f"/inbox/{talk.conversation_id}")
    assert browser.page.select_one("#audit") is None


def test_the_settings_say_how_many_answers_nobody_contradicted(
    browser: Browser, door: Door, shop: Shop
) -> None:
    """They vote, and receipts are replayed to the byte; one that is judged wrong votes no more."""
    with shop.port.learned(shop.workspace) as learned:
        before = len(learned.pseudo_labels)
    assert before >= 1
    browser.opens("/settings")
    assert browser.text("#labels").startswith(f"{before} answer")
    taken = shop.events(DecisionTaken)[-1].event
    assert isinstance(taken, DecisionTaken)
    last = taken.decision_id
    assert door.post(f"/decisions/{last}/replay", None).json()["equal"]
    browser.opens(address_of(shop))
    chosen = browser.page.select("#audit-entry option")[1]
    browser.sends("#judge", verdict="wrong", entry=chosen["value"])
    with shop.port.learned(shop.workspace) as learned:
        assert len(learned.pseudo_labels) == before - 1
