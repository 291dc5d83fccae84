"""`tacit held` lists what does not act and why, and lets it pass."""

from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest

from tacit.cli import held
from tacit.cli.command import Failure
from tacit.events import WorkspaceId
from tacit.store.log import Store
from tests.cast import Shop, open_shop


@pytest.fixture
def shop(store: Store, workspace: WorkspaceId) -> Shop:
    return open_shop(store, workspace)


def run(shop: Shop, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    parser = argparse.ArgumentParser()
    held.HELD.declare(parser)
    app = SimpleNamespace(port=shop.port, store=shop.port.store)
    assert held._held(app, shop.workspace, parser.parse_args(words)) == 0  # type: ignore[arg-type]
    return " ".join(capsys.readouterr().out.split())


def test_what_is_held_is_listed_and_let_pass(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(shop, capsys) == "Nothing is held: all that agents taught acts."
    talk = shop.asks("Do you wrap lamps as a gift?")
    talk.replies("I have wrapped it for you.", publish=True)
    listed = run(shop, capsys)
    assert "I have wrapped it" in listed
    assert "favour" in listed
    assert talk.entry_id in listed
    assert "It acts from now on" in run(shop, capsys, "--pass", talk.entry_id)
    assert shop.learned().exemplars.by_id[talk.entry_id].is_published
    with pytest.raises(Failure, match="is not held"):
        run(shop, capsys, "--pass", talk.entry_id)
    with pytest.raises(Failure, match="nothing was learned"):
        run(shop, capsys, "--pass", "nothing")


def test_it_is_let_pass_for_some_customers_alone(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    talk = shop.asks("Do you wrap lamps as a gift?")
    talk.replies("I have wrapped it for you.", publish=True)
    with pytest.raises(Failure, match="ATTRIBUTE=VALUE"):
        run(shop, capsys, "--pass", talk.entry_id, "--only", "enterprise")
    with pytest.raises(Failure, match="name what is to pass"):
        run(shop, capsys, "--only", "plan=enterprise")
    said = run(shop, capsys, "--pass", talk.entry_id, "--only", "plan=enterprise")
    assert said.startswith("It acts from now on, only where the customer's plan is enterprise;")
