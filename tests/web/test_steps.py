"""Steps with a conversation over the wire: handoff, resolution, feedback, and locking."""

from __future__ import annotations

import pytest

from tacit.events import Actor, ModeSet
from tests.cast import Shop
from tests.web.conftest import WELL_KNOWN
from tests.web.door import Door, problem
from tests.web.test_conversations import RETURN, opened, said


@pytest.fixture
def path(door: Door) -> str:
    """The address of one open conversation."""
    return f"/conversations/{opened(door)['conversation_id']}"


@WELL_KNOWN
def test_handed_to_agents_the_assistant_is_silent_until_it_is_given_back(
    door: Door, shop: Shop
) -> None:
    conversation = opened(door)["conversation_id"]
    path = f"/conversations/{conversation}"
    standing = door.put(f"{path}/handoff", {"reason": "customer_request", "team": "billing"}).json()
    assert (standing["state"], standing["team"]) == ("with_agent", "billing")
    assert standing["handoff_reason"] == "customer_request"
    shop.writes(ModeSet("*", "auto"), Actor("agent", shop.ines))
    answer = said(door, conversation, RETURN, who="ada").json()
    assert answer["decision"]["mode"] == "auto"
    assert [e["author"]["kind"] for e in door.get(path).json()["messages"]] == ["customer"] * 2
    back = door.delete(f"{path}/handoff").json()
    assert (back["state"], back["handoff_reason"]) == ("open", None)
    assert back["decision"]["message_id"] == answer["message_id"]
    assert back["decision"]["action"] == "answer"
    assert door.get(path).json()["messages"][-1]["author"]["kind"] == "assistant"


def test_a_reason_is_one_of_the_closed_list(door: Door, path: str) -> None:
    refused = door.put(f"{path}/handoff", {"reason": "because"})
    assert problem(refused) == (422, "invalid")
    assert refused.json()["errors"][0]["field"] == "reason"


@WELL_KNOWN
def test_what_a_customer_confirms_counts_for_the_reply_they_saw(door: Door, shop: Shop) -> None:
    shop.writes(ModeSet("*", "auto"), Actor("agent", shop.ines))
    path = f"/conversations/{opened(door)['conversation_id']}"
    told = {"by": "customer", "kind": "confirmed"}
    assert door.put(f"{path}/resolution", told).json()["resolution"] == "confirmed"
    whole = door.get(path).json()
    assert [(e["what"], e["by"]) for e in whole["outcome"]] == [("confirmed", "customer")]
    assert [(e["reason"], e["reward"]) for e in whole["lessons"]] == [("customer_confirms", 1.0)]
    door.delete(f"{path}/resolution")
    whole = door.get(path).json()
    assert whole["state"] == "open"
    assert [e["standing"] for e in whole["lessons"]] == ["void"]


def test_what_is_only_assumed_teaches_nothing(door: Door, path: str) -> None:
    told = {"by": "customer", "kind": "assumed"}
    assert door.put(f"{path}/resolution", told).json()["resolution"] == "assumed"
    assert door.get(path).json()["lessons"] == []


def test_an_agents_word_takes_the_agents_scope(door: Door, path: str) -> None:
    told = {"by": "agent", "kind": "confirmed"}
    refused = door.put(f"{path}/resolution", told, key=door.key_with("converse"))
    assert problem(refused) == (403, "forbidden")
    assert door.put(f"{path}/resolution", told, key=door.key_with("desk")).status_code == 200


def test_taking_the_same_step_again_changes_nothing(door: Door, path: str, shop: Shop) -> None:
    told = {"by": "agent", "kind": "confirmed"}
    first = door.put(f"{path}/resolution", told)
    head = shop.head()
    assert door.put(f"{path}/resolution", told).content == first.content
    assert shop.head() == head


@pytest.mark.parametrize(
    ("method", "step", "body"),
    [
        ("PUT", "handoff", {"reason": "policy"}),
        ("DELETE", "handoff", None),
        ("PUT", "resolution", {"by": "agent", "kind": "confirmed"}),
        ("DELETE", "resolution", None),
    ],
)
def test_a_step_on_what_moved_since_is_refused(
    door: Door, path: str, method: str, step: str, body: dict[str, str] | None
) -> None:
    read = door.get(path).headers["etag"]
    said(door, path.rsplit("/", 1)[1], "See there.", cites=["returns"])
    late = door.send(method, f"{path}/{step}", body, headers={"If-Match": read})
    assert problem(late) == (412, "moved")
    now = door.get(path).headers["etag"]
    done = door.send(method, f"{path}/{step}", body, headers={"If-Match": now})
    assert done.status_code == 200
    assert done.headers["etag"] == door.get(path).headers["etag"]


def test_an_etag_of_something_else_is_refused(door: Door, path: str) -> None:
    refused = door.delete(f"{path}/handoff", headers={"If-Match": '"of another"'})
    assert problem(refused) == (422, "invalid")
    refused = door.delete(f"{path}/handoff", headers={"If-Match": '"else"'})
    assert problem(refused) == (412, "moved")


@pytest.mark.parametrize(
    ("kind", "value", "is_taken"),
    [
        ("thumb", 1, True),
        ("thumb", -1, True),
        ("thumb", 2, False),
        ("csat", 5, True),
        ("csat", 0, False),
        ("ces", 7, True),
        ("ces", 8, False),
        ("nps", 9, False),
    ],
)
def test_a_rating_is_of_its_kinds_range(
    door: Door, path: str, kind: str, value: int, *, is_taken: bool
) -> None:
    answer = door.post(f"{path}/feedback", {"kind": kind, "value": value})
    assert answer.status_code == (201 if is_taken else 422), answer.text
    kinds = [(each["kind"], each["value"]) for each in door.get(path).json()["feedback"]]
    assert kinds == ([(kind, value)] if is_taken else [])


@WELL_KNOWN
def test_a_rating_judges_the_message_it_names(door: Door, shop: Shop) -> None:
    shop.writes(ModeSet("*", "auto"), Actor("agent", shop.ines))
    path = f"/conversations/{opened(door)['conversation_id']}"
    reply = door.get(path).json()["messages"][-1]["message_id"]
    door.post(f"{path}/feedback", {"kind": "thumb", "value": -1, "message_id": reply})
    assert [(e["reason"], e["reward"]) for e in door.get(path).json()["lessons"]] == [
        ("customer_thumb", 0.0)
    ]
    strange = {"kind": "thumb", "value": 1, "message_id": "none of theirs"}
    assert problem(door.post(f"{path}/feedback", strange)) == (422, "invalid")


def test_steps_with_what_is_not_there(door: Door) -> None:
    assert problem(door.delete("/conversations/none/handoff")) == (404, "not_found")
    feedback = {"kind": "csat", "value": 3}
    assert problem(door.post("/conversations/none/feedback", feedback)) == (404, "not_found")
