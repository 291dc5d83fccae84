"""What a lead may name as a segment is what a situation holds, in its spelling; it says why not."""

from __future__ import annotations

import re

import pytest

from tacit.answering.segment import Segment, in_words, segment_of
from tacit.answering.situation import Told, situated
from tacit.events import PolicySet
from tacit.learners.fixed import ONE
from tests.answering.known import Known
from tests.answering.test_policy import DELIVERY, REFUND, desk
from tests.cast import OPENS_AT

SECRET = b"of one workspace"
ENTERPRISE = segment_of("plan=enterprise")
# Of an enterprise account's admin on a page of theirs, as a decision holds it.
TOLD = Told(
    {"page_url": "https://app.example/settings/billing?id=7", "errors": ["E_42 was met"],
     "product_version": "4.2.1", "recent_actions": ["Exported"], "locale": "de_AT"},
    {"role": "Admin", "plan": "Enterprise"}, channel="web", since=OPENS_AT,
)  # fmt: skip
SITUATION = situated(TOLD, OPENS_AT, SECRET).situation


def sets(known: Known, segment: Segment, treatment: str | None, reason: str = "") -> None:
    known.see(PolicySet(segment.name, treatment, reason, segment.token(SECRET)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("plan=enterprise", "plan=enterprise"),
        (" Plan =  ENTERPRISE ", "plan=enterprise"),
        ("role=Admin", "role=admin"),
        ("page=/settings/billing", "page=/settings/billing"),
        ("page=/Settings", "page=/settings"),
        ("version=4", "version=4"),
        ("version=4.2.1", "version=4.2.1"),
        ("error=e_42 was met", "error=e_42 was met"),
        ("error=E_42", "error=E_42"),
        ("action=exported", "action=exported"),
        ("locale=de", "locale=de"),
        ("locale=de-AT", "locale=de-at"),
        ("channel=web", "channel=web"),
        ("customer=new", "customer=new"),
    ],
)
def test_a_segment_has_the_token_that_a_situation_holds_of_it(written: str, name: str) -> None:
    segment = segment_of(written)
    assert segment.name == name
    tokens = {token for line in SITUATION for token in line}
    is_there = name != "error=e_42 was met"
    assert (segment.token(SECRET) in tokens) is is_there, "an error is kept by its code"
    assert segment.token(b"of another") not in tokens


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("enterprise", "write a segment as ATTRIBUTE=VALUE, such as plan=enterprise"),
        ("plan=", "write a segment as ATTRIBUTE=VALUE, such as plan=enterprise"),
        ("=enterprise", "write a segment as ATTRIBUTE=VALUE, such as plan=enterprise"),
        ("email=ada@kettle.example", "email tells one person or company apart, and no segment"),
        ("account_id=7", "account_id tells one person or company apart, and no segment"),
        ("plan=471100", "471100 may be one person's: numbers and addresses are kept of nobody"),
        ("plan=" + "x" * 41, "a value of more than 40 letters is kept of nobody"),
        ("page=/projects/8123", "/projects/8123 is kept as /projects/*: write page=/projects/*"),
        ("page=/a/b/c/d/e", "/a/b/c/d/e is kept as /a/b/c/d: write page=/a/b/c/d"),
        (
            "page=https://app.example/settings?id=7",
            "https://app.example/settings?id=7 is kept as /settings: write page=/settings",
        ),
        ("version=v4.2", "v4.2 is kept as 4.2: write version=4.2"),
        ("version=newest", "newest is no version: write its number, such as 4.2"),
        ("error=It said E_42", "It said E_42 is kept as E_42: write error=E_42"),
        ("locale=de_AT", "de_AT is kept as de-at: write locale=de-at"),
        ("customer=vip", "a customer is one of these: new, for months, for years"),
    ],
)
def test_what_no_situation_would_hold_is_refused_and_it_says_why(written: str, why: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(why)}$"):
        segment_of(written)


def test_a_segment_is_said_in_plain_words() -> None:
    names = ("plan=enterprise", "page=/settings", "error=E_42", "version=4", "action=exported",
             "locale=de", "channel=web", "customer=new", "customer=for years")  # fmt: skip
    assert [in_words(each) for each in names] == [
        "the customer's plan is enterprise",
        "it was asked from /settings",
        "the error E_42 was met",
        "the version in use is 4",
        "the last thing done was exported",
        "the customer's language is de",
        "it came by web",
        "the customer is new",
        "they have been a customer for years",
    ]


def test_the_same_confidence_is_handed_over_for_the_segment_and_answered_for_others() -> None:
    """1 - .05 = .95 and 1 - .05 / 4 = .9875; four questions were answered, five are needed."""
    known = desk(4, DELIVERY, "delivery")
    sets(known, ENTERPRISE, "stricter")
    mine, other = known.decided(DELIVERY, situation=SITUATION), known.decided(DELIVERY)
    assert mine.confidence == other.confidence
    assert (mine.threshold, other.threshold) == (round(0.9875 * ONE), round(0.95 * ONE))
    assert (mine.rule, other.rule) == ("policy_few", "sure")
    assert mine.sentence() == (
        "Sure enough, but the customer's plan is enterprise, and the entry answered 4 past "
        "questions where 5 are needed."
    )
    assert (mine.needed.classes, other.needed.classes) == (("plan=enterprise",), ())
    known.exemplar("c-4", DELIVERY, cites="delivery")
    known.learned.calibrator.bias -= 1.5
    between = known.decided(DELIVERY, situation=SITUATION)
    assert (between.action, between.rule) == ("hand_off", "policy_line")
    assert between.sentence().endswith(
        "but not the one of 99%, drawn for a quarter of the error budget as the customer's plan "
        "is enterprise."
    )
    sets(known, ENTERPRISE, None)
    again = known.decided(DELIVERY, situation=SITUATION)
    assert (again.rule, again.needed.classes) == ("sure", ())


def test_a_class_and_a_segment_that_are_both_stricter_ask_for_a_quarter_still() -> None:
    known = desk(9)
    sets(known, ENTERPRISE, "stricter")
    verdict = known.decided(REFUND, situation=SITUATION)
    assert verdict.threshold == round(0.9875 * ONE)
    assert verdict.needed.classes == ("money", "plan=enterprise")
    assert verdict.needed.about == "money"


def test_of_class_and_segment_the_stricter_one_holds_and_ordinary_eases_nothing() -> None:
    known = desk(9)
    sets(known, ENTERPRISE, "ordinary")
    assert known.decided(REFUND, situation=SITUATION).threshold == round(0.9875 * ONE)
    known.see(PolicySet("money", "ordinary"))
    assert known.decided(REFUND, situation=SITUATION).threshold == round(0.95 * ONE)
    sets(known, ENTERPRISE, "person")
    verdict = known.decided(REFUND, situation=SITUATION)
    assert (verdict.action, verdict.rule) == ("hand_off", "policy_person")
    assert verdict.sentence() == (
        "The customer's plan is enterprise, which always goes to a person here."
    )
    known.see(PolicySet("money", "person"))
    assert known.decided(REFUND, situation=SITUATION).needed.about == "money"
    assert known.decided(DELIVERY, situation=SITUATION).needed.about == "plan=enterprise"


def test_a_page_holds_for_every_page_below_it() -> None:
    known = desk(9, DELIVERY, "delivery")
    sets(known, segment_of("page=/settings"), "person")
    assert known.decided(DELIVERY, situation=SITUATION).rule == "policy_person"
    elsewhere = situated(Told({"page_url": "/orders"}), OPENS_AT, SECRET).situation
    assert known.decided(DELIVERY, situation=elsewhere).rule == "sure"
