"""Every accepted correction is a test that guards what comes later."""

from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest

from tacit.cli import cases as command
from tacit.events import Actor, ExemplarHeld
from tacit.flows import approval, publish
from tacit.flows.cases import Case, asked_again, count
from tests.cast import Shop, Talk

HUM = "Is the samovar loud when it boils?"
WORDS = "Wrap a towel below it, then it is silent."


def cases(shop: Shop) -> list[Case]:
    return list(asked_again(shop.port, shop.workspace))


@pytest.fixture
def corrected(shop: Shop) -> Talk:
    """An agent's own words answer what nothing else did, and a person let them act."""
    talk = shop.asks(HUM, shop.bruno)
    talk.replies(WORDS, shop.ines, publish=True)
    approval.let_pass(shop.port, shop.workspace, talk.entry_id, Actor("agent", shop.jonas))
    return talk


def test_an_accepted_correction_is_asked_again_and_holds(shop: Shop, corrected: Talk) -> None:
    (case,) = cases(shop)
    assert count(shop.port, shop.workspace) == 1
    assert (case.entry_id, case.wanted, case.first) == (
        corrected.entry_id, (corrected.entry_id,), corrected.entry_id,
    )  # fmt: skip
    assert case.holds
    assert case.question == HUM


def test_whoever_reverts_the_correction_breaks_its_case(shop: Shop, corrected: Talk) -> None:
    by = Actor("agent", shop.jonas)
    publish.withdraw(shop.port, shop.workspace, corrected.entry_id, "no longer so", by)
    (case,) = cases(shop)
    assert not case.holds
    assert case.is_taken_back


def test_what_nobody_corrected_is_no_case(shop: Shop) -> None:
    shop.taught("How do I send back the kettle I bought?", "returns")
    shop.asks(HUM).replies("It hums a little.")
    assert cases(shop) == []


def test_a_lesson_that_would_break_a_case_is_held(shop: Shop) -> None:
    """The gate asks those near a lesson by itself."""
    talk = shop.asks(HUM, shop.bruno)
    talk.replies(WORDS, shop.ines, publish=True)
    shop.asks(HUM).replies("It cannot be silent.", shop.jonas, publish=True)
    assert [each.event.entry_id for each in shop.events(ExemplarHeld)]
    (case,) = cases(shop)
    assert case.holds


def run(shop: Shop, *words: str) -> int:
    parser = argparse.ArgumentParser()
    command.CASES.declare(parser)
    app = SimpleNamespace(port=shop.port, store=shop.port.store)
    return command._cases(app, shop.workspace, parser.parse_args(words))  # type: ignore[arg-type]


def test_the_command_fails_and_names_what_no_longer_holds(
    shop: Shop, corrected: Talk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(shop) == 0
    assert "1 of 1 corrections hold." in capsys.readouterr().out
    by = Actor("agent", shop.jonas)
    publish.withdraw(shop.port, shop.workspace, corrected.entry_id, "no longer so", by)
    assert run(shop, "--quiet") == 1
    said = " ".join(capsys.readouterr().out.split())
    assert f"fails: {HUM}" in said
    assert "taken back since" in said
    assert "0 of 1 corrections hold." in said


def test_a_desk_without_corrections_has_none_to_fail(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(shop) == 0
    assert "No correction was accepted yet" in capsys.readouterr().out
