"""Past questions found intents with ids that stay; what became of them is said by the log."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

import pytest

from tacit.answering.intent import LEAST
from tacit.events import (
    SYSTEM,
    Actor,
    ConversationOpened,
    EntryId,
    ExemplarPaired,
    IntentFounded,
    IntentId,
    IntentJoined,
    IntentMerged,
    IntentNamed,
    IntentSplit,
    Logged,
    Mode,
    PersonId,
)
from tacit.flows import answer, autonomy, intents, learn, receive
from tacit.flows.port import Port
from tacit.learners.fixed import ONE
from tests.cast import ARTICLES, Shop, Talk, open_port
from tests.flows.test_erase import without
from tests.flows.told import cites, take, told

RETURNS = (
    "How do I send back the kettle I bought?",
    "I want to send back a kettle that I bought",
    "Send back a kettle bought by mistake",
    "Can I send back my bought kettle?",
    "Where do I send back what I bought, a kettle?",
)
RETURN = "How do I send the bought kettle back?"
INVOICE = "Where is my invoice?"
# So many other words that nothing of what was asked first is left.
ELSEWHERE = """Sadly nothing whatsoever happened yesterday, nobody came, though neighbours waited
all morning beside an open door until dusk fell over town and rain began, then thunder rolled
across empty fields while horses slept beneath oak trees and lanterns flickered near bridges"""
A, B = IntentId("a"), IntentId("b")


def answered(shop: Shop, *texts: str, by: str = "returns", who: PersonId | None = None) -> None:
    """Conversations that ask and are answered, with all that follows."""
    for text in texts:
        shop.asks(text, who or shop.bruno).replies("Like this.", cites=by)


def unsorted(shop: Shop, *texts: str, by: str = "returns") -> list[EntryId]:
    """Answered conversations of which nobody has yet asked what they want, as of an import."""
    talks = [shop.opened(text, shop.bruno) for text in texts]
    for talk in talks:
        said = receive.Said("agent", shop.ines, "Like this.", cites=(shop.entries[by],))
        heard = receive.hear(shop.port, shop.workspace, talk.conversation_id, said)
        learn.on_message(shop.port, shop.workspace, heard[-1])
    return [talk.entry_id for talk in talks]


def found(shop: Shop, intent: IntentId, entries: list[EntryId]) -> None:
    shop.writes(IntentFounded(intent, entries), SYSTEM)


def sort(shop: Shop, port: Port | None = None) -> list[Logged]:
    return intents.sort(port or shop.port, shop.workspace)


def the_intent(shop: Shop) -> IntentId:
    """The one intent that there is."""
    (intent,) = shop.learned().intents.live
    return intent


def members(shop: Shop, intent: IntentId) -> set[EntryId]:
    return {*shop.learned().intents.members[intent]}


def pair_of(logged: Logged) -> ExemplarPaired:
    assert isinstance(logged.event, ExemplarPaired)
    return logged.event


def set_mode(shop: Shop, intent: IntentId, mode: Mode) -> None:
    by = Actor("agent", shop.ines)
    autonomy.set_mode(shop.port, shop.workspace, mode, "trusted", by, intent)


def replayed(shop: Shop, talk: Talk) -> bool:
    decision = talk.decision.decision_id
    return answer.replay(shop.port, shop.workspace, talk.conversation_id, decision).is_equal


# ---- founding --------------------------------------------------------------------------


def test_the_fifth_answered_conversation_that_asks_alike_founds_an_intent(shop: Shop) -> None:
    answered(shop, *RETURNS[:4])
    answered(shop, INVOICE, by="invoice")
    assert shop.events(IntentFounded) == []
    answered(shop, RETURNS[4])
    (logged,) = shop.events(IntentFounded)
    *pairs, _, last = shop.events(ExemplarPaired)
    asked = [EntryId(pair_of(each).conversation_id) for each in (*pairs, last)]
    assert isinstance(logged.event, IntentFounded)
    assert logged.event.exemplars == asked
    assert (logged.actor, logged.cause_position) == (SYSTEM, last.position)


def test_conversations_that_nobody_answered_found_nothing(shop: Shop) -> None:
    for text in RETURNS:
        shop.asks(text)
    assert shop.learned().intents.ids == []


def test_the_next_decision_says_the_intent_and_how_sure_it_is(shop: Shop) -> None:
    answered(shop, *RETURNS)
    talk, other = shop.asks(RETURN), shop.asks(INVOICE)
    assert talk.decision.intent_id == the_intent(shop)
    assert LEAST <= talk.decision.intent_confidence <= ONE
    assert (other.decision.intent_id, other.decision.intent_confidence) == (None, 0)
    assert replayed(shop, talk)
    assert replayed(shop, other)


def test_a_turn_that_asks_nothing_by_itself_keeps_the_conversations_intent(shop: Shop) -> None:
    answered(shop, *RETURNS)
    talk = shop.asks(RETURN)
    talk.says(ELSEWHERE)
    assert len(talk.state.decisions) == 2
    assert talk.decision.intent_id == the_intent(shop)
    assert talk.decision.intent_confidence < LEAST
    assert replayed(shop, talk)


def test_a_question_is_of_the_intent_once_it_is_answered(shop: Shop) -> None:
    answered(shop, *RETURNS)
    talk = shop.asks(RETURN)
    assert talk.entry_id not in shop.learned().intents.of
    talk.replies("Like this.", cites="returns")
    assert pair_of(shop.events(ExemplarPaired)[-1]).intent_id == the_intent(shop)
    assert talk.entry_id in members(shop, the_intent(shop))
    assert len(shop.events(IntentFounded)) == 1


# ---- what may be done about one alone ------------------------------------------------------


def test_a_mode_for_one_intent_lets_it_answer_while_others_are_observed(shop: Shop) -> None:
    answered(shop, *RETURNS)
    answered(shop, *[INVOICE] * 2, by="invoice")
    intent = the_intent(shop)
    set_mode(shop, intent, "auto")
    talk, other = shop.asks(RETURN), shop.asks(INVOICE)
    assert (talk.decision.mode, len(talk.delivered)) == ("auto", 1)
    assert (other.decision.mode, other.delivered) == ("observe", [])
    by = Actor("agent", shop.ines)
    autonomy.unset_mode(shop.port, shop.workspace, "too early", by, intent)
    again = shop.asks(RETURN)
    assert (again.decision.mode, again.delivered) == ("observe", [])
    assert replayed(shop, talk), "what was decided in auto is decided so again"


# ---- sorting -------------------------------------------------------------------------------


def test_what_came_unsorted_is_sorted_once(shop: Shop) -> None:
    entries = unsorted(shop, *RETURNS)
    assert shop.learned().intents.ids == []
    assert [each.event.kind for each in sort(shop)] == [IntentFounded.kind]
    assert members(shop, the_intent(shop)) == {*entries}
    assert sort(shop) == []


def test_what_was_left_over_joins_what_there_is(shop: Shop) -> None:
    *entries, late = unsorted(shop, *RETURNS)
    found(shop, A, entries)
    assert [each.event for each in sort(shop)] == [IntentJoined(A, [late])]
    assert sort(shop) == []


def test_an_import_is_sorted(empty: Callable[[], Shop]) -> None:
    """As facts, and before the latest conversations are rehearsed: those are asked about."""
    shop = empty()
    asked = [("ada", text) for text in (*RETURNS, RETURN)]
    reply = ("ines", "Like this.", cites("returns"))
    take(shop, [*ARTICLES, *(told(f"c{n}", n, each, reply) for n, each in enumerate(asked))],
         rehearse=1)  # fmt: skip
    assert len(members(shop, the_intent(shop))) == 6
    assert len(shop.events(IntentFounded)) == 1


class Meanwhile(random.Random):
    """Dice that let something happen when they are first thrown."""

    then: Callable[[], object] | None = None

    def getrandbits(self, k: int, /) -> int:
        then, self.then = self.then, None
        if then is not None:
            then()
        return super().getrandbits(k)


def meanwhile(shop: Shop, then: Callable[[], object]) -> Port:
    """The port of a process that plans, and something else happens before it has written."""
    dice = Meanwhile(11)
    dice.then = then
    return replace(shop.port, dice=dice)


def other_process(shop: Shop) -> Port:
    """The port of another process on the same log."""
    return replace(open_port(shop.port.store, seed=8)[0], clock=shop.clock)


def test_two_that_sort_at_once_do_nothing_twice(shop: Shop) -> None:
    entries = unsorted(shop, *RETURNS)
    other, done = other_process(shop), list[list[Logged]]()
    slow = meanwhile(shop, lambda: done.append(sort(shop, other)))
    assert sort(shop, slow) == []
    assert [len(each) for each in done] == [1], "the other was first"
    assert len(shop.events(IntentFounded)) == 1
    assert members(shop, the_intent(shop)) == {*entries}


def test_a_pairing_that_would_found_while_another_sorts_does_nothing_twice(shop: Shop) -> None:
    unsorted(shop, *RETURNS)
    pair, other = shop.events(ExemplarPaired)[-1], other_process(shop)
    shop.port = meanwhile(shop, lambda: sort(shop, other))
    shop.follow([pair])
    assert len(shop.events(IntentFounded)) == 1
    assert len(members(shop, the_intent(shop))) == 5


# ---- merging and splitting -------------------------------------------------------------------


def test_intents_that_ask_alike_are_merged_and_the_earlier_id_leads_on(shop: Shop) -> None:
    found(shop, A, unsorted(shop, *RETURNS[:2]))
    found(shop, B, unsorted(shop, *RETURNS[2:]))
    assert [each.event for each in sort(shop)] == [IntentMerged(A, B)]
    assert len(members(shop, B)) == 5
    assert shop.learned().intents.now(A) == B
    assert shop.asks(RETURN).decision.intent_id == B
    assert sort(shop) == []


def test_an_intent_is_looked_at_anew_when_it_has_doubled(shop: Shop) -> None:
    found(shop, A, unsorted(shop, *[RETURNS[0]] * 3))
    found(shop, B, unsorted(shop, *[RETURNS[2]] * 5))
    talk = shop.asks(RETURNS[0])
    assert talk.decision.intent_id == A
    assert shop.events(IntentMerged) == []
    talk.replies("Like this.", cites="returns")
    (merged,) = shop.events(IntentMerged)
    assert merged.event == IntentMerged(A, B)
    assert merged.cause_position == shop.events(ExemplarPaired)[-1].position


def test_an_intent_that_became_two_is_split_and_its_mode_holds_for_its_parts(shop: Shop) -> None:
    returns = unsorted(shop, *RETURNS)
    invoices = unsorted(shop, *[INVOICE] * 6, by="invoice")
    found(shop, A, [*returns[:4], *invoices[:3]])
    set_mode(shop, A, "auto")
    done = [each.event for each in sort(shop)]
    kinds = [each.kind for each in done]
    assert kinds == [*[IntentJoined.kind], *[IntentFounded.kind] * 2, IntentSplit.kind]
    parts = [each.intent_id for each in done if isinstance(each, IntentFounded)]
    assert done[-1] == IntentSplit(A, parts)
    assert [members(shop, each) for each in parts] == [{*invoices}, {*returns}]
    talk = shop.asks(RETURN)
    assert (talk.decision.intent_id, talk.decision.mode) == (parts[1], "auto")
    assert sort(shop) == []


def test_twelve_rounds_of_splitting_and_merging_change_no_earlier_decision(shop: Shop) -> None:
    answered(shop, *RETURNS)
    talk, now = shop.asks(RETURN), the_intent(shop)
    before = talk.decision
    for n in range(12):
        one, other, held = IntentId(f"{n}.1"), IntentId(f"{n}.2"), [*members(shop, now)]
        found(shop, one, held[::2])
        found(shop, other, held[1::2])
        shop.writes(IntentSplit(now, [one, other]), SYSTEM)
        shop.writes(IntentMerged(other, one), SYSTEM)
        now = one
    assert talk.decision == before
    assert replayed(shop, talk)
    assert shop.learned().intents.line(now)[-1] == before.intent_id
    assert shop.asks(RETURN).decision.intent_id == now == the_intent(shop)


# ---- naming ----------------------------------------------------------------------------------


def name(shop: Shop, intent: IntentId, words: str) -> list[Logged]:
    by = Actor("agent", shop.ines)
    return intents.name(shop.port, shop.workspace, intent, words, by)


def called(shop: Shop, intent: IntentId) -> str:
    learned = shop.learned()
    return learned.intents.name(intent, learned.exemplars, learned.library)


def test_an_intent_goes_by_its_words_until_an_agent_names_it(shop: Shop) -> None:
    answered(shop, *RETURNS)
    intent = the_intent(shop)
    assert "bought" in called(shop, intent)
    (logged,) = name(shop, intent, "  Sending \n back ")
    assert isinstance(logged.event, IntentNamed)
    assert logged.actor == Actor("agent", shop.ines)
    assert called(shop, intent) == "Sending back"
    assert name(shop, intent, "Sending back") == []
    name(shop, intent, "Returns " * 40)
    assert len(called(shop, intent)) == 80


def test_the_name_lies_beside_the_log_and_is_found_by_another_process(shop: Shop) -> None:
    found(shop, A, unsorted(shop, RETURN))
    (logged,) = name(shop, A, "Sending back")
    assert "Sending" not in str(logged.event)
    shop.port.follower.evict(shop.workspace)
    assert called(shop, A) == "Sending back"


def test_what_is_not_there_cannot_be_named_nor_anything_by_no_letters(shop: Shop) -> None:
    found(shop, A, unsorted(shop, RETURN))
    found(shop, B, unsorted(shop, RETURN))
    shop.writes(IntentMerged(A, B), SYSTEM)
    for gone in (A, IntentId("unknown")):
        with pytest.raises(KeyError):
            name(shop, gone, "Returns")
    with pytest.raises(ValueError, match="letters"):
        name(shop, B, " \n ")
    assert shop.events(IntentNamed) == []


# ---- erased and folded anew ------------------------------------------------------------------


def busy(shop: Shop) -> None:
    """Both customers' questions found, join and merge intents, one of which is named."""
    answered(shop, *RETURNS[:3])
    answered(shop, *RETURNS[2:], who=shop.ada)
    answered(shop, RETURN)
    other = unsorted(shop, *[INVOICE] * 2, by="invoice")
    found(shop, A, other[:1])
    found(shop, B, other[1:])
    shop.writes(IntentMerged(A, B), SYSTEM)
    name(shop, B, "Invoices")
    set_mode(shop, B, "auto")
    shop.asks(INVOICE, shop.ada)


