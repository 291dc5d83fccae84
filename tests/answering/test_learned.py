"""All that was learned is one fold; what is taken back leaves no trace in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tacit.answering.audits import LEAST
from tacit.answering.awaiting import JUDGED_WITHIN
from tacit.answering.gate.folding import untaught
from tacit.answering.learned import NOTHING, Learned
from tacit.answering.start import start
from tacit.events import (
    Actor,
    AuditDrawn,
    ConversationId,
    ConversationOpened,
    CustomerErased,
    DecisionId,
    DecisionTaken,
    EntryId,
    Event,
    LessonSettled,
    Logged,
    PersonId,
)
from tacit.learners.fixed import ONE, to_bytes
from tacit.learners.trust import Trust
from tests.answering.known import Known, help_centre
from tests.cast import DIMENSIONS, OPENS_AT
from tests.test_lesson import candidate, decision, settled

TEXT = "When does my refund arrive?"


def additive(known: Known) -> tuple[bytes, bytes]:
    return to_bytes(known.learned.linear), to_bytes(known.learned.popularity)


def taught(cites: str) -> Known:
    known = help_centre()
    known.exemplar("c-1", TEXT, cites=cites)
    return known


def test_another_pair_takes_the_place_of_the_earlier() -> None:
    known = taught("voucher")
    known.exemplar("c-1", TEXT, cites="refunds")
    assert additive(known) == additive(taught("refunds"))


def test_an_exemplar_without_a_citation_teaches_no_learner() -> None:
    known = taught("voucher")
    known.exemplar("c-1", TEXT, "In five days.")
    assert additive(known) == additive(help_centre())


def test_a_withdrawal_takes_back_once_what_was_taught_once() -> None:
    known = taught("voucher")
    known.withdraw("c-1")
    known.withdraw("c-1")
    assert additive(known) == additive(help_centre())


def test_a_pair_made_after_a_withdrawal_teaches_once() -> None:
    known = taught("voucher")
    known.withdraw("c-1")
    known.exemplar("c-1", TEXT, cites="refunds")
    assert additive(known) == additive(taught("refunds"))


def test_the_order_of_exemplars_leaves_the_same_sums() -> None:
    one, other = help_centre(), help_centre()
    pairs = [("c-1", TEXT, "refunds"), ("c-2", "Descale it?", "descale"), ("c-3", TEXT, "voucher")]
    for name, text, cites in pairs:
        one.exemplar(name, text, cites=cites)
    for name, text, cites in reversed(pairs):
        other.exemplar(name, text, cites=cites)
    assert additive(one) == additive(other)


# ---- lessons -------------------------------------------------------------------------


def see(learned: Learned, event: Event, *, days: float = 0, actor: str = "ines") -> None:
    at = OPENS_AT + timedelta(days=days)
    by = Actor("agent", actor)
    learned.see(Logged(learned.position + 1, "e", event, at, at, by, "live"), NOTHING)


FEATURES = [4096, *[0] * 10]
NONE = [0] * 11


def judged(*lessons: tuple[DecisionTaken, LessonSettled], days: float = 0) -> Learned:
    """The state after decisions and the words on them, `days` later."""
    learned = help_centre().learned
    for taken, word in lessons:
        see(learned, taken)
        see(learned, word, days=days)
    return learned


def taken(**changed: Any) -> DecisionTaken:
    candidates = [candidate("a", FEATURES), candidate("b", NONE)]
    parts = [0, 0, 0, 0, 4096, 0, 0, 0]
    plain = {"candidates": candidates, "parts": parts, "mode": "observe"}
    return decision(**(plain | changed))


def test_an_agents_word_teaches_ranking_confidence_and_budget() -> None:
    learned = judged((taken(), settled(cites=["b"])))
    assert learned.fusion.weights[0] < 1.0
    assert (learned.fusion.lessons, learned.calibrator.lessons, learned.budget.lessons) == (1, 1, 1)
    assert learned.quality.counts == {}, "nobody saw it"


def test_a_customers_word_on_what_nobody_saw_moves_the_budget_alone() -> None:
    """Who complains speaks and who is content is silent: of those only fair words tell."""
    learned = judged((taken(), settled("customer", "durable", cites=[])))
    assert learned.fusion.lessons == 0
    assert (learned.calibrator.lessons, learned.budget.lessons) == (0, 1)


def test_the_line_is_drawn_from_decisions_that_hung_on_their_confidence() -> None:
    learned = judged((taken(rule="language", confidence=1), settled()))
    assert learned.budget.recent == []
    see(learned, taken(decision_id="d-2", rule="not_sure", confidence=77))
    assert learned.budget.recent == [77]


def rated(*words: LessonSettled, **changed: Any) -> dict[str, dict[str, list[int]]]:
    """What words on one answer that a customer saw leave of the quality of entries."""
    learned = help_centre().learned
    see(learned, taken(**({"mode": "auto", "intent_id": "refunds"} | changed)))
    for word in words:
        see(learned, word)
    return learned.quality.counts


def said(reward: int | None, reason: str, n: int = 1, standing: str = "provisional") -> Any:
    word = settled("customer", standing, reward=reward, reason=reason, cites=[])
    return replace(word, n=n)


def test_a_provisional_word_on_what_a_customer_saw_moves_its_quality_alone() -> None:
    assert rated(said(1000, "customer_thanks")) == {"a": {"refunds": [1000, 1000]}}
    assert rated(said(0, "customer_wants_human"), intent_id=None) == {"a": {"": [0, 1000]}}
    learned = judged((taken(mode="auto"), said(0, "customer_wants_human")))
    assert (learned.calibrator.lessons, learned.budget.lessons) == (0, 0)


def test_silence_is_a_tenth_of_a_good_word_and_a_later_word_takes_its_place() -> None:
    assert rated(said(100, "silence")) == {"a": {"refunds": [100, 100]}}
    words = said(100, "silence"), said(1000, "customer_thanks", n=2)
    assert rated(*words) == {"a": {"refunds": [1000, 1000]}}


def test_a_void_takes_the_reward_back() -> None:
    assert rated(said(1000, "customer_thanks"), said(None, "reopened", 2, "void")) == {}


def test_what_nobody_saw_has_no_quality_and_a_draft_that_was_sent_has() -> None:
    assert rated(settled(reward=0), mode="observe") == {}
    sent = settled(reward=1000, reason="draft_sent_unchanged", cites=["a"])
    assert rated(sent, mode="draft") == {"a": {"refunds": [1000, 1000]}}
    edited = settled(reward=500, reason="draft_edited", cites=[])
    assert rated(edited, mode="draft", action="hand_off") == {"a": {"refunds": [500, 1000]}}


def test_of_an_answer_one_word_counts_and_an_audit_stands_before_the_customer() -> None:
    audit = settled("audit", reward=0, reason="audit_wrong", cites=[])
    for words in ((said(1000, "customer_thanks"), audit), (audit, said(1000, "customer_thanks"))):
        assert rated(*words) == {"a": {"refunds": [0, 1000]}}


def test_an_agents_reply_that_cites_another_refuses_what_would_have_been_answered() -> None:
    for reward, refused in ((0, {"c-1": "a"}), (1000, {})):
        learned = judged((taken(cites=["a"]), settled(reward=reward)))
        assert learned.exemplars.refused == refused


def test_an_agents_second_thought_takes_a_refusal_back() -> None:
    words = taken(cites=["a"]), settled(reward=0)
    learned = judged(words, (words[0], replace(settled(reward=1000), n=2)))
    assert learned.exemplars.refused == {}


def test_a_customers_word_refuses_nothing() -> None:
    learned = judged((taken(cites=["a"]), settled(witness="customer", reward=0)))
    assert learned.exemplars.refused == {}


# ---- one decision, one loss: α = .02 and γ = .02, both as multiples of 2^-20
# The decisions are would-be answers, of which every word counts as it comes.


def line_after(*words: LessonSettled) -> tuple[float, int]:
    """How far words on one answer moved x, in γ and rounded, and the decisions counted."""
    learned = help_centre().learned
    see(learned, taken())
    for word in words:
        see(learned, word)
    moved = learned.budget.lean / learned.budget.step
    return round(moved, 3), learned.budget.lessons


def agent(reward: int) -> LessonSettled:
    return settled(reward=reward, cites=["a"])


def customer(reward: int | None, standing: str = "durable") -> LessonSettled:
    return settled("customer", standing, reward=reward, cites=[])


WRONG, RIGHT, UNCOUNTED = (-0.98, 1), (0.02, 1), (0.0, 0)  # α - 1, α - 0, nothing


@pytest.mark.parametrize(
    ("words", "moved"),
    [
        ([agent(0), customer(0)], WRONG),
        ([customer(0), agent(0)], WRONG),
        ([agent(1000), agent(0)], WRONG),
        ([agent(0), agent(1000)], RIGHT),
        ([customer(100), agent(1000)], RIGHT),
        ([customer(1000), agent(0)], WRONG),
        ([settled("audit", reward=1000, cites=[]), agent(0)], RIGHT),
    ],
)
def test_a_decision_is_one_loss_whoever_speaks_of_it(
    words: list[LessonSettled], moved: tuple[float, int]
) -> None:
    assert line_after(*words) == moved


@pytest.mark.parametrize("said", [0, 1000])
def test_a_customer_does_not_overrule_what_an_agent_said(said: int) -> None:
    """Customers flag, agents teach: neither a hostile flag nor thanks turn an agent's word."""
    assert line_after(agent(said), customer(1000 - said)) == line_after(agent(said))


