"""A cause is the plain one where something is plain, else the one that most evidence speaks for."""

from __future__ import annotations

import pytest

from tacit.answering import cause
from tacit.answering.cause import CAUSES, PLAIN, SAYS, SENTENCES, cause_of, reasons, score
from tacit.answering.failure import NAMES, WANTS_KNOWLEDGE, is_failure
from tacit.answering.weights import BIAS, USUAL, WEIGHTS
from tacit.learners.fixed import ONE


def usual(**told: float) -> list[int]:
    """Evidence that is usual but for what is told, in units."""
    return [round(told[name] * ONE) if name in told else USUAL.get(name, 0) for name in NAMES]


def test_every_name_has_its_words_and_its_weights() -> None:
    assert set(SAYS) == set(NAMES)
    assert set(SENTENCES) == set(CAUSES)
    for weights in WEIGHTS.values():
        assert set(weights) | set(PLAIN) == set(NAMES)
    assert set(BIAS) == set(WEIGHTS) <= set(CAUSES)


def test_a_score_is_its_bias_and_what_each_piece_adds() -> None:
    for name in WEIGHTS:
        assert score(name, usual()) == BIAS[name]
    # Two more questions than usual add twice the weight of one.
    more = usual(asks=USUAL["asks"] / ONE + 2)
    assert score("missing_context", more) == (
        BIAS["missing_context"] + 2 * WEIGHTS["missing_context"]["asks"]
    )


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"language": 1}, "missing_article"),
        ({"named": 1, "change": 1}, "outdated_article"),
        ({"asks": 4, "ends_asking": 1}, "missing_context"),
        ({"near": 0, "gap": -0.4, "unread": 1, "change": 3, "sibling": 0}, "product_differs"),
        ({"near": 0.7, "gap": 0, "behind": 0, "place": 0.69, "sibling": 0.8, "odds": 2},
         "ambiguous_intent"),
        ({"near": 0.3, "gap": -0.3, "outward": 2, "told": 5, "change": 0, "asks": 0,
          "ends_asking": 0, "unread": 0}, "missing_article"),
        ({"near": 0.6, "gap": 0, "closest": -0.3, "place": 2.5, "sibling": 0.8, "asks": 0,
          "ends_asking": 0, "unread": 0, "told": 2}, "unknown_term"),
    ],
)  # fmt: skip
def test_evidence_that_is_typical_of_a_cause_finds_it(told: dict[str, float], found: str) -> None:
    assert cause_of(usual(**told)) == found


def test_reasons_are_what_speaks_most_for_it_and_nothing_against() -> None:
    asking = usual(asks=4, ends_asking=1)
    assert set(reasons("missing_context", asking)[:2]) == {
        "the reply ends with a question",
        "the reply asks for more",
    }
    assert reasons("missing_article", usual(language=1)) == [
        "no article is in the language of the message"
    ]
    assert reasons("outdated_article", usual()) == []


def test_ties_go_by_the_order_of_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cause, "BIAS", dict.fromkeys(BIAS, 0))
    monkeypatch.setattr(cause, "WEIGHTS", {name: {} for name in WEIGHTS})
    assert cause_of(usual()) == "missing_article"


@pytest.mark.parametrize("rule", ["not_sure", *WANTS_KNOWLEDGE])
@pytest.mark.parametrize("reward", [0, 1000])
def test_a_failure_is_a_wrong_candidate_or_a_want_of_knowledge(rule: str, reward: int) -> None:
    assert is_failure(rule, reward) is (reward == 0 or rule in WANTS_KNOWLEDGE)
