"""What customers call a thing is learned from what resolved it, and is listed with its evidence."""

from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest

from tacit.answering.glossary import Asked, glossary
from tacit.cli import terms as command
from tacit.events import Actor, EntryId, MessageId
from tacit.flows import publish, terms
from tacit.flows.publish import Edit
from tacit.knowledge.library import Text
from tacit.share import Share
from tests.cast import Shop, Talk

QUESTIONS = (
    "The connector stopped syncing", "How do I switch the connector on?",
    "Connector asks for some key", "Where do I find the connector?", "The connector is slow today",
)  # fmt: skip


def say(shop: Shop, questions: tuple[str, ...], entry: str = "invoice") -> list[Talk]:
    return [shop.resolved(each, shop.ines, 5, cites=entry) for each in questions]


@pytest.fixture
def others(shop: Shop) -> Shop:
    """A shop where ten other questions were answered with other entries."""
    for entry in ("password", "delivery"):
        shop.taught(f"Something about {entry} please", entry, times=5)
    return shop


def test_after_five_resolutions_a_new_question_with_the_term_finds_what_it_meant(
    others: Shop,
) -> None:
    assert others.first("The connector shows an error") != "invoice"
    say(others, QUESTIONS[:4])
    assert terms.known(others.port, others.workspace) == []
    say(others, QUESTIONS[4:])
    assert others.first("The connector shows an error") == "invoice"


def test_the_term_is_listed_with_what_it_stands_for_and_who_said_so(others: Shop) -> None:
    talks = say(others, QUESTIONS)
    (found,) = terms.known(others.port, others.workspace)
    assert (found.word, found.title) == ("connector", "Download an invoice")
    assert found.answered == Share(5, 5)
    said = list(zip((each.entry_id for each in talks), QUESTIONS, strict=True))
    assert list(found.witnesses) == said[::-1]


def test_a_word_of_the_entry_itself_or_of_another_matter_too_is_none(others: Shop) -> None:
    say(others, ("Invoice, please",) * 5)
    assert terms.known(others.port, others.workspace) == []


def of(entry: str, *words: str) -> Asked:
    return Asked(EntryId("c"), MessageId("m"), words, [EntryId(entry)])


def test_four_fifths_of_the_questions_with_a_word_and_twice_as_many_as_of_all() -> None:
    """Eight of ten are four fifths, seven are not; of all twenty it answered eight, .4, and .8 of
    those with the word are twice as many."""
    texts = {EntryId(each): Text(each.title(), None, ()) for each in ("x", "y")}
    with_word = [of("x", "connector")] * 8 + [of("y", "connector")] * 2
    plain = [of("y", "lid")] * 10
    (found,) = glossary(with_word + plain, texts)
    assert (found.word, found.entry_id, found.answered) == ("connector", "x", Share(8, 10))
    assert glossary([of("x", "connector")] * 7 + [of("y", "connector")] * 3 + plain, texts) == []
    assert glossary([of("x", "connector")] * 4 + plain[:4], texts) == [], "four are chance"
    both = [of("x", "connector")] * 5 + [of("x", "lid")] * 4
    assert glossary(both, texts) == [], "of an entry that answers everything a word tells nothing"
    used = {EntryId("x"): Text("Connectors", None, ())}
    assert glossary(with_word + plain, used) == [], "the entry uses the word itself"


def test_what_is_taken_back_witnesses_nothing(others: Shop) -> None:
    talks = say(others, QUESTIONS)
    by = Edit(Actor("agent", others.ines))
    publish.drop_article(others.port, others.workspace, others.entries["invoice"], by)
    assert terms.known(others.port, others.workspace) == [], "an entry out of service answers none"
    publish.restore_article(others.port, others.workspace, others.entries["invoice"], 1, by)
    assert terms.known(others.port, others.workspace)
    talks[0].replies("No, this page.", cites="delivery")
    talks[0].marked(talks[0].messages()[-1].message_id)
    assert terms.known(others.port, others.workspace) == []


def test_the_terminal_lists_terms_and_the_witnesses_of_one(
    others: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(*words: str) -> str:
        parser = argparse.ArgumentParser()
        command.TERMS.declare(parser)
        app = SimpleNamespace(port=others.port, store=others.port.store)
        assert command._terms(app, others.workspace, parser.parse_args(words)) == 0  # type: ignore[arg-type]
        return " ".join(capsys.readouterr().out.split())

    assert "it takes five questions" in run()
    talks = say(others, QUESTIONS)
    assert "connector Download an invoice" in run()
    assert QUESTIONS[0] not in run()
    assert f"{talks[0].conversation_id} {QUESTIONS[0]}" in run("--of", "Connector")
    monkeypatch.setattr(command, "_MOST", 0)
    assert run().endswith("1 more with --all.")
    assert run("--all").endswith("100% of 5")
