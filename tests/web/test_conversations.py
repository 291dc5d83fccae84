"""Conversations over the wire: opened, continued, listed, read whole."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tacit.events import Actor, MessageReceived, ModeSet
from tacit.store.batch import Appended, Batch
from tacit.store.log import Store
from tests.cast import Shop
from tests.web.conftest import WELL_KNOWN
from tests.web.door import Door, problem

RETURN = "How do I send back the kettle I bought?"


def opening(text: str = RETURN, **more: Any) -> dict[str, Any]:
    """A body that opens a conversation of Ada's."""
    message = {"text": text} | more.pop("message", {})
    return {"channel": "web", "customer": {"external_id": "ada"}, "message": message} | more


def opened(door: Door, text: str = RETURN, **more: Any) -> dict[str, Any]:
    answer = door.post("/conversations", opening(text, **more))
    assert answer.status_code == 201, answer.text
    return answer.json()


def said(door: Door, conversation: str, text: str, who: str = "ines", **more: Any) -> Any:
    kind = "customer" if who in ("ada", "bruno") else "agent"
    body = {"author": {"kind": kind, "external_id": who}, "text": text} | more
    return door.post(f"/conversations/{conversation}/messages", body)


def test_a_question_is_logged_and_decided_on(door: Door, shop: Shop) -> None:
    answer = opened(door)
    decision = answer["decision"]
    assert decision["mode"] == "observe"
    assert decision["message_id"] == answer["message_id"]
    assert decision["reason"]["sentence"].startswith("The confidence")
    assert decision["citations"][0]["title"] == "Send something back"
    assert decision["citations"][0]["quote"] == "You may return goods within 30 days."
    assert decision["learned_at_position"] <= shop.head()
    kinds = [each.event.kind for each in shop.events()][-4:]
    assert kinds == ["conversation.opened", "message.received", "decision.taken", "mood.read"]


def test_who_waits_for_nothing_is_answered_later(door: Door, shop: Shop) -> None:
    answer = door.post("/conversations?wait=0", opening()).json()
    assert answer["decision"] is None
    door.shared.deciders.shutdown(wait=True)
    whole = door.get(f"/conversations/{answer['conversation_id']}").json()
    assert [each["message_id"] for each in whole["decisions"]] == [answer["message_id"]]


@WELL_KNOWN
def test_in_mode_auto_the_reply_is_there(door: Door, shop: Shop) -> None:
    shop.writes(ModeSet("*", "auto"), Actor("agent", shop.ines))
    answer = opened(door)
    assert (answer["decision"]["action"], answer["decision"]["mode"]) == ("answer", "auto")
    whole = door.get(f"/conversations/{answer['conversation_id']}").json()
    reply = whole["messages"][-1]
    assert reply["author"]["kind"] == "assistant"
    assert reply["text"] == answer["decision"]["text"]
    assert reply["decision_id"] == answer["decision"]["decision_id"]


def test_what_is_told_of_the_customer_is_kept_and_bettered(door: Door) -> None:
    told = {
        "external_id": "zoe", "name": "Zoë", "traits": {"seats": 7},
        "account": {"external_id": "acme", "name": "Acme", "plan": "Pro", "yearly_revenue": 1200},
    }  # fmt: skip
    first = opened(door, customer=told)
    again = {"external_id": "zoe", "email": "zoe@acme.example", "traits": {"is_trial": True}}
    second = opened(door, customer=again)
    customer = door.get(f"/conversations/{second['conversation_id']}").json()["customer"]
    assert (customer["name"], customer["email"]) == ("Zoë", "zoe@acme.example")
    assert customer["traits"] == {"seats": "7", "is_trial": "true"}
    account = door.get(f"/conversations/{first['conversation_id']}").json()["customer"]["account"]
    assert account["traits"] == {"plan": "Pro", "yearly_revenue": "1200"}


def appended(monkeypatch: pytest.MonkeyPatch) -> list[Batch]:
    """What is appended from now on."""
    batches = list[Batch]()
    append = Store.append

    def kept(store: Store, batch: Batch, *, durable: bool = True) -> Appended:
        batches.append(batch)
        return append(store, batch, durable=durable)

    monkeypatch.setattr(Store, "append", kept)
    return batches