def test_a_void_takes_the_step_back_and_leaves_what_another_witness_said() -> None:
    void = customer(None, "void")
    assert line_after(customer(1000), void) == UNCOUNTED
    assert line_after(customer(100), void) == UNCOUNTED
    assert line_after(void) == UNCOUNTED
    assert line_after(customer(1000), agent(0), void) == WRONG
    assert line_after(customer(1000), void, customer(0)) == WRONG


def test_a_provisional_word_leaves_the_final_one_standing() -> None:
    assert line_after(customer(1000), customer(0, "provisional")) == RIGHT
    assert line_after(customer(1000), customer(0, "provisional"), customer(0)) == WRONG


def test_two_decisions_are_two_losses() -> None:
    learned = judged((taken(), agent(0)))
    see(learned, taken(decision_id="d-2"))
    see(learned, replace(agent(0), decision_id="d-2"))
    assert learned.budget.lessons == 2


@pytest.mark.parametrize(("days", "lessons"), [(59, 1), (61, 0)])
def test_a_word_that_comes_too_late_teaches_nothing(days: int, lessons: int) -> None:
    assert timedelta(days=60) == JUDGED_WITHIN
    learned = help_centre().learned
    see(learned, taken())
    see(learned, taken(decision_id="d-later", message_id="m-9"), days=days)
    see(learned, settled(), days=days)
    assert learned.budget.lessons == lessons


