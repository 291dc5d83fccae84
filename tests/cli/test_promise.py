"""`tacit promise` shows what confidences promise."""

from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest

from tacit.cli import promise
from tacit.cli.command import Failure
from tacit.events import SYSTEM, IntentFounded, IntentId, IntentMerged, WorkspaceId
from tacit.flows.measure import Measures
from tacit.store.log import Store
from tests.cast import Shop, open_shop

RETURN = "How do I send back the kettle I bought?"


def run(shop: Shop, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    parser = argparse.ArgumentParser()
    promise.PROMISE.declare(parser)
    app = SimpleNamespace(port=shop.port, measures=Measures(shop.port.store))
    options = parser.parse_args(words)
    assert promise._promise(app, shop.workspace, options) == 0  # type: ignore[arg-type]
    return " ".join(capsys.readouterr().out.split())


def test_it_says_what_came_true_and_what_each_budget_would_answer(
    store: Store,
    workspace: WorkspaceId,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(promise._CONSOLE, "_width", 200)
    shop = open_shop(store, workspace)
    assert "awaits an agent's reply" in run(shop, capsys)
    shop.taught(RETURN, "returns", times=8)
    told = run(shop, capsys)
    assert "of 8 judged conversations" in told
    assert "From 40 on it says" in told
    (intent,) = shop.learned().intents.live
    assert "judged conversations" in run(shop, capsys, "--of", intent)
    merged = IntentId("merged")
    shop.writes(IntentFounded(merged, []), SYSTEM)
    shop.writes(IntentMerged(merged, intent), SYSTEM)
    assert run(shop, capsys, "--of", merged) == run(shop, capsys, "--of", intent)
    shop.taught(RETURN, "returns", times=32)
    assert "would have answered of the newer 20" in run(shop, capsys)
    with pytest.raises(Failure, match="`tacit intents` lists them"):
        run(shop, capsys, "--of", "nonsense")
