"""`tacit quality` lists how often answers resolve, and which events moved one."""

from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest

from tacit.cli import quality
from tacit.cli.command import Failure
from tacit.events import LessonSettled, WorkspaceId
from tacit.store.log import Store
from tests.cast import Shop, open_shop

RETURN = "How do I send back the kettle I bought?"


@pytest.fixture
def shop(store: Store, workspace: WorkspaceId) -> Shop:
    return open_shop(store, workspace)


def run(shop: Shop, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    parser = argparse.ArgumentParser()
    quality.QUALITY.declare(parser)
    app = SimpleNamespace(port=shop.port, store=shop.port.store)
    assert quality._quality(app, shop.workspace, parser.parse_args(words)) == 0  # type: ignore[arg-type]
    return " ".join(capsys.readouterr().out.split())


def test_what_was_seen_and_judged_is_listed_and_one_says_which_event_moved_it(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One thanked: (8 · .5 + 1) / 9 = 56%."""
    monkeypatch.setattr(quality._CONSOLE, "_width", 200)
    assert "nobody judged" in run(shop, capsys)
    shop.taught(RETURN, "returns", times=5)
    shop.mode("auto")
    entry = shop.entries["returns"]
    assert "expected to be as the others" in run(shop, capsys, entry)
    shop.asks(RETURN).says("Thanks, that worked!")
    assert f"Send something back 1 of 1 56% (24% to 83%) {entry}" in run(shop, capsys)
    (thanks,) = [
        each.event_id
        for each in shop.events(LessonSettled)
        if each.event.reason == "customer_thanks"  # type: ignore[attr-defined]
    ]
    told = run(shop, capsys, entry)
    assert " UTC customer: customer thanks" in told
    assert f"customer: customer thanks 50.0% → 55.6% {thanks}" in told
    assert "1 of 1 56%" in told
    with pytest.raises(Failure, match="there is no entry"):
        run(shop, capsys, "nonsense")


def test_what_is_cut_is_counted(
    shop: Shop, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quality, "_MOST", 1)
    shop.taught(RETURN, "returns", times=5)
    shop.taught("How do I remove scale from my kettle?", "descale", times=5)
    shop.mode("auto")
    shop.asks(RETURN).says("Thanks, that worked!")
    shop.asks("How do I remove scale from my kettle?").says("Thanks, that worked!")
    assert "1 more with --all." in run(shop, capsys)
    assert "more with" not in run(shop, capsys, "--all")
