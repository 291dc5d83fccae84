"""A correction is known to the very next answer; new words wait until they are published."""

from __future__ import annotations

import pytest

from tacit.events import (
    EntryRevised,
    ExemplarPaired,
    ExemplarPublished,
    ExemplarWithdrawn,
    KnowledgePublished,
)
from tacit.flows import publish
from tacit.learners.fixed import to_bytes
from tests.cast import Shop, Talk

RETURN = "How do I send back the kettle I bought?"
HUM = "Is the samovar loud when it boils?"


def reply_to(
    shop: Shop, text: str, reply: str, agent: str = "ines", *, publish: bool = False
) -> Talk:
    talk = shop.asks(text, shop.bruno)
    talk.replies(reply, shop.people[agent], publish=publish)
    return talk


# ---- evidence ----------------------------------------------------------------------


def test_the_next_preview_of_the_question_ranks_what_the_agent_cited_first(shop: Shop) -> None:
    assert shop.first(RETURN) == "returns"
    shop.taught(RETURN, "warranty")
    assert shop.first(RETURN) == "warranty"
    verdict = shop.preview(RETURN).verdict
    assert (verdict.action, verdict.cites) == ("answer", [shop.entries["warranty"]])


def test_a_question_in_other_words_is_moved_too(shop: Shop) -> None:
    shop.taught(RETURN, "warranty")
    assert shop.first("I want to send back a kettle that I bought") == "warranty"


def test_what_is_asked_after_an_answer_takes_nothing_from_it(shop: Shop) -> None:
    """Six customers ask something else once an agent is there: what was answered first stays."""
    for n in range(6):
        talk = shop.asks(RETURN, shop.bruno if n % 2 else shop.ada)
        talk.replies("See there.", shop.people[("ines", "jonas")[n % 2]], cites="returns")
        talk.says("And where is the invoice for the kettle?")
        talk.replies("There.", shop.people[("jonas", "ines")[n % 2]], cites="invoice")
    learned = shop.learned()
    assert learned.successors.predict() == []
    assert learned.exemplars.refused == {}
    assert shop.first(RETURN) == "returns"


def test_an_unrelated_question_is_not_moved(shop: Shop) -> None:
    before = [each.entry_id for each in shop.preview("Where is my invoice?").verdict.candidates][:1]
    shop.taught(RETURN, "warranty")
    after = [each.entry_id for each in shop.preview("Where is my invoice?").verdict.candidates][:1]
    assert before == after == [shop.entries["invoice"]]


def test_a_correction_made_through_one_process_is_known_to_any_other(shop: Shop) -> None:
    shop.preview(RETURN)
    other = shop.learned()
    shop.port.follower.evict(shop.workspace)
    shop.taught(RETURN, "warranty")
    assert other.position < shop.learned().position
    assert shop.first(RETURN) == "warranty"


def test_citing_by_address_and_by_id_is_the_same(shop: Shop) -> None:
    for cite in ("https://help.kettle.example/warranty/?from=mail#top", shop.entries["warranty"]):
        talk = shop.asks(RETURN)
        talk.replies("See there.", cites=cite)
        assert talk.lesson().cites == [shop.entries["warranty"]]


def test_an_address_nobody_knows_becomes_a_stub_once(shop: Shop) -> None:
    for agent in (shop.ines, shop.jonas):
        shop.asks(HUM).replies("See there.", agent, cites="https://docs.example/loud-samovar")
    revised = [e.event for e in shop.events(EntryRevised) if e.event.origin == "stub"]
    assert len(revised) == 1
    assert len(shop.events(KnowledgePublished)) == 2
    verdict = shop.preview(HUM).verdict
    assert verdict.candidates[0].origin == "stub"
    assert (verdict.action, verdict.rule) == ("hand_off", "stub")


# ---- exemplars ----------------------------------------------------------------------


def test_a_reply_pairs_the_opening_turn(shop: Shop) -> None:
    talk = shop.asks("Good day to you")
    talk.says(RETURN)
    talk.replies("Like this.", cites="returns")
    (pair,) = (e.event for e in shop.events(ExemplarPaired))
    assert isinstance(pair, ExemplarPaired)
    asked, more, replied = (each.message_id for each in talk.messages())
    assert (pair.query, pair.reply) == ([asked, more], replied)
    assert (pair.author_id, pair.cites) == (shop.ines, [shop.entries["returns"]])


def test_a_better_reply_supersedes_the_pair_and_a_weaker_one_does_not(shop: Shop) -> None:
    talk = shop.asks(RETURN)
    talk.replies("Which one?")
    assert talk.state.exemplar is None, "a question back is no exemplar"
    talk.replies("Throw it away.")
    talk.replies("Like this.", cites="returns")
    talk.replies("You are welcome.")
    pairs = [e.event for e in shop.events(ExemplarPaired)]
    assert [(each.n, bool(each.cites)) for each in pairs] == [(1, False), (2, True)]
    assert shop.learned().linear.lessons == 1


def test_a_marked_solution_is_what_is_imitated(shop: Shop) -> None:
    talk = shop.asks(HUM)
    talk.replies("It hums.")
    talk.replies("Never mind that.")
    talk.marked(talk.messages()[1].message_id)
    assert talk.state.exemplar is not None
    assert talk.text_of(talk.state.exemplar.reply) == "It hums."