@pytest.mark.parametrize("who", ["ada", "bruno"])
def test_an_erasure_leaves_the_state_of_a_log_without_the_customer(
    shop: Shop, empty: Callable[[], Shop], who: str
) -> None:
    busy(shop)
    never, person = empty(), shop.people[who]
    before = shop.learned()
    assert {*before.intents.of} & theirs(shop, person)
    shop.erase(person)
    without(shop, person, never)
    assert shop.learned().to_bytes() == never.learned().to_bytes() != before.to_bytes()
    assert not {*shop.learned().intents.of} & theirs(shop, person)
    assert shop.learned().intents.ids == before.intents.ids


def theirs(shop: Shop, person: PersonId) -> set[EntryId]:
    """The questions of a customer's conversations."""
    opened = (each.event for each in shop.events(ConversationOpened))
    return {
        EntryId(each.conversation_id)
        for each in opened
        if isinstance(each, ConversationOpened) and each.customer_id == person
    }


def test_an_erased_customer_who_asks_again_founds_nothing(shop: Shop) -> None:
    answered(shop, *RETURNS[:4])
    shop.erase(shop.bruno)
    answered(shop, RETURNS[4])
    assert shop.events(IntentFounded) == []


def test_a_rebuild_gives_the_same_state_and_says_the_same_of_each_question(shop: Shop) -> None:
    busy(shop)
    held, anew = shop.learned(), shop.refolded()
    assert anew.fingerprint() == held.fingerprint()
    assert (anew.intents.of, anew.intents.members) == (held.intents.of, held.intents.members)
    assert anew.intents.rows().tolist() == held.intents.rows().tolist()
    assert anew.intents.position == held.intents.position > 0
    verdict = shop.preview(RETURN).verdict
    shop.port.follower.evict(shop.workspace)
    assert shop.preview(RETURN).verdict == verdict
