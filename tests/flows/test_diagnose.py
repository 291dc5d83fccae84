"""A failure is diagnosed once a reply shows it; an agent's word stands before what was found."""

from __future__ import annotations

import math

import pytest

from tacit.answering.cause import CAUSES
from tacit.answering.failure import NAMES
from tacit.answering.weights import USUAL
from tacit.app import follow
from tacit.events import Actor, CauseSet, FailureDiagnosed, LessonSettled
from tacit.flows.diagnose import Opinion, UnknownCause, set_cause
from tacit.flows.mending import mendings
from tacit.flows.settle import Judgement, audit
from tacit.learners.fixed import ONE
from tacit.metrics.courses import courses_of
from tests.cast import Shop, Talk

RETURN = "How do I send back the kettle I bought?"


def found(talk: Talk) -> FailureDiagnosed:
    return talk.state.diagnoses[talk.decision.decision_id]


def evidence(talk: Talk) -> dict[str, float]:
    return {name: value / ONE for name, value in zip(NAMES, found(talk).evidence, strict=True)}


def failed(shop: Shop, reply: str = "Look here.", cites: str = "warranty") -> Talk:
    """A question that the assistant thinks is about returns, and an agent answers otherwise."""
    shop.taught(RETURN, "returns", times=5)
    talk = shop.asks(RETURN)
    talk.replies(reply, cites=cites)
    return talk


def test_a_reply_that_cites_another_entry_is_diagnosed_behind_its_lesson(shop: Shop) -> None:
    talk = failed(shop)
    logged = shop.events(FailureDiagnosed)[-1]
    (lesson,) = [e for e in shop.events(LessonSettled) if e.position == logged.cause_position]
    assert isinstance(lesson.event, LessonSettled)
    assert lesson.event.decision_id == found(talk).decision_id == talk.decision.decision_id
    assert found(talk).cites == [shop.entries["warranty"]]
    assert talk.state.cause(talk.decision.decision_id) == found(talk).cause
    assert found(talk).cause in CAUSES


def test_its_evidence_is_what_the_receipt_and_the_reply_hold(shop: Shop) -> None:
    talk = failed(shop, "Which kettle is it? See https://other.example/a or https://b.example")
    held = evidence(talk)
    # Which kettle is it See or: six words, one question mark, in 20 of at least 15 words.
    assert held["told"] == pytest.approx(math.log1p(6), abs=1 / ONE)
    assert held["asks"] == pytest.approx(20 / 15, abs=1 / ONE)
    assert (held["ends_asking"], held["change"], held["unread"]) == (0, 0, 0)
    # Two links, one entry cited.
    assert held["outward"] == 1
    ranked = [each.entry_id for each in talk.decision.candidates if each.features]
    place = ranked.index(shop.entries["warranty"])
    assert held["place"] == pytest.approx(math.log1p(place), abs=1 / ONE)
    assert held["near"] - held["gap"] >= held["near"]
    assert held["behind"] > 0


def test_what_the_reply_quotes_is_not_its_own(shop: Shop) -> None:
    talk = failed(shop, f"{RETURN}\nTurn the spout slowly.")
    assert evidence(talk)["told"] == pytest.approx(math.log1p(4), abs=1 / ONE)


def test_a_page_that_is_known_by_its_address_only_is_unread(shop: Shop) -> None:
    talk = failed(shop, "See there.", cites="https://elsewhere.example/spouts")
    held = evidence(talk)
    assert (held["unread"], held["near"], held["sibling"]) == (1, 0, 0)
    assert held["behind"] == 5


def test_a_reply_that_agrees_is_no_failure(shop: Shop) -> None:
    shop.taught(RETURN, "returns", times=5)
    before = len(shop.events(FailureDiagnosed))
    talk = shop.asks(RETURN)
    talk.replies("See this page.", cites="returns")
    assert talk.decision.decision_id not in talk.state.diagnoses
    assert len(shop.events(FailureDiagnosed)) == before


def test_what_was_handed_over_for_want_of_knowledge_is_diagnosed_from_words(shop: Shop) -> None:
    talk = shop.asks("Ich weiß nicht, wie kann ich meine Kanne und die Tasse putzen")
    assert talk.decision.rule == "language"
    talk.replies("Mit Essig.")
    assert found(talk).cause == "missing_article"
    assert evidence(talk)["language"] == 1


def test_the_agents_next_word_takes_it_back_or_finds_it_anew(shop: Shop) -> None:
    talk = failed(shop)
    decision = talk.decision.decision_id
    talk.replies("No, this is the page.", cites="returns")
    assert talk.state.cause(decision) is None
    talk.replies("I was wrong: that one.", cites="descale")
    assert found(talk).n == 2
    assert talk.state.cause(decision) == found(talk).cause


def test_following_again_finds_nothing_twice(shop: Shop) -> None:
    talk = failed(shop)
    events = shop.port.store.read_stream(shop.workspace, found(talk).stream)
    count = len(shop.events(FailureDiagnosed))
    follow(shop.port, shop.workspace, events)
    assert len(shop.events(FailureDiagnosed)) == count


