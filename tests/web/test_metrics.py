"""The figures over the wire: defined, dated, sized, and in company."""

from __future__ import annotations

from typing import Any

import pytest

from tacit.events import Actor, ModeSet
from tacit.flows import desk
from tacit.flows.desk import Step
from tacit.metrics import ALL
from tacit.store.log import Store
from tests.cast import Shop
from tests.kept import well_known
from tests.web.door import Door, problem
from tests.web.test_conversations import opened, said

INES = Actor("agent", "ines")


@pytest.fixture
def shop(store: Store) -> Shop:
    return well_known(store).again()


@pytest.fixture
def busy(door: Door, shop: Shop) -> Door:
    """A day on which the assistant answered, handed off, and was corrected."""
    shop.writes(ModeSet("*", "auto"), INES)
    for _ in range(3):
        opened(door)
    conversation = opened(door, "Is the samovar loud when it boils?")["conversation_id"]
    said(door, conversation, "It hums.", cites=["descale"])
    return door


def test_every_metric_is_listed_with_its_definition_and_its_size(busy: Door) -> None:
    listed = busy.get("/metrics").json()
    assert [each["name"] for each in listed["items"]] == list(ALL)
    assert listed["next"] is None
    told = {each["name"]: each for each in listed["items"]}
    coverage = told["coverage"]
    assert coverage["definition"] == ALL["coverage"].definition
    assert (coverage["numerator"], coverage["denominator"]) == (3, 4)
    assert coverage["interval"][0] < coverage["value"] < coverage["interval"][1]
    assert told["csat"]["value"] is None  # none yet, which is not zero
    assert {"resolution_confirmed", "resolution_assumed", "correction_to_live"} <= set(told)


def test_a_metric_comes_by_period_with_what_keeps_it_honest(busy: Door) -> None:
    told = busy.get("/metrics/containment", params={"every": "day"}).json()
    beside = [each["name"] for each in told["beside"]]
    assert beside == [*ALL["containment"].beside]
    assert "resolution_confirmed" in beside
    assert (told["every"], told["by"], told["zone"]) == ("day", None, "UTC")
    assert [each["from"] for each in told["points"]] == ["2024-03-04"]


def test_a_metric_is_taken_apart_by_what_the_log_knows(busy: Door) -> None:
    told = busy.get("/metrics/handoff", params={"by": "reason"}).json()
    assert told["by"] == "reason"
    assert sum(each["numerator"] for each in told["groups"].values()) == 1
    by_channel = busy.get("/metrics/coverage", params={"by": "channel"}).json()
    assert set(by_channel["groups"]) == {"web"}


def test_teams_and_accounts_are_called_by_their_names(busy: Door, shop: Shop) -> None:
    account = {"external_id": "acme"}
    conversation = opened(busy, customer={"external_id": "zoe", "account": account})
    step = Step(conversation["conversation_id"], INES)
    desk.take_over(shop.port, shop.workspace, step, team="billing")
    by_team = busy.get("/metrics/coverage", params={"by": "team"}).json()
    assert set(by_team["groups"]) == {"billing", "unknown"}
    assert {each["group"] for each in by_team["points"]} == {"billing", "unknown"}
    by_account = busy.get("/metrics/coverage", params={"by": "account"}).json()
    assert set(by_account["groups"]) == {"acme", "unknown"}


def test_the_learning_curve_is_a_step_a_number_of_judged_conversations(busy: Door) -> None:
    told = busy.get("/learning-curve", params={"size": 10}).json()
    assert [(each["first"], each["last"]) for each in told["points"]] == [
        (1, 10), (11, 20), (21, 30), (31, 31),
    ]  # fmt: skip
    assert told["points"][2]["recall_at_1"]["value"] == 1.0
    assert told["gain"]["origin"] == "live"
    assert problem(busy.get("/learning-curve", params={"size": 0})) == (422, "invalid")


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"from": "yesterday"}, "from"),
        ({"from": "2024-13-01"}, "from"),
        ({"from": "2024-03-05", "to": "2024-03-01"}, "from"),
        ({"zone": "Mars/Base"}, "zone"),
        ({"every": "year"}, "every"),
        ({"by": "weather"}, "by"),
        ({"by": "segment"}, "by"),
    ],
)
def test_a_question_that_cannot_be_is_refused_by_its_field(
    door: Door, params: dict[str, Any], field: str
) -> None:
    refused = door.get("/metrics/coverage", params=params)
    assert problem(refused) == (422, "invalid")
    assert [each["field"] for each in refused.json()["errors"]] == [field]


def test_a_window_is_in_the_readers_days(busy: Door) -> None:
    day = {"from": "2024-03-04", "to": "2024-03-04"}
    told = busy.get("/metrics/coverage", params=day | {"zone": "Europe/Berlin"}).json()
    assert told["zone"] == "Europe/Berlin"
    assert told["total"]["denominator"] == 4
    before = busy.get("/metrics/coverage", params={"to": "2024-03-03"}).json()
    assert (before["total"]["denominator"], before["points"]) == (0, [])


def test_a_metric_that_nobody_counts_is_not_there(door: Door) -> None:
    assert problem(door.get("/metrics/deflection")) == (404, "not_found")


def test_figures_take_the_scope_insight(door: Door) -> None:
    other = door.key_with("desk", "converse", "knowledge", "import", "admin")
    for path in ("/metrics", "/metrics/coverage", "/learning-curve"):
        assert problem(door.get(path, key=other)) == (403, "forbidden")
        assert door.get(path, key=door.key_with("insight")).status_code == 200


def test_an_erased_customer_is_in_no_figure(busy: Door, shop: Shop) -> None:
    before = busy.get("/metrics/coverage").json()["total"]["denominator"]
    shop.erase(shop.ada)
    assert busy.get("/metrics/coverage").json()["total"]["denominator"] < before
