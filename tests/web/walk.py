"""Every operation of the interface, once and in an order that makes sense, over the shop.

The description's examples are what the site answers to it, the access matrix
and the howto's test send it as other callers would. A route without a step
here fails `test_description.py`.

    .venv/bin/python -m tests.web.walk    writes src/tacit/web/examples.json anew
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from httpx import Response

from tacit.answering.learned import Learned
from tacit.app import App
from tacit.events import Actor, ConversationId, ModeSet, Stream
from tacit.settings import Settings
from tacit.store.opening import open_store
from tacit.web.events import event
from tacit.web.live import with_texts
from tacit.web.shapes.fields import body_of
from tacit.web.shapes.stream import told_of
from tests.cast import HELP, Shop, open_shop
from tests.tidy.sources import ROOT
from tests.web.door import Door

EXAMPLES = ROOT / "src" / "tacit" / "web" / "examples.json"
RETURN = "How do I send back the kettle I bought?"
DRIP = {
    "title": "A spout that drips",
    "markdown": "Why does a kettle drip at the spout?\n\n# Steps\n1. Turn the spout.",
    "url": HELP + "drip",
    "locale": "en-GB",
    "about": ["spout"],
    "source": "help centre",
}
HISTORY = [
    {"kind": "customer", "external_id": "bruno", "name": "Bruno"},
    {
        "kind": "conversation", "external_id": "4711", "customer": {"external_id": "bruno"},
        "subject": "Invoice", "outcome": "resolved", "csat": 5,
        "messages": [
            {"author": {"kind": "customer"}, "at": "2024-01-08T09:00:00Z",
             "text": "Where is my invoice?"},
            {"author": {"kind": "agent", "external_id": "ines"}, "at": "2024-01-08T09:20:00Z",
             "text": "Under Account, Billing.", "cites": ["invoice"]},
        ],
    },
]  # fmt: skip
USAGE = {
    "items": [
        {"name": "search", "customer": "zoe", "page_url": HELP,
         "properties": {"query": "samovar loud", "results": 0}},
        {"name": "subscription_cancelled", "customer": "zoe"},
        {"name": "bug_reported", "customer": "zoe",
         "properties": {"title": "The label prints twice", "text": "Since the last release.",
                        "account": "acme", "reference": "https://bugs.kettle.example/17"}},
    ]
}  # fmt: skip
NDJSON = "".join(json.dumps(row) + "\n" for row in HISTORY)


@dataclass(frozen=True)
class Call:
    """One request: an operation by its name, with what it is sent."""

    operation: str
    method: str
    path: str
    places: dict[str, Any] = field(default_factory=dict)
    body: Any = None
    query: dict[str, Any] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return self.path.format(**self.places)

    def send(self, door: Door, key: str | None = None) -> Response:
        """Send it as the caller with this key (of all scopes by default)."""
        more: dict[str, Any] = {"params": self.query} if self.query else {}
        if isinstance(self.body, str):
            more["content"] = self.body.encode()
            more["headers"] = {"Content-Type": "application/x-ndjson"}
            return door.send(self.method, self.address, key=key, **more)
        return door.send(self.method, self.address, self.body, key=key, **more)


Walk = Generator[Call, Response, None]


def walk(shop: Shop) -> Walk:
    """The calls; each answer is sent back in, for later calls to name what it made."""
    shop.taught(RETURN, "returns", times=30)
    shop.writes(ModeSet("*", "auto"), Actor("agent", shop.ines))
    yield from _knowledge()
    yield from _people()
    yield from _conversation(shop)
    yield from _insight()
    yield Call("bring_in", "POST", "/import", body=NDJSON)
    yield Call("read_log", "GET", "/log", query={"after": 12, "limit": 2})
    yield Call("withdraw_article", "DELETE", "/articles/{external_id}", {"external_id": "drip"})
    yield Call("erase_customer", "DELETE", "/customers/{external_id}", {"external_id": "zoe"})


def _knowledge() -> Walk:
    place = {"external_id": "drip"}
    yield Call("write_article", "PUT", "/articles/{external_id}", place, DRIP)
    better = DRIP | {"markdown": f"{DRIP['markdown']}\n2. Pour slowly."}
    yield Call("write_article", "PUT", "/articles/{external_id}", place, better)
    yield Call("list_revisions", "GET", "/articles/{external_id}/revisions", place)
    yield Call(
        "restore_revision", "POST", "/articles/{external_id}/revisions/{n}/restoration",
        place | {"n": 1},
    )  # fmt: skip
    yield Call("read_article", "GET", "/articles/{external_id}", place)
    found = yield Call("list_entries", "GET", "/entries", query={"kind": "exemplar"})
    entry = found.json()["items"][0]["entry_id"]
    yield Call("read_entry", "GET", "/entries/{entry_id}", {"entry_id": entry})
    yield Call("list_versions", "GET", "/versions")
    yield Call("compare_versions", "GET", "/versions/{a}/difference/{b}", {"a": 2, "b": 3})


def _people() -> Walk:
    account = {"name": "Acme", "plan": "Pro", "yearly_revenue": 12000, "renews_on": "2027-01-31"}
    yield Call("tell_account", "PUT", "/accounts/{external_id}", {"external_id": "acme"}, account)
    customer = {"name": "Zoë", "email": "zoe@acme.example", "traits": {"role": "admin"},
                "account": {"external_id": "acme"}}  # fmt: skip
    yield Call("tell_customer", "PUT", "/customers/{external_id}", {"external_id": "zoe"}, customer)


def _conversation(shop: Shop) -> Walk:
    opening = {
        "channel": "web",
        "customer": {"external_id": "zoe", "name": "Zoë", "account": {"external_id": "acme"}},
        "context": {"page_url": "https://kettle.example/orders/7", "locale": "en-GB"},
        "message": {"text": RETURN, "external_id": "web-1"},
    }
    answer = (yield Call("open_conversation", "POST", "/conversations", body=opening)).json()
    place = {"conversation_id": answer["conversation_id"]}
    yield Call("stream_conversation", "GET", "/conversations/{conversation_id}/stream", place)
    handoff = {"reason": "customer_request", "team": "billing"}
    yield Call("hand_off", "PUT", "/conversations/{conversation_id}/handoff", place, handoff)
    yield Call("list_conversations", "GET", "/conversations", query={"team": "billing"})
    reply = {"author": {"kind": "agent", "external_id": "ines"}, "text": "It is paid back soon.",
             "cites": ["refunds"]}  # fmt: skip
    yield Call("say", "POST", "/conversations/{conversation_id}/messages", place, reply)
    rating = {"kind": "csat", "value": 5}
    yield Call("rate", "POST", "/conversations/{conversation_id}/feedback", place, rating)
    yield Call("give_back", "DELETE", "/conversations/{conversation_id}/handoff", place)
    told = {"by": "customer", "kind": "confirmed"}
    yield Call("resolve", "PUT", "/conversations/{conversation_id}/resolution", place, told)
    yield Call("reopen", "DELETE", "/conversations/{conversation_id}/resolution", place)
    yield Call("tell_usage", "POST", "/usage-events", body=USAGE)
    yield Call("read_conversation", "GET", "/conversations/{conversation_id}", place)
    yield Call("read_trace", "GET", "/conversations/{conversation_id}/trace", place)
    decision = {"decision_id": answer["decision"]["decision_id"]}
    yield Call("read_decision", "GET", "/decisions/{decision_id}", decision)
    cause = {"cause": "ambiguous_intent"}
    yield Call("set_cause", "PUT", "/decisions/{decision_id}/cause", decision, cause)
    yield Call("replay_decision", "POST", "/decisions/{decision_id}/replay", decision)
    question = {"text": "Why does a kettle drip at the spout?", "as_of": 14}
    yield Call("preview", "POST", "/preview", body=question)


def _insight() -> Walk:
    yield Call("list_metrics", "GET", "/metrics", query={"from": "2024-03-01", "to": "2024-03-31"})
    yield Call("read_metric", "GET", "/metrics/{name}", {"name": "coverage"},
               query={"every": "day", "by": "channel"})  # fmt: skip
    yield Call("read_reliability", "GET", "/reliability")
    yield Call("read_traits", "GET", "/metrics/{name}/traits", {"name": "handoff"})
    yield Call("read_curve", "GET", "/learning-curve", query={"size": 10})
    yield Call("read_churn", "GET", "/churn")
    yield Call("read_months", "GET", "/months", query={"zone": "Europe/Berlin"})
    yield Call("list_learnings", "GET", "/learnings", query={"origin": "live", "what": "exemplar"})
    yield Call("list_intents", "GET", "/intents")


# ---- the examples ----------------------------------------------------------------


def recorded(door: Door, shop: Shop) -> dict[str, Any]:
    """What the site answers to the walk, by operation; ids that differ by run are told alike."""
    found: dict[str, Any] = {}
    calls = walk(shop)
    call = next(calls)
    try:
        while True:
            if call.operation == "stream_conversation":
                answer, body = None, stream_of(shop, call.places["conversation_id"])
            else:
                answer = call.send(door)
                assert answer.status_code < 300, f"{call}: {answer.text}"
                body = told(answer)
            found.setdefault(call.operation, example(call, body))
            call = calls.send(answer)  # type: ignore[arg-type]
    except StopIteration:
        return alike(found, door)


def example(call: Call, body: Any) -> dict[str, Any]:
    return {"request": call.body, "parameters": call.places | call.query, "answer": body}


def told(answer: Response) -> Any:
    """An answer as an example shows it: of long lists the first."""
    if answer.headers.get("content-type") == "application/json":
        return shortened(answer.json())
    return answer.text or None


SHORT = {"items", "points", "candidates", "messages", "decisions", "learnings"}


def shortened(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: shortened(each[:1] if name in SHORT and isinstance(each, list) else each)
            for name, each in value.items()
        }
    return [shortened(each) for each in value] if isinstance(value, list) else value


def stream_of(shop: Shop, conversation: str) -> str:
    """The first events of a conversation, as its stream tells them."""
    store = shop.port.store
    events = store.read_stream(shop.workspace, Stream("conversation", ConversationId(conversation)))
    learned: Learned = shop.learned()
    lines = [b": ping\n\n"]
    for happened in with_texts(store, shop.workspace, events[:2]):
        shown = told_of(learned, happened.logged, happened.texts)
        lines.append(event(shown.kind, body_of(shown), shown.position))
    return b"".join(lines).decode()


def alike(found: dict[str, Any], door: Door) -> dict[str, Any]:
    """The same without what is another one in every run: workspace, keys, hashes."""
    text = json.dumps(found, ensure_ascii=False)
    text = text.replace(door.workspace, "6f0d2c1e-5a3b-4c7d-8e9f-0a1b2c3d4e5f")
    text = re.sub(r"key:[0-9a-f]{16}", "key:5f2b7c90d1e84a36", text)
    text = re.sub(r"(\\\"hash\\\":\\\")[0-9a-f]{64}", r"\g<1>" + "b7" * 32, text)
    text = re.sub(r"(commitment\\\":\\\")[0-9a-f]{64}", r"\g<1>" + "c7" * 32, text)
    made: dict[str, Any] = json.loads(text)
    # An erasure is recorded by the store's own clock.
    made["erase_customer"]["answer"]["recorded_at"] = "2024-03-04T10:05:00Z"
    return made


def written(examples: dict[str, Any]) -> str:
    return json.dumps(examples, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write the examples anew."""
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder)) as store:
        shop = open_shop(store, store.create_workspace("examples"))
        with Door(App(Settings(Path(folder)), store, shop.port), shop.workspace) as door:
            EXAMPLES.write_text(written(recorded(door, shop)), encoding="utf-8")


if __name__ == "__main__":
    main()
