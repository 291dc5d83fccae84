"""`tacit first` lists what is asked, what nothing answers and what is searched for in vain."""

from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest

from tacit.cli import first
from tacit.events import WorkspaceId
from tacit.flows.measure import Measures
from tacit.flows.usage import Searched
from tacit.store.log import Store
from tests.cast import Shop, open_shop
from tests.flows.test_intents import RETURN, RETURNS, answered
from tests.flows.test_usage import tell


@pytest.fixture
def shop(store: Store, workspace: WorkspaceId) -> Shop:
    return open_shop(store, workspace)


def run(shop: Shop, capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    parser = argparse.ArgumentParser()
    first.FIRST.declare(parser)
    store = shop.port.store
    app = SimpleNamespace(port=shop.port, store=store, measures=Measures(store))
    assert first._first(app, shop.workspace, parser.parse_args(words)) == 0  # type: ignore[arg-type]
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_searches_in_vain_stand_beside_what_is_asked(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    before = run(shop, capsys)
    assert before[before.index("Searched for, found nothing") + 1] == "nothing"
    answered(shop, *RETURNS)
    tell(shop, Searched(RETURN, 0, "ada"), Searched(RETURN, 0), Searched("samovar loud", 0, "ada"))
    said = run(shop, capsys)
    assert said[1] == "intent score asked unsure searched in vain given again"
    assert " 5 " in said[2], "asked"
    assert " 2 5 of 5 by 1" in said[2], "searched for, and answered by agents"
    at = said.index("Searched for, found nothing")
    assert said[at + 1 : at + 3] == ["times customers latest words", "1 1 samovar loud"]


def test_what_is_cut_is_counted_and_all_of_it_is_to_be_had(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first, "_MOST", 1)
    tell(shop, *(Searched(each, 0, "ada") for each in ("samovar loud", "gold plated lids")))
    said = run(shop, capsys)
    at = said.index("Searched for, found nothing")
    assert said[at + 3] == "1 more with --all."
    said = run(shop, capsys, "--all")
    assert len(said[at + 2 : at + 4]) == len([s for s in said if s.startswith("1 1 ")]) == 2
    assert not any("more with" in each for each in said)


def test_what_nothing_answers_is_listed(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    before = run(shop, capsys)
    assert before[before.index("Asked, and nothing answers") + 1] == "nothing"
    for who in (shop.ada, shop.bruno):
        shop.asks("samovar [hums] loudly", who)
    said = run(shop, capsys)
    row = said[said.index("Asked, and nothing answers") + 2]
    assert row == "2 2 2 samovar [hums] loudly nothing is near it"
