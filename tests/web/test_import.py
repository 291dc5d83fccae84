"""A history over the wire, and the log that it becomes."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from httpx import Response

from tacit.events import microseconds
from tacit.store import chain
from tacit.store.log import Store
from tacit.web.api import imports
from tacit.web.shapes.fields import _read
from tests.cast import Shop, empty_shop
from tests.web.conftest import app_of
from tests.web.door import Door, problem

ROWS: list[dict[str, Any]] = [
    {"kind": "account", "external_id": "acme", "name": "Acme"},
    {"kind": "customer", "external_id": "zoe", "name": "Zoë", "account": {"external_id": "acme"}},
    {
        "kind": "article", "external_id": "pour", "title": "Pour without spilling",
        "markdown": "Tilt the pot, not the cup.", "url": "https://help.kettle.example/pour",
    },
    *(
        {
            "kind": "conversation", "external_id": f"c-{n}", "customer": {"external_id": "zoe"},
            "messages": [
                {"author": {"kind": "customer"}, "at": f"2024-01-0{n}T10:00:00Z",
                 "text": "How do I pour without spilling?"},
                {"author": {"kind": "agent", "external_id": "ines"},
                 "at": f"2024-01-0{n}T11:00:00Z", "text": "Like this.", "cites": ["pour"]},
            ],
        }
        for n in range(1, 6)
    ),
]  # fmt: skip


def ndjson(*rows: Any) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def bring(door: Door, body: bytes, **more: Any) -> Response:
    return door.send("POST", "/import", content=body, **more)


@pytest.fixture
def new(store: Store) -> Door:
    """A door to a workspace in which nothing happened yet."""
    shop = empty_shop(store, store.create_workspace(f"new {len(store.workspaces())}"))
    return Door(app_of(shop), shop.workspace)


def test_a_history_is_taken_in_and_rehearsed_and_told_again_adds_nothing(new: Door) -> None:
    answer = bring(new, ndjson(*ROWS))
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert told["taken"] == {
        "account": 1, "customer": 1, "article": 1, "conversation": 5, "message": 10,
    }  # fmt: skip
    assert (told["refused"], told["refused_count"]) == ([], 0)
    listed = new.get("/conversations").json()["items"]
    assert len(listed) == 5
    whole = new.get(f"/conversations/{listed[0]['conversation_id']}").json()
    assert whole["decisions"]  # rehearsed: it was not live
    assert whole["lessons"]
    head = new.app.store.head(new.workspace)
    assert bring(new, ndjson(*ROWS)).status_code == 201
    assert new.app.store.head(new.workspace) == head


def test_into_a_live_workspace_facts_come_in(door: Door) -> None:
    assert bring(door, ndjson(*ROWS)).json()["taken"]["message"] == 10
    listed = door.get("/conversations").json()["items"]
    whole = door.get(f"/conversations/{listed[0]['conversation_id']}").json()
    assert (whole["decisions"], whole["exemplar"] is None) == ([], False)
    shown = door.post("/preview", {"text": "How do I pour without spilling?"}).json()
    assert shown["citations"][0]["title"] == "Pour without spilling"


def test_each_line_that_is_refused_is_told_and_the_others_are_taken(door: Door) -> None:
    bad = [b"{\n", ndjson({"kind": "wish"}), ndjson({"kind": "account"})]
    answer = bring(door, ndjson(ROWS[0]) + b"".join(bad) + ndjson(ROWS[2])).json()
    assert [each["line"] for each in answer["refused"]] == [2, 3, 4]
    assert "external_id" in answer["refused"][2]["reason"]
    assert (answer["taken"]["account"], answer["taken"]["article"]) == (1, 1)


def test_with_a_key_an_import_is_answered_as_the_first_time(door: Door) -> None:
    headers = {"Idempotency-Key": "history"}
    first = bring(door, ndjson(*ROWS), headers=headers)
    assert bring(door, ndjson(*ROWS), headers=headers).content == first.content
    assert problem(bring(door, ndjson(ROWS[0]), headers=headers)) == (422, "key_reused")


def test_one_import_a_workspace_at_a_time(door: Door) -> None:
    take, taken = door.shared.take, list[Response]()

    def meanwhile(*given: Any) -> Any:
        taken.append(bring(door, ndjson(ROWS[0])))
        return take(*given)

    door.shared.take = meanwhile
    assert bring(door, ndjson(*ROWS)).status_code == 201
    assert problem(taken[0]) == (409, "conflict")
    door.shared.take = take
    assert bring(door, ndjson(ROWS[0])).status_code == 201


def test_an_import_may_be_longer_than_other_bodies_and_not_endless(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = ndjson(*ROWS[:1], *({"kind": "account", "external_id": f"a{n}"} for n in range(20_000)))
    assert len(long) > 700_000
    monkeypatch.setattr(imports, "IMPORT_BYTES", len(long) - 1)
    assert problem(bring(door, long)) == (413, "too_large")
    monkeypatch.setattr(imports, "_BUFFER", 1000)
    pieces = (ndjson(*ROWS)[n : n + 700] for n in range(0, len(ndjson(*ROWS)), 700))
    assert bring(door, pieces).json()["taken"]["conversation"] == 5  # type: ignore[arg-type]


def read_log(door: Door, **params: int) -> list[dict[str, Any]]:
    answer = door.get("/log", params=params)
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


def test_the_log_is_there_line_by_line_from_any_position(door: Door, shop: Shop) -> None:
    shop.taught("Where is my parcel?", "tracking")
    lines = read_log(door)
    assert [each["position"] for each in lines] == list(range(1, shop.head() + 1))
    assert [each["kind"] for each in lines] == [e.event.kind for e in shop.events()]
    assert read_log(door, after=3, limit=2) == lines[3:5]
    assert read_log(door, after=shop.head()) == []


def test_whoever_reads_the_log_can_check_its_chain(door: Door, shop: Shop) -> None:
    shop.taught("Where is my parcel?", "tracking")
    answer, last = door.get("/log"), chain.GENESIS
    for line in answer.text.splitlines():
        told = json.loads(line)
        # The payload's own bytes stand in the line.
        payload = line[line.index('"payload":') + 10 : line.rindex(',"hash":')]
        columns = [told.get(name) for name in chain.COLUMNS]
        for name in ("at", "recorded_at"):
            moment = _read(told[name].replace("Z", "+00:00"))
            columns[chain.COLUMNS.index(name)] = microseconds(moment)  # type: ignore[arg-type]
        columns[chain.COLUMNS.index("payload")] = payload
        last = chain.link(last, columns)
        assert last.hex() == told["hash"]
    assert last == shop.port.store.verify(shop.workspace).head


def test_the_log_tells_nobodys_words(door: Door, shop: Shop) -> None:
    secret = hashlib.sha256(b"words").hexdigest()
    shop.asks(f"My secret is {secret}")
    assert secret not in door.get("/log").text


def test_many_read_the_log_at_once(door: Door) -> None:
    with ThreadPoolExecutor(4) as readers:
        read = list(readers.map(lambda n: len(read_log(door)), range(8)))
    assert len(set(read)) == 1
