"""`tacit trace` shows a conversation's five stages."""

from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest

from tacit.cli import trace
from tacit.cli.command import Failure
from tacit.events import WorkspaceId
from tacit.store.log import Store
from tests.cast import Shop, open_shop


def run(shop: Shop, conversation: str) -> int:
    parser = argparse.ArgumentParser()
    trace.TRACE.declare(parser)
    app = SimpleNamespace(port=shop.port, store=shop.port.store)
    return trace._trace(app, shop.workspace, parser.parse_args([conversation]))  # type: ignore[arg-type]


def test_the_stages_stand_one_below_the_other(
    store: Store, workspace: WorkspaceId, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = open_shop(store, workspace)
    talk = shop.taught("How do I send back the kettle I bought?", "returns")
    assert run(shop, talk.conversation_id) == 0
    said = capsys.readouterr().out
    places = [said.index(stage) for stage in trace.STAGES]
    assert places == sorted(places)
    assert " UTC" in said
    assert "agent_cites_same" in " ".join(said.split())
    with pytest.raises(Failure, match="there is no conversation nothing"):
        run(shop, "nothing")
