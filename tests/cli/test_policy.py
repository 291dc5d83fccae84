"""`tacit policy` lists what is done about each policy class, and sets it."""

from __future__ import annotations

import argparse
from types import SimpleNamespace

import pytest

from tacit.cli import policy
from tacit.cli.command import Failure
from tacit.events import PolicySet, WorkspaceId
from tacit.store.log import Store
from tests.cast import Shop, open_shop
from tests.flows.test_situation import asks, customer


@pytest.fixture
def shop(store: Store, workspace: WorkspaceId) -> Shop:
    return open_shop(store, workspace)


def run(shop: Shop, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    parser = argparse.ArgumentParser()
    policy.POLICY.declare(parser)
    app = SimpleNamespace(port=shop.port, store=shop.port.store)
    assert policy._policy(app, shop.workspace, parser.parse_args(words)) == 0  # type: ignore[arg-type]
    return " ".join(capsys.readouterr().out.split())


def test_a_class_is_listed_with_its_share_and_sent_to_people(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.asks("When does a refund arrive?")
    shop.asks("How do I descale it?")
    assert "money 50% of 2 a quarter of the error budget" in run(shop, capsys)
    listed = run(shop, capsys, "money", "person", "--reason", "people refund")
    assert "money 50% of 2 always goes to a person by a person" in listed
    (said,) = shop.events(PolicySet)
    assert said.event == PolicySet("money", "person", "people refund")
    assert "50% of 2 a quarter" in run(shop, capsys, "money", "unset")
    with pytest.raises(Failure, match="say what is done about it"):
        run(shop, capsys, "money")
    with pytest.raises(Failure, match="name the class that is set"):
        run(shop, capsys, "--reason", "of nothing")


def test_a_segment_is_set_listed_with_its_decisions_and_unset(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "plan" not in run(shop, capsys)
    listed = run(shop, capsys, "Plan=Enterprise", "stricter", "--reason", "their contracts")
    row = "plan=enterprise {} while set a quarter of the error budget, five by a person"
    assert row.format(0) in listed
    (said,) = shop.events(PolicySet)
    assert (said.event.policy_class, said.event.reason) == ("plan=enterprise", "their contracts")
    asks(shop, "How do I descale it?", customer(shop, "e", plan="enterprise"))
    assert row.format(1) in run(shop, capsys)
    assert "plan" not in run(shop, capsys, "plan=enterprise", "unset")


def test_what_cannot_be_a_class_or_a_segment_is_refused_in_words(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Failure, match=r"no policy class weather: name money, .*ATTRIBUTE=VALUE"):
        run(shop, capsys, "weather", "person")
    with pytest.raises(Failure, match="numbers and addresses are kept of nobody"):
        run(shop, capsys, "plan=471100", "person")
    assert shop.events(PolicySet) == []