def test_a_bystanders_advice_is_no_exemplar(shop: Shop) -> None:
    talk = shop.asks(HUM)
    talk.heard("bystander", shop.stefan, "Mine is silent.")
    talk.marked(talk.messages()[1].message_id)
    assert shop.events(ExemplarPaired) == []


def test_the_assistants_own_words_are_never_evidence(shop: Shop) -> None:
    shop.mode("auto")
    shop.taught(RETURN, "returns")
    pairs = len(shop.events(ExemplarPaired))
    talk = shop.asks(RETURN)
    talk.marked(talk.delivered[0].message_id)
    talk.says("Thanks, that worked!")
    assert len(shop.events(ExemplarPaired)) == pairs


# ---- new words ------------------------------------------------------------------------


def test_a_reply_without_a_citation_is_listed_unapproved(shop: Shop) -> None:
    talk = reply_to(shop, HUM, "It hums.")
    verdict = shop.preview(HUM).verdict
    assert [c.entry_id for c in verdict.candidates if not c.is_approved] == [talk.entry_id]
    assert verdict.action != "answer"
    assert shop.events(ExemplarPublished) == []


def test_an_agent_with_the_right_publishes_at_sending(shop: Shop) -> None:
    talk = reply_to(shop, HUM, "It hums.", publish=True)
    (published,) = (e.event for e in shop.events(ExemplarPublished))
    assert published == ExemplarPublished(talk.entry_id, talk.messages()[1].message_id, "agent")
    verdict = shop.preview(HUM).verdict
    assert (verdict.action, verdict.text) == ("answer", "It hums.")


def test_two_agents_saying_the_same_publish_it(shop: Shop) -> None:
    reply_to(shop, HUM, "It hums a little while boiling.")
    second = reply_to(shop, HUM, "While boiling it hums a little.", "jonas")
    (published,) = (e.event for e in shop.events(ExemplarPublished))
    assert published == ExemplarPublished(
        second.entry_id, second.messages()[1].message_id, "two_agents"
    )
    assert shop.preview(HUM).verdict.action == "answer"


@pytest.mark.parametrize(
    ("question", "reply", "agent"),
    [
        (HUM, "It hums a little while boiling.", "ines"),
        (HUM, "Wrap it in a towel overnight.", "jonas"),
        ("Where is my invoice?", "It hums a little while boiling.", "jonas"),
    ],
    ids=["one agent twice", "other words", "another question"],
)
def test_less_than_two_agents_in_agreement_publish_nothing(
    shop: Shop, question: str, reply: str, agent: str
) -> None:
    reply_to(shop, HUM, "It hums a little while boiling.")
    reply_to(shop, question, reply, agent)
    assert shop.events(ExemplarPublished) == []


def test_what_was_withdrawn_is_no_second_voice(shop: Shop) -> None:
    first = reply_to(shop, HUM, "It hums.")
    publish.withdraw(shop.port, shop.workspace, first.entry_id, "wrong")
    reply_to(shop, HUM, "It hums.", "jonas")
    assert shop.events(ExemplarPublished) == []


# ---- undo -------------------------------------------------------------------------------


def additive(shop: Shop) -> tuple[bytes, bytes]:
    learned = shop.learned()
    return to_bytes(learned.linear), to_bytes(learned.popularity)


def undo(shop: Shop, talk: Talk) -> None:
    publish.withdraw(shop.port, shop.workspace, talk.entry_id, "undone")


def test_an_undo_gives_the_sums_from_before_the_lesson(shop: Shop) -> None:
    shop.taught("Where is my invoice?", "invoice")
    before = additive(shop)
    talk = shop.taught(RETURN, "warranty")
    assert additive(shop) != before
    undo(shop, talk)
    assert additive(shop) == before
    assert len(shop.events(ExemplarWithdrawn)) == 1


def test_an_undo_twice_takes_back_once(shop: Shop) -> None:
    talk = shop.taught(RETURN, "warranty")
    undo(shop, talk)
    before = additive(shop)
    undo(shop, talk)
    assert additive(shop) == before


def test_after_an_undo_the_cited_entry_leads_no_more(shop: Shop) -> None:
    undo(shop, shop.taught(RETURN, "warranty"))
    assert shop.first(RETURN) == "returns"
    assert shop.preview(RETURN).verdict.action != "answer"


def test_after_an_undo_of_published_words_they_are_said_no_more(shop: Shop) -> None:
    talk = reply_to(shop, HUM, "It hums.", publish=True)
    undo(shop, talk)
    verdict = shop.preview(HUM).verdict
    assert talk.entry_id not in [each.entry_id for each in verdict.candidates]
    assert verdict.text is None or "hums" not in verdict.text


def test_a_new_reply_after_an_undo_teaches_as_if_it_were_the_first(shop: Shop) -> None:
    talk = shop.taught(RETURN, "warranty")
    undo(shop, talk)
    talk.replies("Like this instead.", cites="returns")
    assert shop.learned().linear.lessons == 1
    assert shop.learned().popularity.counts.keys() == {shop.entries["returns"]}
