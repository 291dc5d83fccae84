"""The access matrix: every operation by every kind of caller.

The rows are written here and compared with the description, so that a new
route fails until somebody has said who may call it. Before each call of the
walk that is let in, everybody who may not make it tries.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from httpx import Response

from tacit.store.log import Store
from tacit.web.callers import SCOPES
from tests.cast import Shop, empty_shop
from tests.web.conftest import app_of
from tests.web.door import Door, problem
from tests.web.walk import Call, walk

# Who may call what: a key needs one of the scopes.
MATRIX: dict[str, set[str]] = {
    "open_conversation": {"converse"},
    "say": {"converse", "desk"},
    "list_conversations": {"desk"},
    "read_conversation": {"converse", "desk"},
    "stream_conversation": {"converse", "desk"},
    "hand_off": {"converse", "desk"},
    "give_back": {"desk"},
    "resolve": {"converse", "desk"},
    "reopen": {"converse", "desk"},
    "rate": {"converse"},
    "read_decision": {"desk"},
    "replay_decision": {"desk"},
    "set_cause": {"desk"},
    "preview": {"desk", "knowledge"},
    "write_article": {"knowledge"},
    "read_article": {"knowledge", "desk"},
    "withdraw_article": {"knowledge"},
    "list_revisions": {"knowledge", "desk"},
    "restore_revision": {"knowledge"},
    "list_entries": {"knowledge", "desk"},
    "read_entry": {"knowledge", "desk"},
    "list_versions": {"knowledge"},
    "compare_versions": {"knowledge"},
    "tell_customer": {"converse", "import"},
    "tell_account": {"converse", "import"},
    "erase_customer": {"admin"},
    "tell_usage": {"converse", "import"},
    "list_metrics": {"insight"},
    "read_metric": {"insight"},
    "read_reliability": {"insight"},
    "read_traits": {"insight"},
    "read_curve": {"insight"},
    "read_churn": {"insight"},
    "read_months": {"insight"},
    "list_intents": {"insight"},
    "list_learnings": {"insight"},
    "read_trace": {"desk"},
    "bring_in": {"import"},
    "read_log": {"admin"},
}
# Where the body says for whom the caller speaks, its own scope is needed: (scope, what it may not).
SPEAKS = {
    ("say", "converse"): "the walk's message is an agent's",
    ("resolve", "desk"): "the walk's word is the customer's",
}
# What can be done once: whoever does it then finds nothing left to do it to.
ENDS = {"withdraw_article", "erase_customer"}
# What names a thing of a workspace by id: to a stranger it is not there.
NAMED = ("{conversation_id}", "{decision_id}", "{entry_id}")


def test_every_operation_has_a_row_and_its_scopes(door: Door) -> None:
    described = door.client.get("/api/v1/openapi.json").json()
    found = {
        each["operationId"]: set(each["x-scopes"])
        for methods in described["paths"].values()
        for each in methods.values()
    }
    assert found == MATRIX


@dataclass(frozen=True)
class Stranger:
    """A caller of another workspace, with every scope there."""

    door: Door

    def head(self) -> int:
        return self.door.app.store.head(self.door.workspace)


@pytest.fixture
def stranger(store: Store) -> Stranger:
    shop = empty_shop(store, store.create_workspace(f"stranger {len(store.workspaces())}"))
    return Stranger(Door(app_of(shop), shop.workspace))


def steps(shop: Shop, door: Door) -> Iterator[tuple[Call, Response | None]]:
    """The calls of the walk, each before it is made and (with its answer) after."""
    calls = walk(shop)
    call = next(calls)
    while True:
        yield call, None
        answer = None if call.operation == "stream_conversation" else call.send(door)
        if answer is not None:
            was_done = answer.status_code == 404 and call.operation in ENDS
            assert answer.status_code < 300 or was_done, f"{call.operation}: {answer.text}"
            yield call, answer
        try:
            call = calls.send(answer)  # type: ignore[arg-type]
        except StopIteration:
            return


def test_who_may_not_is_refused_and_changes_nothing(door: Door, shop: Shop) -> None:
    revoked = door.app.store.create_key(door.workspace, "revoked", [*SCOPES])
    door.app.store.revoke_key(door.workspace, "revoked")
    strange = f"tacit_{'z' * 43}"
    lacking = {name: door.key_with(*(set(SCOPES) - MATRIX[name])) for name in MATRIX}
    met = set[str]()
    for call, answer in steps(shop, door):
        if answer is not None:
            continue
        met.add(call.operation)
        before = shop.head()
        for key in ("", strange, revoked):
            assert problem(call.send(door, key)) == (401, "unauthenticated"), call
        assert problem(call.send(door, lacking[call.operation])) == (403, "forbidden"), call
        assert shop.head() == before, call
    assert met == set(MATRIX)


def test_each_scope_alone_opens_what_its_row_says(door: Door, shop: Shop) -> None:
    keys, met = {scope: door.key_with(scope) for scope in SCOPES}, set[str]()
    for call, answer in steps(shop, door):
        if answer is not None or call.operation == "stream_conversation":
            continue
        for scope in sorted(SCOPES):
            tried = call.send(door, keys[scope])
            is_open = scope in MATRIX[call.operation]
            if is_open and (call.operation, scope) not in SPEAKS:
                was_done = tried.status_code == 404 and call.operation in ENDS
                assert tried.status_code < 300 or was_done, (call, scope, tried.text)
            else:
                assert problem(tried) == (403, "forbidden"), (call, scope)
        met.add(call.operation)
    assert met == set(MATRIX) - {"stream_conversation"}


def test_another_workspace_sees_and_moves_nothing(
    door: Door, shop: Shop, stranger: Stranger
) -> None:
    """The same addresses with a key of every scope, but of another workspace."""
    answers: list[str] = []
    for call, answer in steps(shop, door):
        if answer is not None:
            answers.append(answer.text)
            continue
        before = shop.head()
        tried = call.send(stranger.door)
        assert shop.head() == before, call
        if any(name in call.path for name in NAMED):
            assert problem(tried) == (404, "not_found"), call
            missing = Call(call.operation, call.method, call.path,
                           dict.fromkeys(call.places, "none"), call.body, call.query)  # fmt: skip
            again = missing.send(stranger.door)
            # Word for word what an id that never was is told.
            told = tried.text
            for name in call.places.values():
                told = told.replace(str(name), "none")
            assert (again.status_code, again.text) == (tried.status_code, told), call
    assert stranger.head() > 0  # it did write, into its own


def test_what_a_stranger_reads_holds_none_of_ours(
    door: Door, shop: Shop, stranger: Stranger
) -> None:
    canary = "c4n4ry-words"
    calls = list[Call]()
    for call, answer in steps(shop, door):
        if answer is None:
            calls.append(call)
    body = {"channel": "web", "customer": {"external_id": f"{canary}-id", "name": canary},
            "message": {"text": f"How do I pour {canary}?"}}  # fmt: skip
    told = {"title": f"About {canary}", "markdown": canary, "source": canary}
    assert door.post("/conversations", body).status_code == 201
    assert door.put(f"/articles/{canary}", told).status_code == 201
    for call in calls:
        if call.method == "GET" or call.operation == "preview":
            assert canary not in call.send(stranger.door).text, call
    asked = stranger.door.post("/preview", {"text": f"How do I pour {canary}?"}).json()
    assert asked["citations"] == []
    assert json.dumps(asked["candidates"]) == "[]"
    assert problem(stranger.door.get(f"/articles/{canary}")) == (404, "not_found")
    assert problem(stranger.door.delete(f"/customers/{canary}-id")) == (404, "not_found")
