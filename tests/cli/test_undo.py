"""`tacit undo` forgets what a conversation taught, once."""

from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest

from tacit.cli import state
from tacit.cli.command import Failure
from tacit.events import ExemplarWithdrawn, WorkspaceId
from tacit.store.log import Store
from tests.cast import Shop, open_shop


def run(shop: Shop, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    parser = argparse.ArgumentParser()
    state.UNDO.declare(parser)
    app = SimpleNamespace(port=shop.port, store=shop.port.store)
    assert state._undo(app, shop.workspace, parser.parse_args(words)) == 0  # type: ignore[arg-type]
    return " ".join(capsys.readouterr().out.split())


def test_what_was_withdrawn_is_not_withdrawn_again(
    store: Store, workspace: WorkspaceId, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = open_shop(store, workspace)
    talk = shop.taught("How do I send back the kettle I bought?", "warranty")
    assert "is forgotten" in run(shop, capsys, talk.conversation_id)
    said = run(shop, capsys, talk.conversation_id, "--reason", "once more")
    assert said == "What that conversation taught was withdrawn already; nothing is changed."
    assert len(shop.events(ExemplarWithdrawn)) == 1
    with pytest.raises(Failure, match="nothing was learned from"):
        run(shop, capsys, "nothing")
