"""`tacit mode` sets what may be done: with all, with one intent, or with a segment's questions."""

from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest

from tacit.cli import state
from tacit.cli.command import Failure
from tacit.events import WorkspaceId
from tacit.store.log import Store
from tests.cast import Shop, open_shop

PLAN = "plan=enterprise"


@pytest.fixture
def shop(store: Store, workspace: WorkspaceId) -> Shop:
    return open_shop(store, workspace)


def run(shop: Shop, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    parser = argparse.ArgumentParser()
    state._declare_mode(parser)
    app = SimpleNamespace(port=shop.port, store=shop.port.store)
    assert state._mode(app, shop.workspace, parser.parse_args(words)) == 0  # type: ignore[arg-type]
    return " ".join(capsys.readouterr().out.split())


def test_a_segment_is_answered_no_further_than_is_set(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    said = run(shop, capsys, "draft", "--segment", "Plan=Enterprise", "--reason", "contracts")
    assert said == "Questions of Plan=Enterprise are treated at most draft."
    assert shop.learned().modes.held[PLAN] == "draft"
    said = run(shop, capsys, "as-all", "--segment", PLAN)
    assert said == f"Questions of {PLAN} are treated as their intents allow."
    assert shop.learned().modes.held[PLAN] is None


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("draft", "--segment", "enterprise"), "ATTRIBUTE=VALUE"),
        (("draft", "--segment", "mail=kim"), "tells one person or company apart"),
        (("draft", "--segment", PLAN, "--intent", "i"), "leave one of them out"),
        (("as-all",), "name it with --intent or --segment"),
        (("--earn", "auto", "--segment", PLAN), "for all intents"),
    ],
)
def test_what_cannot_be_set_says_why_and_changes_nothing(
    shop: Shop, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], why: str
) -> None:
    before = shop.head()
    with pytest.raises(Failure, match=why):
        run(shop, capsys, *words)
    assert shop.head() == before
