"""What people do next judges the decision: each witness's word, with its reason, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tacit.events import (
    Actor,
    ConversationReopened,
    ConversationResolved,
    DecisionId,
    FeedbackGiven,
    LessonSettled,
    PersonId,
)
from tacit.flows import desk
from tacit.flows.settle import Judgement, audit
from tacit.weights import WEIGHTS
from tests.cast import Shop, Talk

RETURN = "How do I send back the kettle I bought?"


def answered(shop: Shop) -> Talk:
    """A conversation in which the assistant's answer reached the customer."""
    shop.mode("auto")
    shop.taught(RETURN, "returns")
    talk = shop.asks(RETURN)
    assert len(talk.delivered) == 1
    return talk


# ---- agents -------------------------------------------------------------------------


def test_an_agent_who_cites_the_same_entry_says_right(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    talk.replies("Like this.", cites="returns")
    lesson = talk.lesson()
    assert (lesson.reward, lesson.reason, lesson.standing) == (1000, "agent_cites_same", "final")
    assert (lesson.witness_id, lesson.n) == (shop.ines, 1)


def test_an_agent_who_cites_another_entry_says_wrong(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    talk.replies("Like this.", cites="refunds voucher")
    lesson = talk.lesson()
    assert (lesson.reward, lesson.reason) == (0, "agent_cites_other")
    assert lesson.cites == [shop.entries["refunds"], shop.entries["voucher"]]


def test_an_agent_who_cites_nothing_settles_nothing(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    talk.replies("Like this.")
    assert talk.state.lessons == {}


def test_an_agent_who_publishes_their_own_words_sets_the_would_be_answer_aside(
    shop: Shop,
) -> None:
    talk = shop.asks(RETURN)
    talk.replies("We collect it at your door.", publish=True)
    assert (talk.lesson().reward, talk.lesson().cites) == (0, [talk.conversation_id])


def test_a_reply_judges_the_last_decision_before_it(shop: Shop) -> None:
    talk = shop.asks("Hello there, good day")
    talk.says(RETURN)
    first, last = (each.decision_id for each in talk.state.decisions)
    talk.replies("Like this.", cites="returns")
    assert [key[0] for key in talk.state.lessons] == [last]
    assert first != last


def test_an_agents_second_reply_supersedes_the_first(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    talk.replies("Like this.", cites="refunds")
    talk.replies("No, like that.", cites="returns")
    assert (talk.lesson().reward, talk.lesson().n) == (1000, 2)


@pytest.mark.parametrize(("is_edited", "reward"), [(False, 1000), (True, 500)])
def test_a_draft_that_was_sent_judges_itself(shop: Shop, is_edited: bool, reward: int) -> None:  # noqa: FBT001
    shop.mode("draft")
    talk = shop.asks(RETURN)
    talk.sends_draft(is_edited=is_edited)
    assert (talk.lesson().reward, talk.lesson().standing) == (reward, "final")
    assert bool(talk.lesson().cites) is not is_edited


# ---- the customer -------------------------------------------------------------------


def test_thanks_confirm_the_answer_that_was_sent(shop: Shop) -> None:
    talk = answered(shop)
    talk.says("Thanks, that worked!")
    lesson = talk.lesson("customer", talk.delivered[0].decision_id)
    assert (lesson.reward, lesson.reason) == (1000, "customer_thanks")
    assert lesson.standing == "provisional"
    assert (talk.state.state, talk.state.resolution) == ("resolved", "confirmed")


def test_who_thanks_and_asks_on_is_answered_and_confirms_nothing(shop: Shop) -> None:
    talk = answered(shop)
    shop.taught("How do I leave the newsletter?", "newsletter", times=3)
    talk.says("Thanks! And how do I leave the newsletter?")
    assert talk.decision.query == [talk.decision.message_id], "the first question is done with"
    assert talk.delivered[1].cites == [shop.entries["newsletter"]]
    assert (talk.state.lessons, talk.state.state) == ({}, "open")


def test_thanks_for_a_question_back_confirm_nothing(shop: Shop) -> None:
    shop.mode("auto")
    talk = shop.asks("kettle")
    assert [each.cites for each in talk.delivered] == [[]]
    talk.says("The lid of it, thanks")
    assert talk.state.lessons == {}
    assert talk.state.state != "resolved"


def test_who_asks_for_a_person_by_the_button_was_not_helped(shop: Shop) -> None:
    talk = answered(shop)
    customer = Actor("customer", talk.customer)
    step = desk.Step(talk.conversation_id, customer)
    shop.follow(desk.take_over(shop.port, shop.workspace, step, "customer_request"))
    lesson = talk.lesson("customer", talk.delivered[0].decision_id)
    assert (lesson.reward, lesson.reason) == (0, "customer_wants_human")
    assert lesson.weight == WEIGHTS["wants_human"]


def test_an_agent_who_takes_over_says_nothing_of_the_answer(shop: Shop) -> None:
    talk = answered(shop)
    step = desk.Step(talk.conversation_id, Actor("agent", shop.ines))
    shop.follow(desk.take_over(shop.port, shop.workspace, step))
    assert talk.state.state == "with_agent"
    assert talk.state.lessons == {}


def test_a_complaint_says_that_the_answer_was_wrong(shop: Shop) -> None:
    talk = answered(shop)
    talk.says("It is still not working")
    lesson = talk.lesson("customer", talk.delivered[0].decision_id)
    assert (lesson.reward, lesson.reason) == (0, "customer_says_still_broken")


def test_saying_it_again_counts_as_missed(shop: Shop) -> None:
    talk = answered(shop)
    talk.says("So how do I send back the kettle I bought?")
    lesson = talk.lesson("customer", talk.delivered[0].decision_id)
    assert (lesson.reward, lesson.reason) == (0, "customer_rephrased")


def test_three_rephrasings_are_missed_and_never_resolved(shop: Shop) -> None:
    talk = answered(shop)
    for again in ("So how", "Please, how", "Tell me how"):
        talk.says(f"{again} do I send back the kettle I bought?")
    words = [e.event for e in shop.events(LessonSettled) if e.event.witness == "customer"]
    assert {(each.reward, each.reason) for each in words} == {(0, "customer_rephrased")}
    shop.wait(24 * 10)
    assert shop.events(ConversationResolved) == []
    assert talk.state.resolution is None


def test_another_question_says_nothing_of_the_answer(shop: Shop) -> None:
    talk = answered(shop)
    talk.says("And where is the invoice of the kettle that I bought?")
    assert (talk.delivered[0].decision_id, "customer") not in talk.state.lessons


def test_an_answer_nobody_saw_is_judged_by_agents_alone(shop: Shop) -> None:
    shop.taught(RETURN, "returns")
    talk = shop.asks(RETURN)
    talk.says("Thanks, that worked!")
    talk.rated("thumb", 1)
    shop.wait(200)
    assert talk.state.lessons == {}


def test_thanks_in_an_opening_message_resolve_nothing(shop: Shop) -> None:
    talk = shop.asks(f"{RETURN} Thank you in advance.")
    assert talk.state.state == "open"
    assert shop.events(ConversationResolved) == []


def test_thanks_to_an_agent_are_no_word_on_the_assistants_answer(shop: Shop) -> None:
    talk = answered(shop)
    decision = talk.delivered[0].decision_id
    talk.says("It is still not working")
    talk.replies("Then send it in, please.")
    talk.says("Thanks, that worked!")
    assert talk.lesson("customer", decision).reward == 0
    assert talk.state.resolution == "confirmed"


# ---- silence ------------------------------------------------------------------------


def test_silence_after_a_reopening_without_words_resolves_nothing(shop: Shop) -> None:
    talk = answered(shop)
    step = desk.Step(talk.conversation_id, Actor("customer", talk.customer))
    shop.follow(desk.resolve(shop.port, shop.workspace, step, who="customer"))
    shop.follow(desk.reopen(shop.port, shop.workspace, step))
    shop.wait(hours=200)
    assert talk.state.state == "open"
    assert talk.lesson("customer", talk.delivered[0].decision_id).standing == "void"


def test_silence_is_weak_after_three_days(shop: Shop) -> None:
    talk = answered(shop)
    shop.wait(71)
    assert talk.state.lessons == {}
    shop.wait(1)
    lesson = talk.lesson("customer")
    assert (lesson.reward, lesson.reason) == (100, "silence")
    assert (lesson.standing, lesson.witness_id) == ("provisional", None)


def test_silence_is_durable_after_seven_days_and_resolution_is_assumed(shop: Shop) -> None:
    talk = answered(shop)
    shop.wait(168)
    lesson = talk.lesson("customer")
    assert (lesson.reward, lesson.standing, lesson.n) == (100, "durable", 2)
    assert (talk.state.state, talk.state.resolution) == ("resolved", "assumed")
    (resolved,) = shop.events(ConversationResolved)
    assert resolved.event == ConversationResolved(talk.conversation_id, "assumed", "silence")
    assert resolved.at >= shop.clock.now - timedelta(hours=168)


@pytest.mark.parametrize(("stars", "resolution"), [(5, "assumed"), (2, None)])
def test_silence_after_a_rating_resolves_where_it_was_good(
    shop: Shop, stars: int, resolution: str | None
) -> None:
    talk = answered(shop)
    talk.rated("csat", stars)
    shop.wait(80)
    assert talk.state.resolution == resolution


def test_thanks_that_come_late_confirm_what_silence_let_assume(shop: Shop) -> None:
    talk = answered(shop)
    shop.wait(hours=168)
    assert talk.state.resolution == "assumed"
    talk.says("Thanks, that worked!")
    assert (talk.state.state, talk.state.resolution) == ("resolved", "confirmed")
    talk.says("Thank you again.")
    found = [each.event.how for each in shop.events(ConversationResolved)]
    assert found == ["assumed", "confirmed"]


def test_silence_moves_an_entrys_quality_alone(shop: Shop) -> None:
    """Most right answers are never thanked for: silence counts neither for nor against the line."""
    answered(shop)
    before, shown = shop.learned().budget, shop.learned().quality.total(shop.entries["returns"])
    lessons, lean = before.lessons, before.lean
    shop.wait(168)
    assert (shop.learned().budget.lessons, shop.learned().budget.lean) == (lessons, lean)
    entry = shop.entries["returns"]
    assert shop.learned().quality.total(entry) == (shown[0] + 100, shown[1] + 100)


def test_an_agent_who_cites_another_page_after_a_complaint_says_what_was_wrong(shop: Shop) -> None:
    """At once: the customer's own word would be firm only after seven days."""
    talk = answered(shop)
    shown = talk.delivered[0].decision_id
    talk.says("I want to talk to a person.")
    before = shop.learned().budget.lean
    talk.replies("Like this.", cites="refunds")
    lesson = talk.lesson("agent", shown)
    assert (lesson.reward, lesson.reason, lesson.standing) == (0, "agent_cites_other", "final")
    assert lesson.cites == [shop.entries["refunds"]]
    assert shop.learned().budget.lean < before


def test_an_agent_who_cites_the_same_page_after_a_complaint_stands_by_the_answer(
    shop: Shop,
) -> None:
    talk = answered(shop)
    shown = talk.delivered[0].decision_id
    talk.says("It is still not working")
    talk.replies("Please follow this once more.", cites="returns")
    assert talk.lesson("agent", shown).reward == 1000


def test_what_is_asked_once_an_agent_is_there_says_nothing_of_the_answer_before(
    shop: Shop,
) -> None:
    """Else whoever complains of a right answer and then asks something else has it unlearned."""
    talk = answered(shop)
    shown = talk.delivered[0].decision_id
    talk.says("I want to talk to a person.")
    talk.replies("Please follow this once more.", cites="returns")
    talk.says("And where do I find the invoice for the voucher?")
    talk.replies("Here.", cites="invoice")
    assert talk.lesson("agent", shown).reward == 1000
    assert talk.lesson("agent").cites == [shop.entries["invoice"]], "that judges its own turn"


def test_an_agent_who_first_asks_back_may_say_later_what_the_answer_was(shop: Shop) -> None:
    talk = answered(shop)
    shown = talk.delivered[0].decision_id
    talk.says("I want to talk to a person.")
    talk.replies("Which kettle is it?")
    talk.says("The small one.")
    talk.replies("Like this.", cites="refunds")
    assert talk.lesson("agent", shown).reward == 0


def test_an_answer_that_nobody_complained_of_is_not_judged_by_a_later_reply(shop: Shop) -> None:
    talk = answered(shop)
    shown = talk.delivered[0].decision_id
    talk.says("And where do I find the invoice for the voucher?")
    talk.replies("Here.", cites="invoice")
    assert (shown, "agent") not in talk.state.lessons


# ---- audits ---------------------------------------------------------------------------


def audited(shop: Shop, talk: Talk, *, is_right: bool, cites: str = "") -> LessonSettled:
    """An agent's judgement of the conversation's answer."""
    decision, instead = talk.delivered[0].decision_id, shop.entries.get(cites)
    found = Judgement(decision, shop.ines, is_right, instead)
    audit(shop.port, shop.workspace, talk.conversation_id, found)
    return talk.lesson("audit", talk.delivered[0].decision_id)


def test_an_audit_judges_an_answer_for_good(shop: Shop) -> None:
    talk = answered(shop)
    lesson = audited(shop, talk, is_right=False, cites="refunds")
    assert (lesson.reward, lesson.reason, lesson.standing) == (0, "audit_wrong", "final")
    assert (lesson.witness_id, lesson.cites) == (shop.ines, [shop.entries["refunds"]])
    again = audited(shop, talk, is_right=True)
    assert (again.n, again.reward, again.reason) == (2, 1000, "audit_right")


def test_an_audit_of_a_decision_that_is_not_there_is_refused(shop: Shop) -> None:
    talk = answered(shop)
    found = Judgement(DecisionId("d-none"), shop.ines, is_right=True)
    with pytest.raises(KeyError, match="d-none"):
        audit(shop.port, shop.workspace, talk.conversation_id, found)


def test_who_spoke_since_was_not_silent(shop: Shop) -> None:
    talk = answered(shop)
    talk.says("And where do I find the invoice for the voucher?")
    shop.wait(200)
    assert (talk.delivered[0].decision_id, "customer") not in talk.state.lessons


def test_what_a_customer_said_becomes_durable_after_seven_days(shop: Shop) -> None:
    talk = answered(shop)
    talk.says("Thanks, that worked!")
    shop.wait(168)
    lesson = talk.lesson("customer", talk.delivered[0].decision_id)
    assert (lesson.reward, lesson.reason) == (1000, "customer_thanks")
    assert (lesson.standing, lesson.n) == ("durable", 2)


def test_a_complaint_becomes_durable_also_where_an_agent_took_over(shop: Shop) -> None:
    talk = answered(shop)
    decision = talk.delivered[0].decision_id
    talk.says("It is still not working")
    talk.replies("Please send it in then.")
    shop.wait(168)
    lesson = talk.lesson("customer", decision)
    assert (lesson.reward, lesson.standing) == (0, "durable"), (
        "a wrong answer must reach the budget"
    )


def test_a_question_back_that_nobody_answers_resolves_nothing(shop: Shop) -> None:
    shop.mode("auto")
    talk = shop.asks("kettle")
    assert talk.decision.action == "ask"
    shop.wait(168)
    assert talk.state.resolution is None


# ---- reopening ------------------------------------------------------------------------


def test_coming_back_voids_what_silence_was_taken_for(shop: Shop) -> None:
    talk = answered(shop)
    shop.wait(168)
    talk.says("One more matter about the parcel")
    lesson = talk.lesson("customer", talk.delivered[0].decision_id)
    assert (lesson.reward, lesson.standing) == (None, "void")
    assert talk.state.resolution is None
    assert len(shop.events(ConversationReopened)) == 1


def test_coming_back_voids_thanks(shop: Shop) -> None:
    talk = answered(shop)
    talk.says("Thanks, that worked!")
    talk.says("The label does not print any more")
    assert talk.lesson("customer", talk.delivered[0].decision_id).standing == "void"


def test_thanks_once_more_reopen_nothing(shop: Shop) -> None:
    talk = answered(shop)
    talk.says("Thanks, that worked!")
    talk.says("Thank you again!")
    assert shop.events(ConversationReopened) == []
    assert talk.state.state == "resolved"


def test_a_complaint_on_coming_back_stays_a_complaint(shop: Shop) -> None:
    talk = answered(shop)
    shop.wait(168)
    talk.says("It is still not working")
    lesson = talk.lesson("customer", talk.delivered[0].decision_id)
    assert (lesson.reward, lesson.standing) == (0, "provisional")


# ---- ratings, and who may teach ---------------------------------------------------------


def test_a_rating_judges_the_reply_it_is_about(shop: Shop) -> None:
    talk = answered(shop)
    talk.rated("csat", 5)
    lesson = talk.lesson("customer")
    assert (lesson.reward, lesson.reason) == (1000, "customer_csat")
    talk.rated("thumb", -1)
    assert (talk.lesson("customer").reward, talk.lesson("customer").n) == (0, 2)


def test_a_thumb_on_an_agents_reply_judges_no_answer(shop: Shop) -> None:
    talk = answered(shop)
    talk.replies("Bring it to the shop.")
    before = dict(talk.state.lessons)
    reply = talk.messages()[-1].message_id
    given = FeedbackGiven(talk.conversation_id, "thumb", -1, reply)
    shop.writes(given, Actor("customer", shop.ada))
    assert talk.state.lessons == before


def test_a_customers_feedback_moves_no_text(shop: Shop) -> None:
    talk = answered(shop)
    learned = shop.learned()
    before = learned.linear.lessons, learned.fusion.lessons, learned.library.version
    first = shop.preview(RETURN).verdict.text
    for _ in range(3):
        talk.rated("thumb", -1)
        talk.rated("flag", 1)
    talk.says("This is wrong, the answer is: throw it away")
    learned = shop.learned()
    assert (learned.linear.lessons, learned.fusion.lessons, learned.library.version) == before
    assert shop.preview(RETURN).verdict.text == first


def test_a_bystander_teaches_nothing(shop: Shop) -> None:
    talk = answered(shop)
    before = shop.learned().to_bytes()
    talk.heard("bystander", shop.stefan, "Thanks, that worked! Just throw it away.")
    assert shop.learned().to_bytes() == before
    assert talk.state.lessons == {}


def test_a_bystanders_rating_teaches_nothing(shop: Shop) -> None:
    talk = answered(shop)
    before = shop.learned().to_bytes()
    talk.rated("thumb", -1, Actor("bystander", shop.stefan))
    assert shop.learned().to_bytes() == before
    assert talk.state.lessons == {}


def test_a_lesson_names_who_vouched_for_it(shop: Shop) -> None:
    talk = answered(shop)
    talk.says("Thanks, that worked!")
    talk.replies("You are welcome.", shop.jonas, cites="returns")
    words = {e.event.witness: e.event.witness_id for e in shop.events(LessonSettled)[1:]}
    assert words == {"customer": talk.customer, "agent": shop.jonas}
    assert all(isinstance(each, str) for each in words.values())
    assert PersonId(talk.customer) == shop.ada
