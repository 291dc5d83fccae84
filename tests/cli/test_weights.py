"""`tacit weights` says and sets how much what customers do and say counts."""

from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest

from tacit.cli import weights
from tacit.cli.command import Failure
from tacit.events import SignalWeighed, WorkspaceId
from tacit.store.log import Store
from tests.cast import Shop, open_shop


def run(shop: Shop, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    parser = argparse.ArgumentParser()
    weights.WEIGHTS_COMMAND.declare(parser)
    app = SimpleNamespace(port=shop.port, store=shop.port.store)
    assert weights._weights(app, shop.workspace, parser.parse_args(words)) == 0  # type: ignore[arg-type]
    return " ".join(capsys.readouterr().out.split())


def test_what_counts_how_much_is_said_and_set_with_a_reason(
    store: Store, workspace: WorkspaceId, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = open_shop(store, workspace)
    said = run(shop, capsys)
    assert "thumb gives a thumb up or down 90% 90%" in said
    assert "silence says nothing for three days 10% 10%" in said
    assert "thumb up or down 20% 90%" in run(shop, capsys, "thumb", "20", "--reason", "bots")
    assert "thumb up or down 90% 90%" in run(shop, capsys, "thumb", "usual")
    set_so = [each.event for each in shop.events(SignalWeighed)]
    assert set_so == [SignalWeighed("thumb", 200, "bots"), SignalWeighed("thumb", None)]


@pytest.mark.parametrize("typed", ["101", "-1", "half", "1e2"])
def test_what_is_no_share_of_a_word_is_refused(
    store: Store, workspace: WorkspaceId, capsys: pytest.CaptureFixture[str], typed: str
) -> None:
    shop = open_shop(store, workspace)
    with pytest.raises((Failure, SystemExit)):
        run(shop, capsys, "thumb", typed)
    with pytest.raises(Failure, match="how much thumb counts"):
        run(shop, capsys, "thumb")
    assert shop.events(SignalWeighed) == []
