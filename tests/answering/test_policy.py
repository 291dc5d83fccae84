"""What is about money, access and the like is answered alone on more grounds, or never."""

from __future__ import annotations

import pytest

from tacit.answering.mood import Heard, marks_of
from tacit.answering.policy import CLASSES, is_usual, policy_classes
from tacit.answering.start import start
from tacit.answering.treatment import Policies
from tacit.events import PolicySet
from tacit.learners.fixed import ONE
from tests.answering.known import Known
from tests.cast import DIMENSIONS

REFUND = "When does a refund arrive on my bank card?"
DELIVERY = "How long does delivery take abroad?"


def desk(times: int, text: str = REFUND, cites: str = "refunds") -> Known:
    """The help centre, at a budget of 5%, where agents answered a question so many times."""
    known = Known(start(DIMENSIONS, frozenset(), 0.05))
    for name, title, words in (
        ("refunds", "When a refund arrives", "Within five working days of its approval."),
        ("delivery", "How long delivery takes", "Two working days inland and six abroad."),
    ):
        known.article(name, title, words)
    for n in range(times):
        known.exemplar(f"c-{n}", text, cites=cites)
    return known


def test_each_class_is_told_by_what_is_asked_or_by_what_the_entry_is_about() -> None:
    asked = {
        "money": "Where is my refund?",
        "credentials": "I forgot my password.",
        "access": "I am locked out.",
        "security": "Is this mail phishing?",
        "legal": "Do you keep to the GDPR?",
    }
    assert {name: policy_classes(text, "") for name, text in asked.items()} == {
        name: [name] for name in CLASSES
    }
    assert policy_classes("It does not let me in.", "Reset the password") == ["credentials"]
    assert policy_classes("Wo bleibt meine Erstattung?", "") == ["money"], "a stem of German"
    assert policy_classes("Gdzie jest mój zwrot?", "") == [], "Polish is not read"


@pytest.mark.parametrize(("refunds", "is_it"), [(6, False), (7, True)])
def test_a_word_of_one_question_in_eight_tells_nothing_on_a_desk(refunds: int, is_it: bool) -> None:  # noqa: FBT001
    """Of fifty questions 6.25 are one in eight."""
    known = Known()
    for n in range(50):
        known.exemplar(f"c-{n}", "refunds" if n < refunds else f"lamp {n}", cites="refunds")
    assert is_usual(known.learned, "refunds") is is_it
    assert is_usual(known.learned, "lawsuit") is False


def test_the_line_of_a_class_is_drawn_for_a_quarter_of_the_budget() -> None:
    """1 - .05 = .95 and 1 - .05 / 4 = .9875, while few decisions were taken."""
    strict, ordinary = desk(1).decided(REFUND), desk(1, DELIVERY, "delivery").decided(DELIVERY)
    assert strict.needed.classes == ("money",)
    assert (strict.threshold, strict.needed.usual) == (round(0.9875 * ONE), round(0.95 * ONE))
    assert ordinary.threshold == round(0.95 * ONE)
    assert (ordinary.action, ordinary.rule) == ("answer", "sure")
    assert ordinary.needed.classes == ()


def test_a_confidence_between_the_two_lines_is_handed_over_as_of_its_class() -> None:
    known = desk(9)
    known.learned.calibrator.bias -= 1.5
    verdict = known.decided(REFUND)
    assert verdict.needed.usual <= verdict.confidence < verdict.threshold
    assert (verdict.action, verdict.rule) == ("hand_off", "policy_line")
    assert verdict.text is not None, "agents get it as a draft"
    assert verdict.sentence() == (
        f"The confidence {verdict.confidence / ONE:.0%} reaches the usual line of 95% but not the "
        "one of 99%, drawn for a quarter of the error budget as it is about money."
    )
    known.learned.policies.treat("money", "ordinary")
    assert known.decided(REFUND).action == "answer"


@pytest.mark.parametrize(("times", "rule"), [(4, "policy_few"), (5, "sure")])
def test_an_entry_must_have_answered_five_questions(times: int, rule: str) -> None:
    verdict = desk(times).decided(REFUND)
    assert verdict.rule == rule
    few = (
        "Sure enough, but it is about money, and the entry answered 4 past questions where 5 are "
        "needed."
    )
    assert (verdict.sentence() == few) == (times == 4)


def test_a_blocked_class_goes_to_a_person_wherever_a_word_of_it_stands() -> None:
    known = desk(9)
    assert known.decided(REFUND).action == "answer"
    known.see(PolicySet("money", "person", "refunds are decided by people"))
    verdict = known.decided(REFUND)
    assert (verdict.action, verdict.rule) == ("hand_off", "policy_person")
    assert verdict.sentence() == "It is about money, which always goes to a person here."
    aside = known.decided("How long does delivery take? It is late. I want a refund.")
    assert (aside.rule, aside.needed.classes) == ("policy_person", ("money",))
    known.see(PolicySet("money", None, "people are enough again"))
    assert known.decided(REFUND).action == "answer"


def test_a_class_that_most_decisions_are_of_is_treated_as_any_until_it_is_set() -> None:
    policies = Policies()
    for n in range(99):
        policies.saw(["money"] if n % 2 else [])
    policies.saw(["money"])
    assert (policies.decisions, policies.counts) == (100, {"money": 50})
    assert policies.of("money") == "stricter", "half of them are not most"
    policies.saw(["money"])
    assert policies.of("money") == "ordinary"
    policies.treat("money", "stricter")
    assert policies.of("money") == "stricter"
    policies.treat("money", None)
    assert policies.of("money") == "ordinary"


@pytest.mark.parametrize("treatment", ["person", "stricter"])
def test_what_somebody_set_holds_however_usual_the_word_is_here(treatment: str) -> None:
    """An invoicing desk is about invoices; nobody set anything, so the word tells nothing."""
    known = desk(4)
    for n in range(60):
        known.exemplar(f"more-{n}", "Where is my refund now?", cites="delivery")
    asked = "When will the refund arrive?"
    before = known.decided(asked)
    assert before.needed.classes == ()
    known.see(PolicySet("money", treatment, "decided by people"))  # type: ignore[arg-type]
    after = known.decided(asked)
    assert after.needed.classes == ("money",)
    assert after.needed.treatment == treatment


def test_a_greeting_hides_no_class_and_the_latest_message_is_read_too() -> None:
    known = desk(9)
    for text in ("Hi,\nI was charged twice, where is my refund?", "Hello Ines. My refund is late."):
        assert known.decided(text).needed.classes == ("money",), text
    known = desk(9, DELIVERY, "delivery")
    kettle = "How long does delivery take?"
    assert known.decided(kettle, heard=Heard(marks_of(kettle, []), kettle)).needed.classes == ()
    heard = Heard(marks_of("And my refund?", []), "And my refund?")
    both = known.decided(f"{kettle}\nAnd my refund?", heard=heard)
    assert both.needed.classes == ("money",)
