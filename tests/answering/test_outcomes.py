"""What a decision and the words on it teach: of shown answers, of entries, of their successors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tacit.answering.confidence import situated
from tacit.answering.features import evidence
from tacit.answering.learned import Learned
from tacit.answering.priors import NAMES, PARTS
from tacit.events import ConversationId, DecisionId, DecisionTaken, EntryId, PersonId
from tacit.learners.fixed import ONE
from tests.answering.known import DAY, Known, help_centre, question
from tests.answering.test_learned import see
from tests.test_lesson import candidate, decision, settled

RESIDUAL = PARTS.index("residual")
TEXT = "When does my refund arrive?"


def shown(name: str, entry: str = "refunds") -> DecisionTaken:
    """An answer that a customer saw, right with a chance near one half."""
    features = [[ONE, *[0] * (len(NAMES) - 1)], [0] * len(NAMES)]
    candidates = [candidate(entry, features[0]), candidate("voucher", features[1])]
    parts = [0, 0, 0, 0, ONE, 0, 0, 0, 0, 0, 0]
    plain = {"candidates": candidates, "parts": parts, "cites": [entry], "mode": "auto"}
    return decision(decision_id=f"d-{name}", conversation_id=f"t-{name}", **plain)


def handed_over(name: str) -> DecisionTaken:
    return replace(shown(name), mode="draft", rule="not_sure")


def told(learned: Learned, name: str, witness: str = "agent", **word: Any) -> None:
    see(learned, replace(settled(witness), decision_id=DecisionId(f"d-{name}"), **word))


# ---- answers that customers saw -------------------------------------------------------------


def test_an_answer_shown_speaks_for_itself_until_somebody_complains() -> None:
    learned = help_centre().learned
    start = learned.calibrator.bias
    see(learned, shown("1"))
    uncomplained = learned.calibrator.bias
    assert uncomplained > start
    told(learned, "1", "customer", standing="final", cites=[])
    assert learned.calibrator.bias < start
    told(learned, "1", reward=1000, cites=["refunds"])
    assert learned.calibrator.bias > start, "the agent who was sent for says that it was right"


def test_who_is_asked_says_what_nobody_complained_of() -> None:
    learned = help_centre().learned
    see(learned, shown("1"))
    before = learned.calibrator.bias
    told(learned, "1", "audit", cites=[])
    assert learned.calibrator.bias < before


def test_an_answer_that_nobody_saw_says_nothing_by_itself() -> None:
    learned = help_centre().learned
    before = learned.calibrator.bias
    see(learned, handed_over("1"))
    assert learned.calibrator.bias == before


# ---- an entry that was wrong of late ----------------------------------------------------------


def confidence(learned: Learned, entry: str) -> int:
    parts = [0] * len(PARTS)
    parts[RESIDUAL] = round(learned.residual.predict(entry) * ONE)
    return round(learned.calibrator.predict(parts) * ONE)


def test_two_complaints_lower_the_confidence_in_their_entry_more_than_in_others() -> None:
    learned = help_centre().learned
    for name in "12":
        see(learned, shown(name))
        told(learned, name, "customer", standing="final", cites=[])
    assert learned.residual.predict("refunds") > 0.3
    assert learned.residual.predict("voucher") == 0.0
    assert confidence(learned, "refunds") < confidence(learned, "voucher") - 200


def test_a_complaint_that_an_agent_takes_back_counts_no_more() -> None:
    learned = help_centre().learned
    see(learned, shown("1"))
    before = learned.residual.predict("refunds")
    told(learned, "1", "customer", standing="final", cites=[])
    told(learned, "1", reward=1000, cites=["refunds"])
    assert learned.residual.predict("refunds") == before


def test_of_what_was_handed_over_an_agents_first_word_counts_once() -> None:
    learned = help_centre().learned
    see(learned, handed_over("1"))
    told(learned, "1", cites=["voucher"])
    wrong = learned.residual.wrong["refunds"]
    assert wrong > 0.5
    told(learned, "1", cites=["voucher"], n=2)
    assert learned.residual.wrong["refunds"] == wrong


# ---- an entry that is right for some and wrong for others --------------------------------------

ADMIN, MEMBER, NEW = [["admin"], ["web"]], [["member"], ["web"]], [["guest"], ["web"]]


def by_role(learned: Learned, count: int = 12) -> None:
    """Of what was handed over for admins agents say that it was right, for members not."""
    for n in range(count):
        for name, role, cites in ((f"a{n}", ADMIN, "refunds"), (f"m{n}", MEMBER, "voucher")):
            see(learned, replace(handed_over(name), situation=role))
            told(learned, name, reward=1000 * (role == ADMIN), cites=[cites])


def test_an_entry_that_resolves_for_admins_and_fails_for_members_is_surer_for_admins() -> None:
    learned = help_centre().learned
    by_role(learned)
    admins, members = (situated(learned, EntryId("refunds"), r) for r in (ADMIN, MEMBER))
    assert admins < -0.3
    assert members > 0.05
    parts = [[0] * len(PARTS), [0] * len(PARTS)]
    for each, said in zip(parts, (admins, members), strict=True):
        each[PARTS.index("situated")] = round(said * ONE)
    sure = [learned.calibrator.predict(each) for each in parts]
    assert sure[0] > sure[1] + 0.05


def test_of_a_role_that_nobody_had_and_of_another_entry_nothing_is_said() -> None:
    learned = help_centre().learned
    by_role(learned)
    assert situated(learned, EntryId("refunds"), NEW) == 0.0
    assert situated(learned, EntryId("voucher"), MEMBER) == 0.0
    assert situated(learned, EntryId("refunds"), []) == 0.0


def test_one_wrong_answer_says_nothing_of_its_situation() -> None:
    learned = help_centre().learned
    see(learned, replace(handed_over("1"), situation=MEMBER))
    told(learned, "1", cites=["voucher"])
    assert learned.residual.wrong["refunds"] > 0.5
    assert situated(learned, EntryId("refunds"), MEMBER) == 0.0


# ---- an entry whose answer changed --------------------------------------------------------------


def changed(agents: tuple[str, ...]) -> Known:
    """Six past questions answered by one entry; since then agents cite another one instead."""
    known = help_centre()
    for n in range(6):
        known.exemplar(f"c-{n}", TEXT + " again" * n, cites="refunds")
    for n, agent in enumerate(agents):
        see(known.learned, handed_over(str(n)))
        told(known.learned, str(n), cites=["voucher"], witness_id=PersonId(agent))
    return known


def near(known: Known) -> dict[str, float]:
    found = evidence(known.learned, question(TEXT), DAY)
    votes = found.features[:, NAMES.index("near")] / ONE
    return dict(zip(map(str, found.entries), votes, strict=True))


def test_what_agents_cite_instead_takes_over_what_speaks_for_an_entry() -> None:
    before, after = near(changed(())), near(changed(("ann", "bob", "ann", "bob")))
    assert before["voucher"] == 0.0
    share = 2.952 / 3.952
    assert after["voucher"] == pytest.approx(share * before["refunds"], abs=1e-3)
    assert after["refunds"] == pytest.approx((1 - share) * before["refunds"], abs=1e-3)


def test_asking_twice_hands_nothing_on_twice() -> None:
    """What is handed on is a copy: no question, and no preview, may change what another finds."""
    known = changed(("ann", "bob", "ann", "bob"))
    first, again = (evidence(known.learned, question(TEXT), DAY).features for _ in range(2))
    assert first.tolist() == again.tolist()
    assert known.learned.successors.predict() != []


def test_what_is_asked_after_an_agents_answer_sets_nothing_aside() -> None:
    """Who asks something else once an agent is there makes no successor."""
    known = changed(())
    for n, agent in enumerate(("ann", "bob", "ann", "bob")):
        later = replace(handed_over(str(n)), conversation_id=ConversationId(f"c-{n}"))
        see(known.learned, later)
        told(known.learned, str(n), cites=["voucher"], witness_id=PersonId(agent))
    assert known.learned.successors.predict() == []
    assert known.learned.exemplars.refused == {}


@pytest.mark.parametrize(("votes", "is_taken_over"), [(ONE // 5 - 1, True), (ONE // 5, False)])
def test_what_the_nearest_questions_voted_for_already_takes_nothing_over(
    votes: int,
    is_taken_over: bool,  # noqa: FBT001
) -> None:
    """Such a question asks for either: which one, the agent says; that none has gone."""
    known = changed(())
    for n, agent in enumerate(("ann", "bob", "ann", "bob")):
        decided = handed_over(str(n))
        first, second = decided.candidates
        features = [votes if name == "near" else 0 for name in NAMES]
        second = replace(second, features=features)
        see(known.learned, replace(decided, candidates=[first, second]))
        told(known.learned, str(n), cites=["voucher"], witness_id=PersonId(agent))
    assert (known.learned.successors.predict() != []) is is_taken_over


@pytest.mark.parametrize("agents", [("ann",) * 6, ("ann", "bob")[:1]])
def test_one_agent_alone_hands_nothing_on(agents: tuple[str, ...]) -> None:
    assert near(changed(agents)) == near(changed(()))


def test_an_entry_that_was_hardly_ever_cited_has_nothing_to_hand_on() -> None:
    known = help_centre()
    known.exemplar("c-1", TEXT, cites="refunds")
    before = near(known)
    for n, agent in enumerate(("ann", "bob", "ann", "bob")):
        see(known.learned, handed_over(str(n)))
        told(known.learned, str(n), cites=["voucher"], witness_id=PersonId(agent))
    assert known.learned.successors.predict() != []
    assert near(known) == before
    assert known.learned.popularity.total(EntryId("refunds")) == 1
