"""`tacit backtest` says what other policies would have been worth, or that it cannot."""

from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest

from tacit.cli import backtest
from tacit.cli.command import Failure
from tacit.events import WorkspaceId
from tacit.flows import receive
from tacit.flows.backtest import judged_in
from tacit.store.log import Store
from tests.cast import Shop, open_shop

RETURN = "How do I send back the kettle I bought?"


def run(shop: Shop, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    parser = argparse.ArgumentParser()
    backtest.BACKTEST.declare(parser)
    app = SimpleNamespace(port=shop.port, store=shop.port.store)
    assert backtest._backtest(app, shop.workspace, parser.parse_args(words)) == 0  # type: ignore[arg-type]
    return " ".join(capsys.readouterr().out.split())


def test_a_few_answers_claim_nothing_and_it_says_so(
    store: Store,
    workspace: WorkspaceId,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(backtest._CONSOLE, "_width", 200)
    shop = open_shop(store, workspace)
    assert "nobody judged" in run(shop, capsys)
    shop.taught(RETURN, "returns", times=5)
    shop.mode("auto")
    for who, words in ((shop.ada, "Thanks, that worked!"), (shop.bruno, "Thanks, it works now.")):
        shop.asks(RETURN, who).says(words)
    shop.asks(RETURN, receive.person(shop.port, shop.workspace, "a third"))
    log = judged_in(shop.port, shop.workspace)
    assert [(each.chosen, each.reward) for each in log] == [(shop.entries["returns"], 1.0)] * 2
    told = run(shop, capsys, "--line", "0.999999")
    assert told.startswith(
        "policy answers counts as doubly robust self-normalised inverse propensity plain average"
    )
    assert "no lot: too little overlap: it counts as 2 of the 100 that are needed" in told
    assert "it would have given none of the judged answers" in told
    assert "Judged answers: 2, of days: 1." in told
    shop.erase(shop.bruno)
    assert len(judged_in(shop.port, shop.workspace)) == 1
    with pytest.raises(Failure, match="between 0 and 1"):
        run(shop, capsys, "--line", "90")
