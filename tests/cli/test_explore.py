"""`tacit explore` says and sets of how many answers another is tried."""

from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest

from tacit.cli import explore
from tacit.cli.command import Failure
from tacit.events import ExplorationSet, WorkspaceId
from tacit.store.log import Store
from tests.cast import Shop, open_shop


def run(shop: Shop, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    parser = argparse.ArgumentParser()
    explore.EXPLORE.declare(parser)
    app = SimpleNamespace(port=shop.port, store=shop.port.store)
    assert explore._explore(app, shop.workspace, parser.parse_args(words)) == 0  # type: ignore[arg-type]
    return " ".join(capsys.readouterr().out.split())


def test_how_many_are_tried_is_said_and_set_with_a_reason(
    store: Store, workspace: WorkspaceId, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = open_shop(store, workspace)
    assert "Nothing is tried" in run(shop, capsys)
    assert "Of 5 in a hundred" in run(shop, capsys, "5", "--reason", "which resolves?")
    (said,) = shop.events(ExplorationSet)
    assert said.event == ExplorationSet(5, "which resolves?")
    assert "Nothing is tried" in run(shop, capsys, "0")
    with pytest.raises(Failure, match="0 to 10"):
        run(shop, capsys, "50")
    with pytest.raises(Failure, match="how many"):
        run(shop, capsys, "--reason", "of nothing")