def test_an_agents_word_stands_also_when_it_is_found_anew(shop: Shop) -> None:
    talk = failed(shop)
    decision, was = talk.decision.decision_id, found(talk).cause
    other = next(each for each in CAUSES if each != was)
    opinion = Opinion(decision, other, Actor("agent", shop.ines))
    set_cause(shop.port, shop.workspace, talk.conversation_id, opinion)
    assert talk.state.cause(decision) == other
    (said,) = [e.event for e in shop.events(CauseSet)]
    assert (said.cause, said.was, said.n) == (other, was, 1)
    talk.replies("Rather this one.", cites="descale")
    assert talk.state.cause(decision) == other
    # Said again it is said once; said otherwise it is the next word.
    assert set_cause(shop.port, shop.workspace, talk.conversation_id, opinion) == []
    back = Opinion(decision, was, Actor("agent", shop.jonas))
    set_cause(shop.port, shop.workspace, talk.conversation_id, back)
    assert talk.state.cause(decision) == was


def test_only_a_failure_has_a_cause_and_only_one_of_the_list(shop: Shop) -> None:
    talk = failed(shop)
    decision, ines = talk.decision.decision_id, Actor("agent", shop.ines)
    with pytest.raises(UnknownCause, match="bad weather"):
        set_cause(
            shop.port, shop.workspace, talk.conversation_id, Opinion(decision, "bad weather", ines)
        )
    talk.replies("No, this is the page.", cites="returns")
    with pytest.raises(KeyError):
        set_cause(
            shop.port, shop.workspace, talk.conversation_id, Opinion(decision, CAUSES[0], ines)
        )
    assert shop.events(CauseSet) == []


def answered(shop: Shop) -> Talk:
    """A conversation that the assistant answered by itself."""
    shop.mode("auto")
    shop.taught(RETURN, "returns", times=5)
    talk = shop.asks(RETURN)
    assert len(talk.delivered) == 1
    return talk


def test_a_complaint_about_an_answer_is_diagnosed_and_what_a_reply_would_tell_is_as_usual(
    shop: Shop,
) -> None:
    talk = answered(shop)
    talk.says("That did not help")
    failure = talk.delivered[0].decision_id
    first = talk.state.diagnoses[failure]
    assert talk.state.cause(failure) == first.cause
    told = dict(zip(NAMES, first.evidence, strict=True))
    untold = ("told", "asks", "outward", "near", "place")
    assert {name: told[name] for name in untold} == {name: USUAL[name] for name in untold}
    (mending,) = mendings(
        shop.port, shop.workspace, courses_of(shop.events()).by_id, shop.clock.now
    )
    assert mending.failures == 1


def test_an_agent_who_explains_without_a_citation_what_was_complained_of_diagnoses_it_anew(
    shop: Shop,
) -> None:
    talk = answered(shop)
    talk.says("That did not help")
    failure = talk.delivered[0].decision_id
    talk.replies("Which one do you mean?")
    assert talk.state.diagnoses[failure].n == 1, "a question explains nothing"
    talk.replies("We collect it at your door.")
    found = talk.state.diagnoses[failure]
    assert found.n == 2
    assert dict(zip(NAMES, found.evidence, strict=True))["told"] == round(math.log1p(6) * ONE)
    talk.replies("On Monday.")
    assert talk.state.diagnoses[failure].n == 2, "the first explanation tells"


@pytest.mark.parametrize("word", ["thanks", "audit"])
def test_who_takes_the_complaint_back_leaves_no_cause(shop: Shop, word: str) -> None:
    talk = answered(shop)
    failure = talk.delivered[0].decision_id
    talk.rates("thumb", -1, talk.delivered[0].message_id)
    assert talk.state.cause(failure) is not None
    if word == "thanks":
        talk.rates("thumb", 1, talk.delivered[0].message_id)
    else:
        judged = Judgement(failure, shop.ines, is_right=True)
        shop.follow(audit(shop.port, shop.workspace, talk.conversation_id, judged))
    assert talk.state.cause(failure) is None
    course = courses_of(shop.events()).by_id[talk.conversation_id]
    assert [each.cause for each in course.decisions] == [None]


def test_an_agent_who_judges_an_answer_wrong_diagnoses_it(shop: Shop) -> None:
    talk = answered(shop)
    failure = talk.delivered[0].decision_id
    judged = Judgement(failure, shop.ines, is_right=False, instead=shop.entries["warranty"])
    shop.follow(audit(shop.port, shop.workspace, talk.conversation_id, judged))
    found = talk.state.diagnoses[failure]
    assert found.cites == [shop.entries["warranty"]]
    told = dict(zip(NAMES, found.evidence, strict=True))
    assert told["told"] == USUAL["told"]
    assert told["place"] != USUAL["place"]


def test_silence_and_a_weak_word_diagnose_nothing(shop: Shop) -> None:
    talk = answered(shop)
    shop.wait(hours=200)
    assert talk.state.diagnoses == {}
