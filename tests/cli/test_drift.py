"""`tacit drift` lists what goes wrong oftener than it did, and is told that it was seen."""

from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest

from tacit.cli import drift
from tacit.cli.command import Failure
from tacit.events import DriftClosed, WorkspaceId
from tacit.store.log import Store
from tests.cast import Shop, open_shop
from tests.flows.test_drift import A, founded, judged


@pytest.fixture
def shop(store: Store, workspace: WorkspaceId) -> Shop:
    return open_shop(store, workspace)


def run(shop: Shop, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    parser = argparse.ArgumentParser()
    drift.DRIFT.declare(parser)
    app = SimpleNamespace(port=shop.port, store=shop.port.store)
    assert drift._drift(app, shop.workspace, parser.parse_args(words)) == 0  # type: ignore[arg-type]
    return " ".join(capsys.readouterr().out.split())


def test_what_fell_is_listed_with_its_day_and_may_be_seen(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(shop, capsys) == "Nothing goes wrong oftener than is usual."
    founded(shop, A)
    judged(shop, *[1000] * 30)
    day = shop.clock.now.date().isoformat()
    judged(shop, *[0] * 6)
    listed = run(shop, capsys)
    assert f"{day} 6 of 6 0 of 28 {A} name" in listed
    assert f"All {day} 6 of 6 0 of 28 * answers" in listed
    assert "once in 1,000 judgements at most, of what is watched over all once in 10,000" in listed
    assert "usual from now on" in run(shop, capsys, "--seen", A, "--why", "the page moved")
    assert shop.events(DriftClosed)[-1].event == DriftClosed(A, False, "the page moved")
    with pytest.raises(Failure, match="no alarm"):
        run(shop, capsys, "--seen", A)