def test_a_new_customer_comes_with_the_append_of_their_message(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    batches = appended(monkeypatch)
    opened(door, customer={"external_id": "zoe", "name": "Zoë"})
    opened(door, customer={"external_id": "zoe"})
    kinds = [[each.event.kind for each in batch.events] for batch in batches]
    told = ["conversation.opened", "message.received"], ["decision.taken", "mood.read"]
    assert kinds == [*told, *told]
    assert [[each.name for each in batch.people] for batch in batches] == [["Zoë"], [], [], []]


def test_a_new_customer_who_opens_many_at_once_is_one_person(door: Door) -> None:
    def ask(n: int) -> str:
        answer = opened(door, f"{RETURN} Number {n}.", customer={"external_id": "zoe"})
        whole = door.get(f"/conversations/{answer['conversation_id']}").json()
        return str(whole["customer"]["customer_id"])

    with ThreadPoolExecutor(6) as askers:
        assert len(set(askers.map(ask, range(12)))) == 1


def test_the_context_stands_with_its_message(door: Door) -> None:
    context = {"page_url": "https://shop.example/pay", "recent_actions": ["pay", "pay"],
               "seconds_on_page": 41.5, "locale": "en-GB"}  # fmt: skip
    answer = opened(door, context=context)
    whole = door.get(f"/conversations/{answer['conversation_id']}").json()
    assert whole["messages"][0]["context"] == context
    assert whole["locale"] == "en-GB"


def test_unseen_letters_do_not_come_in(door: Door) -> None:
    answer = opened(door, "pass\u200bword\x00 please")
    whole = door.get(f"/conversations/{answer['conversation_id']}").json()
    assert whole["messages"][0]["text"] == "password please"


def test_an_agents_reply_teaches_and_carries_no_decision(door: Door) -> None:
    conversation = opened(door)["conversation_id"]
    answer = said(door, conversation, "See there.", cites=["returns"])
    assert answer.status_code == 201
    assert answer.json()["decision"] is None
    whole = door.get(f"/conversations/{conversation}").json()
    assert whole["state"] == "with_agent"
    assert [each["reason"] for each in whole["lessons"]] == ["agent_cites_same"]
    assert whole["exemplar"]["reply"] == answer.json()["message_id"]


@pytest.mark.parametrize(("is_changed", "reason"), [(False, "draft_sent_unchanged"),
                                                    (True, "draft_edited")])  # fmt: skip
def test_a_draft_that_is_used_is_compared_with_what_was_sent(
    door: Door, *, is_changed: bool, reason: str
) -> None:
    answer = opened(door)
    draft = answer["decision"]
    text = draft["text"] + (" Best wishes!" if is_changed else "\n")
    said(door, answer["conversation_id"], text, decision_id=draft["decision_id"])
    whole = door.get(f"/conversations/{answer['conversation_id']}").json()
    assert whole["messages"][-1]["is_edited"] is is_changed
    assert [each["reason"] for each in whole["lessons"]] == [reason]


def test_a_draft_of_another_conversation_is_refused(door: Door) -> None:
    strange = opened(door)["decision"]["decision_id"]
    conversation = opened(door)["conversation_id"]
    refused = said(door, conversation, "Here.", decision_id=strange)
    assert problem(refused) == (422, "invalid")


def test_another_customer_is_a_bystander(door: Door, shop: Shop) -> None:
    conversation = opened(door)["conversation_id"]
    answer = said(door, conversation, "I have that too!", who="bruno")
    assert answer.json()["decision"] is None
    whole = door.get(f"/conversations/{conversation}").json()
    assert whole["messages"][-1]["author"]["kind"] == "bystander"
    assert len(whole["decisions"]) == 1


def test_own_words_are_published_by_who_may_only(door: Door, shop: Shop) -> None:
    conversation = opened(door, "Is the samovar loud when it boils?")["conversation_id"]
    refused = said_with(door, conversation, door.key_with("desk"))
    assert problem(refused) == (403, "forbidden")
    assert "knowledge" in refused.json()["detail"]
    assert said_with(door, conversation, door.key_with("desk", "knowledge")).status_code == 201
    published = [e for e in shop.events() if e.event.kind == "exemplar.published"]
    assert len(published) == 1


def said_with(door: Door, conversation: str, key: str) -> Any:
    body = {"author": {"kind": "agent", "external_id": "ines"}, "text": "It hums.", "publish": True}
    return door.post(f"/conversations/{conversation}/messages", body, key=key)


def test_a_key_for_customers_does_not_speak_for_agents(door: Door) -> None:
    conversation = opened(door)["conversation_id"]
    body = {"author": {"kind": "agent", "external_id": "ines"}, "text": "Trust me."}
    path = f"/conversations/{conversation}/messages"
    assert problem(door.post(path, body, key=door.key_with("converse"))) == (403, "forbidden")
    body["author"]["kind"] = "customer"
    assert problem(door.post(path, body, key=door.key_with("desk"))) == (403, "forbidden")


def test_a_message_known_by_its_external_id_is_found_not_doubled(door: Door, shop: Shop) -> None:
    first = door.post("/conversations", opening(message={"external_id": "m-1"}))
    head = shop.head()
    again = door.post("/conversations", opening("Other words", message={"external_id": "m-1"}))
    assert (again.status_code, again.content) == (201, first.content)
    assert shop.head() == head
    conversation = first.json()["conversation_id"]
    reply = said(door, conversation, "See there.", external_id="m-2", cites=["returns"])
    assert said(door, conversation, "See there.", external_id="m-2").content == reply.content
    other = opened(door)["conversation_id"]
    assert problem(said(door, other, "See there.", external_id="m-2")) == (409, "conflict")


def test_a_conversation_that_is_not_there_is_a_404(door: Door) -> None:
    assert problem(door.get("/conversations/none")) == (404, "not_found")
    assert problem(said(door, "none", "Hello?")) == (404, "not_found")


def test_an_erased_customers_conversation_is_gone(door: Door, shop: Shop) -> None:
    conversation = opened(door)["conversation_id"]
    shop.erase(shop.ada)
    assert problem(door.get(f"/conversations/{conversation}")) == (410, "erased")
    assert problem(said(door, conversation, "Hello?", who="ada")) == (410, "erased")
    assert door.get("/conversations").json()["items"] == []


def test_reading_again_what_did_not_change_costs_nothing(door: Door) -> None:
    path = f"/conversations/{opened(door)['conversation_id']}"
    tag = door.get(path).headers["etag"]
    again = door.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    said(door, path.rsplit("/", 1)[1], "See there.", cites=["returns"])
    assert door.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_the_inbox_pages_and_sifts(door: Door) -> None:
    made = [opened(door, f"Where is kettle {n}?")["conversation_id"] for n in range(5)]
    said(door, made[0], "Here.", cites=["tracking"])
    wanted = [made[0], *reversed(made[1:])]
    seen, after = list[str](), None
    while True:
        page = door.get("/conversations", params={"limit": 2} | ({"after": after} if after else {}))
        seen += [each["conversation_id"] for each in page.json()["items"]]
        after = page.json()["next"]
        if after is None:
            break
    assert seen == wanted
    listed = door.get("/conversations", params={"state": "with_agent"}).json()["items"]
    assert [each["conversation_id"] for each in listed] == [made[0]]
    assert (listed[0]["last_message"], listed[0]["last_author"]) == ("Here.", "agent")
    assert door.get("/conversations", params={"team": "none"}).json()["items"] == []
    assert problem(door.get("/conversations", params={"after": "x"})) == (422, "invalid")
    assert problem(door.get("/conversations", params={"limit": 201})) == (422, "invalid")


def test_the_inbox_sifts_by_account(door: Door) -> None:
    account = {"external_id": "acme"}
    own = opened(door, customer={"external_id": "zoe", "account": account})["conversation_id"]
    opened(door)
    listed = door.get("/conversations", params={"account": "acme"}).json()["items"]
    assert [(e["conversation_id"], e["account"]) for e in listed] == [(own, "acme")]


def test_when_too_much_waits_nothing_more_is_accepted(
    door: Door, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tacit.web.shared.PENDING_AT_MOST", 0)
    head = shop.head()
    refused = door.post("/conversations", opening())
    assert problem(refused) == (503, "overloaded")
    assert refused.headers["retry-after"] == "1"
    assert shop.head() == head


def test_what_a_dead_process_left_is_done_by_the_worker(
    door: Door, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(door.app), "follow", lambda *given: [])  # it died behind the append
    answer = opened(door)
    assert answer["decision"] is None
    assert [each.task for each in shop.port.timers or []] == ["follow_up"]
    done = shop.wait(hours=5 / 3600)
    assert done == []  # not before the wait and five seconds more
    done = shop.wait(hours=5 / 3600)
    assert "decision.taken" in [each.event.kind for each in done]
    heard = [e.event for e in done if isinstance(e.event, MessageReceived)]
    assert heard[0].message_id == answer["message_id"]


def test_what_was_done_is_not_looked_after(
    door: Door, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Outside mode auto nothing follows a decision: its own append takes the job back."""
    batches = appended(monkeypatch)
    assert opened(door)["decision"] is not None
    (job,) = [each for each in shop.port.timers or [] if each.task == "follow_up"]
    assert [each.taken_back for each in batches] == [(), (job.key,)]


def test_the_job_is_taken_back_behind_what_leaves(
    door: Door, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In mode auto the delivery follows the decision: a process may die between the two."""
    shop.writes(ModeSet("*", "auto"), Actor("agent", shop.ines))
    batches, dropped = appended(monkeypatch), list[str]()
    monkeypatch.setattr(Store, "drop_jobs", lambda store, workspace, keys: dropped.extend(keys))
    assert opened(door)["decision"] is not None
    (job,) = [each for each in shop.port.timers or [] if each.task == "follow_up"]
    assert [each.taken_back for each in batches] == [(), (), ()]
    assert dropped == [job.key]