def test_a_word_on_no_known_decision_teaches_nothing() -> None:
    learned = help_centre().learned
    before = learned.to_bytes()
    see(learned, settled())
    assert learned.to_bytes() == before


# ---- the whole -------------------------------------------------------------------------


def test_the_state_holds_no_positions() -> None:
    one, other = taught("refunds"), taught("refunds")
    other.learned.position += 100
    other.exemplar("c-2", TEXT, cites="voucher")
    one.exemplar("c-2", TEXT, cites="voucher")
    assert one.learned.to_bytes() == other.learned.to_bytes()


def test_the_fingerprint_is_that_of_the_bytes() -> None:
    assert taught("refunds").learned.fingerprint() == taught("refunds").learned.fingerprint()
    assert taught("refunds").learned.fingerprint() != taught("voucher").learned.fingerprint()
    assert len(taught("refunds").learned.fingerprint()) == 64


def test_whoever_was_erased_is_passed_over() -> None:
    learned = replace(help_centre().learned, erased=frozenset({"ada"}))
    before = learned.to_bytes()
    opened = ConversationOpened("c-1", "ada")
    for event in (opened, taken(), settled(), CustomerErased("ada")):
        see(learned, event)
    assert learned.to_bytes() == before
    assert learned.budget.lessons == 0


def test_what_an_erased_agent_taught_elsewhere_is_passed_over_and_others_words_stay() -> None:
    learned = replace(help_centre().learned, erased=frozenset({"ines"}))
    see(learned, taken(), actor="")
    see(learned, settled(), actor="ines")
    assert learned.budget.lessons == 0
    see(learned, settled(), actor="jonas")
    assert learned.budget.lessons == 1


# ---- an agent's word against a likely answer --------------------------------------


def set_aside(known: Known, cites: str, confidence: int) -> None:
    """A decision with three candidates of forty entries, and an agent who cites something."""
    for n in range(40):
        known.exemplar(f"filler-{n}", f"filler {n}", cites=f"page-{n}")
    listed = [candidate(name, [ONE if n == 0 else 0] * 11) for n, name in enumerate("abc")]
    taken = decision(mode="observe", confidence=confidence, candidates=listed, parts=[ONE] * 10)
    known.see(taken)
    known.see(settled(cites=[cites]))


