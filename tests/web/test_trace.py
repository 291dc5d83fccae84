"""Callers read what a conversation did, and all of an interaction in one query."""

from __future__ import annotations

from tests.cast import Shop
from tests.web.door import Door
from tests.web.test_conversations import RETURN


def test_a_trace_is_read_by_its_conversation(door: Door, shop: Shop) -> None:
    talk = shop.taught(RETURN, "returns")
    found = door.get(f"/conversations/{talk.conversation_id}/trace")
    assert found.status_code == 200
    stages = [each["stage"] for each in found.json()["links"]]
    assert set(stages) >= {"collected", "sorted", "taught", "scored"}
    positions = [each["position"] for each in found.json()["links"]]
    assert positions == sorted(positions)
    nowhere = door.get("/conversations/018e08b0-0000-7000-8000-000000000000/trace")
    assert nowhere.status_code == 404


def test_one_query_has_the_message_the_context_the_answer_what_came_of_it_and_what_was_tried(
    door: Door, shop: Shop
) -> None:
    customer = {"external_id": "c-tried", "name": "Carla"}
    context = {
        "page_url": "https://shop.example/returns",
        "recent_actions": ["opened Returns", "pressed Print label"],
        "errors": ["label service unavailable"],
    }
    earlier = {"channel": "widget", "customer": customer, "message": {"text": RETURN}}
    first = door.post("/conversations", earlier).json()["conversation_id"]
    shop.clock.advance(minutes=60)
    asked = {**earlier, "context": context, "message": {"text": f"{RETURN} It fails."}}
    shop.taught(RETURN, "returns", times=6)
    shop.mode("auto")
    second = door.post("/conversations", asked).json()["conversation_id"]
    door.post(f"/conversations/{second}/feedback", {"kind": "csat", "value": 4})
    found = door.get(f"/conversations/{second}").json()
    (message, *_) = found["messages"]
    assert message["text"] == f"{RETURN} It fails."
    assert message["context"]["page_url"] == "https://shop.example/returns"
    assert found["decisions"][0]["text"] is not None
    assert [each["kind"] for each in found["feedback"]] == ["csat"]
    tried = found["tried_before"]
    assert tried["actions"] == ["opened Returns", "pressed Print label"]
    assert tried["errors"] == ["label service unavailable"]
    assert [each["conversation_id"] for each in tried["conversations"]] == [first]
    assert door.get(f"/conversations/{first}").json()["tried_before"]["conversations"] == []
