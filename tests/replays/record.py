"""Writes one invented week of the shop down, and what is said of it a week later.

    .venv/bin/python -m tests.replays.record

Run it after a change that is meant to move decisions, together with a raised
`tacit.answering.JUDGEMENT`. The dice are seeded, so the same code writes the
same bytes.
"""

from __future__ import annotations

import json
import random
import tempfile
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from tacit.answering import JUDGEMENT
from tacit.events import DecisionTaken, EntryRevised, Logged, MessageReceived
from tacit.flows import publish
from tacit.payload import to_payload
from tacit.store.opening import open_store
from tests.cast import ARTICLES, Shop, Talk, open_shop

FILE = Path(__file__).parent / "one_week.ndjson"
SEED = 12

ASKED = [
    ("How do I send back the kettle I bought?", "returns"),
    ("I want to send back a kettle, how?", "returns"),
    ("When does my refund arrive on the card?", "refunds"),
    ("Where is my refund?", "refunds"),
    ("Can I still cancel my order?", "cancel"),
    ("My kettle has limescale, what to do?", "descale"),
    ("Where can I download the invoice?", "invoice"),
    ("Does the warranty cover limescale damage?", "warranty"),
    ("Wie kann ich meine Rechnung und das finden?", "invoice"),
    ("kettle", "descale"),
]
OWN_WORDS = [("Is the samovar loud?", "It hums a little."), ("Do you sell samovars?", "In spring.")]
AFTERWARDS = ["Thanks, that worked!", "It is still not working", "Let me talk to a human", ""]


def one_week(shop: Shop, dice: random.Random) -> None:
    """Seven days: observed for two, then answered alone where it is sure.

    On the last, answers are rated and agents speak of the same ones; a week
    later, when all windows have closed, more is asked.
    """
    for day in range(7):
        if day == 2:
            shop.mode("auto")
        if day == 4:
            changed = replace(ARTICLES[0], markdown="You may return goods within 60 days.")
            publish.put_articles(shop.port, shop.workspace, [changed], "longer")
        for _ in range(3):
            conversation(shop, dice)
        if day == 5:
            publish.point(shop.port, shop.workspace, 1, "not yet")
        shop.wait(22)
    for text, entry in ASKED[:8]:
        rated_then_replied(shop, text, entry, dice)
    shop.wait(168)
    for _ in range(3):
        conversation(shop, dice)


def conversation(shop: Shop, dice: random.Random) -> None:
    """One customer asks; what happens next is drawn."""
    customer, agent = (shop.people[dice.choice(pair)] for pair in (["ada", "bruno"], AGENTS))
    if dice.random() < 0.2:
        text, reply = dice.choice(OWN_WORDS)
        talk = shop.asks(text, customer)
        talk.replies(reply, agent, publish=dice.random() < 0.3)
        return
    text, entry = dice.choice(ASKED)
    talk = shop.asks(text, customer, subject="Kettle" if dice.random() < 0.2 else "")
    happens_next(shop, talk, dice, entry)


def happens_next(shop: Shop, talk: Talk, dice: random.Random, entry: str) -> None:
    after = dice.choice(AFTERWARDS)
    if talk.delivered and after:
        talk.says(after)
    if dice.random() < 0.2:
        talk.heard("bystander", shop.stefan, "I ask myself the same.")
    if not talk.delivered or after.startswith("It is"):
        right = dice.random() < 0.85
        talk.replies("See there.", cites=entry if right else "voucher")
    if dice.random() < 0.1:
        publish.withdraw(shop.port, shop.workspace, talk.entry_id, "drawn")


def rated_then_replied(shop: Shop, text: str, entry: str, dice: random.Random) -> None:
    """A customer and an agent judge the same answer, and not always alike."""
    talk = shop.asks(text, shop.bruno)
    talk.rated("thumb", dice.choice([-1, 1]))
    talk.replies("See there.", shop.ines, cites=dice.choice([entry, "voucher"]))


AGENTS = ["ines", "jonas"]


def rows(shop: Shop) -> Iterator[dict[str, Any]]:
    """The log with the texts and vectors that lie beside it, one JSON object a line."""
    learned = shop.learned()
    yield {"fingerprint": learned.fingerprint(), "judgement": JUDGEMENT}
    for logged in shop.events():
        yield from beside(shop, logged)
        yield {
            "event": json.loads(to_payload(logged.event)),
            "kind": logged.event.kind,
            "schema": logged.event.schema,
            "position": logged.position,
            "event_id": logged.event_id,
            "at": logged.at.isoformat(),
            "recorded_at": logged.recorded_at.isoformat(),
            "cause_position": logged.cause_position,
            "actor": [logged.actor.kind, logged.actor.id],
        }


def beside(shop: Shop, logged: Logged) -> Iterator[dict[str, Any]]:
    """The text of a message or revision, and the vectors of a revision or question."""
    event, store = logged.event, shop.port.store
    if isinstance(event, MessageReceived | EntryRevised):
        id = event.message_id if isinstance(event, MessageReceived) else event.revision_id
        yield {"id": id, "text": store.bodies(shop.workspace, [id])[id]}
    if isinstance(event, DecisionTaken | EntryRevised):
        id = event.message_id if isinstance(event, DecisionTaken) else event.revision_id
        found = store.vectors(shop.workspace, shop.port.embedder.namespace, [id])
        vectors = [b64encode(each).decode() for each in found.get(id, ())]
        yield {"id": id, "vectors": vectors}


def main() -> None:
    """Write the file anew, in a database of its own."""
    with tempfile.TemporaryDirectory() as home, open_store(Path(home)) as store:
        shop = open_shop(store, store.create_workspace("one week"))
        one_week(shop, random.Random(SEED))
        lines = [json.dumps(row, sort_keys=True, ensure_ascii=False) for row in rows(shop)]
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