def test_a_reply_is_doubted_that_sets_a_sure_answer_aside_for_one_not_listed() -> None:
    listed, elsewhere = help_centre(), help_centre()
    set_aside(listed, "b", confidence=round(0.95 * ONE))
    set_aside(elsewhere, "elsewhere", confidence=round(0.95 * ONE))
    doubts = [known.learned.trust.doubts.get("p-1", 0) for known in (listed, elsewhere)]
    assert doubts[0] < ONE // 10
    assert doubts[1] > ONE // 2
    assert elsewhere.learned.trust.replies == {"p-1": 1}


def test_a_doubted_reply_teaches_confidence_less_and_its_correction_is_live_at_once() -> None:
    sure, unsure = help_centre(), help_centre()
    set_aside(sure, "elsewhere", confidence=round(0.95 * ONE))
    set_aside(unsure, "elsewhere", confidence=round(0.05 * ONE))
    assert sure.learned.calibrator.bias > unsure.learned.calibrator.bias
    sure.exemplar("c-1", TEXT, cites="voucher")
    assert sure.decided(TEXT).cites == ["voucher"]


def test_after_a_complaint_an_agent_is_believed() -> None:
    known = help_centre()
    known.see(decision(mode="auto", action="answer", confidence=round(0.95 * ONE)))
    known.see(settled(cites=["elsewhere"]))
    assert known.learned.trust == Trust()


# ---- complaints of answers that were given -----------------------------------------


def checked(*words: LessonSettled, is_drawn: bool = True) -> tuple[int, int]:
    """Complaints found true, and all that audits looked at."""
    learned = help_centre().learned
    see(learned, taken(mode="auto", action="answer"))
    if is_drawn:
        see(learned, AuditDrawn(ConversationId("c-1"), taken().decision_id, None, LEAST))
    for word in words:
        see(learned, word)
    true, of = learned.budget.looked.get("", [0, 0])
    return true, of


def audit(reward: int) -> LessonSettled:
    return settled("audit", reward=reward, cites=[])


COMPLAINT = customer(0, "provisional")


@pytest.mark.parametrize(
    ("words", "counted"),
    [
        ([COMPLAINT, audit(1000)], (0, 1)),
        ([audit(1000), COMPLAINT], (0, 1)),
        ([audit(0), COMPLAINT], (1, 1)),
        ([audit(1000), COMPLAINT, customer(0)], (0, 1)),
        ([COMPLAINT, audit(1000), audit(0)], (1, 1)),
        ([COMPLAINT, audit(1000), customer(1000)], (0, 0)),
        ([COMPLAINT, audit(1000), customer(None, "void")], (0, 0)),
        ([customer(1000), audit(0)], (0, 0)),
        ([customer(100), audit(1000)], (0, 0)),
    ],
)
def test_a_complaint_is_checked_by_an_audit_whichever_came_first(
    words: list[LessonSettled], counted: tuple[int, int]
) -> None:
    """Silence complains of nothing, and an audit that nobody drew tells of no others."""
    assert checked(*words) == counted
    assert checked(*words, is_drawn=False) == (0, 0)


@pytest.mark.parametrize(
    ("words", "counted"),
    [
        ([COMPLAINT, agent(1000)], (0, 1)),
        ([COMPLAINT, agent(0)], (1, 1)),
        ([agent(0), COMPLAINT], (1, 1)),
        ([agent(0)], (0, 0)),
        ([COMPLAINT, agent(0), agent(1000)], (0, 1)),
        ([COMPLAINT, agent(0), audit(1000)], (0, 1)),
        ([COMPLAINT, agent(0), customer(1000)], (0, 0)),
    ],
)
def test_and_by_the_agent_whom_it_sends_for_but_an_audit_counts_more(
    words: list[LessonSettled], counted: tuple[int, int]
) -> None:
    assert checked(*words) == counted


@pytest.mark.parametrize(
    ("words", "counted"),
    [
        ([audit(0)], (30, 20)),
        ([audit(0), COMPLAINT], (40, 10)),
        ([COMPLAINT, audit(0)], (40, 10)),
        ([audit(0), COMPLAINT, customer(1000)], (30, 20)),
        ([audit(0), agent(0)], (40, 10)),
        ([audit(0), audit(1000), COMPLAINT], (30, 10)),
        ([COMPLAINT], (30, 10)),
    ],
)
def test_a_wrong_answer_is_reported_whether_the_complaint_or_the_audit_came_first(
    words: list[LessonSettled], counted: tuple[int, int]
) -> None:
    """One in fifty is drawn, so that one stands for ten of those of which one in five is."""
    learned = help_centre().learned
    see(learned, taken(mode="auto", action="answer"))
    see(learned, AuditDrawn(ConversationId("c-1"), taken().decision_id, None, LEAST))
    for word in words:
        see(learned, word)
    assert (learned.budget.reported, learned.budget.unreported) == counted


