"""`tacit patience` says and sets what is done where a customer's frustration rises."""

from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest

from tacit.cli import patience
from tacit.cli.command import Failure
from tacit.events import PatienceSet, WorkspaceId
from tacit.store.log import Store
from tests.cast import Shop, open_shop


def run(shop: Shop, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    parser = argparse.ArgumentParser()
    patience.PATIENCE.declare(parser)
    app = SimpleNamespace(port=shop.port, store=shop.port.store)
    assert patience._patience(app, shop.workspace, parser.parse_args(words)) == 0  # type: ignore[arg-type]
    return " ".join(capsys.readouterr().out.split())


def test_what_is_done_is_said_and_set_with_a_reason(
    store: Store, workspace: WorkspaceId, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = open_shop(store, workspace)
    assert "a person answers" in run(shop, capsys)
    assert "stands first in the inbox" in run(shop, capsys, "flag", "--reason", "nights")
    assert "as anybody else" in run(shop, capsys, "off")
    assert "a person answers" in run(shop, capsys, "hand-over")
    said = [each.event for each in shop.events(PatienceSet)]
    assert said == [
        PatienceSet("flag", "nights"), PatienceSet("off"), PatienceSet("hand_over")
    ]  # fmt: skip
    with pytest.raises(Failure, match="hand-over, flag, off"):
        run(shop, capsys, "--reason", "of nothing")
    with pytest.raises(SystemExit):
        run(shop, capsys, "shout")
