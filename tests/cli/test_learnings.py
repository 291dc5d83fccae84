"""`tacit learned` tells what was learned live from what a history taught."""

from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest

from tacit.cli import learnings
from tacit.cli.command import Failure
from tacit.events import WorkspaceId
from tacit.flows.measure import Measures
from tacit.store.log import Store
from tests.cast import Shop, open_shop

RETURN = "How do I send back the kettle I bought?"


@pytest.fixture
def shop(store: Store, workspace: WorkspaceId) -> Shop:
    made = open_shop(store, workspace)
    made.taught(RETURN, "returns")
    return made


def run(shop: Shop, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    parser = argparse.ArgumentParser()
    learnings.LEARNED.declare(parser)
    store = shop.port.store
    app = SimpleNamespace(port=shop.port, store=store, measures=Measures(store))
    options = parser.parse_args(words)
    assert learnings._learnings(app, shop.workspace, options) == 0  # type: ignore[arg-type]
    return " ".join(capsys.readouterr().out.split())


def test_each_has_its_day_its_origin_and_who_taught_it(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run(shop, capsys, "--what", "exemplar", "--zone", "Europe/Berlin")
    assert "Days are those of Europe/Berlin." in told
    assert "2024-03-04 exemplar live Ines" in told


def test_of_another_origin_nothing_was_learned(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(shop, capsys, "--origin", "import") == "Nothing was learned of that."


def test_more_are_to_be_had_behind_a_position(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    first = run(shop, capsys, "--what", "text", "--limit", "11")
    position = first.split("--after ")[1].rstrip(".")
    rest = run(shop, capsys, "--what", "text", "--after", position)
    assert (first.count("text live"), rest.count("text live")) == (11, 1)
    assert "More with" not in rest


def test_a_day_that_is_none_is_said(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Failure, match="from is 'soon'"):
        run(shop, capsys, "--from", "soon")