def flooded() -> Known:
    """Audits found the complaints of a hundred accounts unfounded: 4 / 104 are believed."""
    known = help_centre()
    known.learned.budget.looked = {f"account {n}": [0, 1] for n in range(100)}
    known.see(decision(mode="auto", action="answer", confidence=round(0.95 * ONE)))
    return known


def test_where_complaints_are_unfounded_one_more_hardly_moves_the_line() -> None:
    trusting, doubting = help_centre(), flooded()
    trusting.see(decision(mode="auto", action="answer", confidence=round(0.95 * ONE)))
    before = trusting.learned.budget.lean
    for known in (trusting, doubting):
        known.see(customer(0))
    step = trusting.learned.budget.lean - before
    assert doubting.learned.budget.lean - before == pytest.approx(step * 4 / 104, rel=0.01)


def test_there_an_agent_who_sets_a_sure_answer_aside_may_err_alone() -> None:
    known, likely = flooded(), flooded()
    for each in (known, likely):
        for n in range(40):
            each.exemplar(f"filler-{n}", f"filler {n}", cites=f"page-{n}")
    before = known.learned.budget.lean
    known.see(settled(cites=["elsewhere"]))
    likely.see(settled("audit", cites=["elsewhere"]))
    assert before - known.learned.budget.lean < (before - likely.learned.budget.lean) / 2
    assert known.learned.trust == Trust(), "who was set on an agent tells nothing of them"


def test_a_doubt_is_kept_with_the_word_through_a_snapshot_and_taken_back_as_it_was() -> None:
    """Half believed when it was said, it is taken back by a half, whatever is believed by then."""
    whole, begun = start(DIMENSIONS), start(DIMENSIONS)
    whole.budget.looked = {each: [0, 1] for each in "abcd"}
    words = [taken(mode="auto", action="answer"), customer(0)]
    for word in words:
        see(whole, word)
    whole.budget.looked = {f"{n}": [0, 1] for n in range(1000)}
    assert begun.restore(whole.snapshot("here"), whole.position, "here")
    for word in words:
        see(begun, word)
    for learned in (whole, begun):
        see(learned, agent(1000))
        assert learned.budget.doubts == {"d-1 customer": ONE // 2}
    assert begun.to_bytes() == whole.to_bytes()
    given = learned.budget.target * learned.budget.step
    assert learned.budget.lean == pytest.approx(given, abs=2**-19), "as if nobody had complained"


def test_doubts_are_dropped_with_the_decisions_that_nobody_can_judge_any_more() -> None:
    known = flooded()
    known.see(customer(0))
    assert known.learned.budget.doubts
    see(known.learned, taken(decision_id="d-2", message_id="m-9"), days=61)
    assert not known.learned.budget.doubts


def test_what_an_agent_set_aside_is_known_behind_a_snapshot_that_hears_the_word_no_more() -> None:
    whole, begun = taught("voucher").learned, start(DIMENSIONS)
    whole.exemplars.refused["c-1"] = "refunds"
    assert begun.restore(whole.snapshot("here"), whole.position, "here")
    assert begun.exemplars.refused == {"c-1": "refunds"}


def test_without_a_lesson_the_learners_know_nothing_of_it_also_behind_a_snapshot() -> None:
    known = help_centre()
    known.exemplar("c-1", "Where is my refund?", cites="refunds")
    learned, exemplar = known.learned, known.learned.exemplars.by_id[EntryId("c-1")]
    for position in (0, learned.position):
        learned.known = position
        before = learned.to_bytes()
        with untaught(learned, exemplar):
            assert learned.popularity.total(EntryId("refunds")) == 0
        assert learned.popularity.total(EntryId("refunds")) == 1
        assert learned.to_bytes() == before


def test_who_is_not_known_is_no_account() -> None:
    known = help_centre()
    for n, opened in enumerate((True, True, False)):
        name = ConversationId(f"c-{n}")
        if opened:
            known.see(ConversationOpened(name, PersonId(f"person-{n}")))
        taken = replace(decision(), conversation_id=name, decision_id=DecisionId(f"d-{n}"))
        known.see(replace(taken, situation=[["plan"]]))
    assert known.learned.awaiting.accounts_of("plan") == 2
