"""`tacit intents --of` says which way resolves an intent fastest, and who resolved it."""

from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest

from tacit.cli import intents
from tacit.cli.command import Failure
from tacit.events import SYSTEM, IntentFounded, IntentId, IntentMerged, WorkspaceId
from tacit.flows.measure import Measures
from tacit.store.log import Store
from tests.cast import Shop, open_shop

RETURN = "How do I send back the kettle I bought?"


@pytest.fixture
def shop(store: Store, workspace: WorkspaceId) -> Shop:
    return open_shop(store, workspace)


def run(shop: Shop, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    parser = argparse.ArgumentParser()
    intents.INTENTS.declare(parser)
    store = shop.port.store
    app = SimpleNamespace(port=shop.port, store=store, measures=Measures(store))
    options = parser.parse_args(words)
    assert intents._intents(app, shop.workspace, options) == 0  # type: ignore[arg-type]
    return " ".join(capsys.readouterr().out.split())


def resolved(shop: Shop, cases: int) -> str:
    for _ in range(cases):
        shop.resolved(RETURN, shop.ines, minutes=15)
        shop.resolved(RETURN, shop.jonas, minutes=127)
    return shop.preview(RETURN).verdict.intent.intent_id or ""


def test_it_says_who_resolves_it_soonest_and_in_which_way(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run(shop, capsys, "--of", resolved(shop, 12))
    assert "Ines 12 12 of 12 (76% – 100%) 15 minutes (15 minutes – 15 minutes)" in told
    assert "24 of 24 (86% – 100%) 15 minutes" in told
    assert "Ines resolves these soonest: 12 of 12 held" in told
    assert "(n = 24)" in told
    assert "0 resolutions went other ways" in told
    assert "ranks nobody" in told


def test_below_ten_nobody_is_named(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    told = run(shop, capsys, "--of", resolved(shop, 6))
    assert "2 of whom fewer than 10 12 12 of 12" in told
    assert "Nobody resolved 10 of these yet" in told
    assert "Ines" not in told


def test_what_nobody_resolved_says_so_and_an_unknown_id_what_to_do(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.taught(RETURN, "returns", times=6)
    intent = shop.preview(RETURN).verdict.intent.intent_id
    told = run(shop, capsys, "--of", str(intent))
    assert "No way resolved it 3 times yet." in told
    assert "No reply has resolved it yet." in told
    with pytest.raises(Failure, match="`tacit intents` lists them"):
        run(shop, capsys, "--of", "nothing")


def test_one_that_was_merged_is_named_under_its_old_id(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    intent, merged = IntentId(resolved(shop, 3)), IntentId("merged")
    shop.writes(IntentFounded(merged, []), SYSTEM)
    shop.writes(IntentMerged(merged, intent), SYSTEM)
    assert "It is called Send it back now." in run(shop, capsys, "--name", merged, "Send it back")
    assert shop.learned().name_of(intent) == "Send it back"
    with pytest.raises(Failure, match="`tacit intents` lists them"):
        run(shop, capsys, "--name", "nothing", "Send it back")


def test_what_the_assistant_resolved_stands_beside_the_agents(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    intent = resolved(shop, 12)
    shop.mode("auto")
    for _ in range(10):
        shop.clock.advance(days=8)
        shop.asks(RETURN).says("Thanks, that worked!")
    told = run(shop, capsys, "--of", intent)
    assert "The assistant 10 10 of 10 (72% – 100%) 1 minute (1 minute – 1 minute)" in told
    assert "The assistant resolved 10 of 10 (72% – 100%) for good, half within 1 minute" in told
    assert "agents resolved 24 of 24 (86% – 100%) for good, half within" in told
    assert "Beyond what chance would do, the assistant is faster." in told
