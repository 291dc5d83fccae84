"""A small history of the shop, as a connector would read it, and how tests take it in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tacit.app import App
from tacit.events import ExemplarPaired
from tacit.flows.importing import Tally
from tacit.history import Account, Conversation, Customer, Message, Row
from tacit.settings import Settings
from tacit.taking import Foretold, Reporting, take_in
from tests.cast import ARTICLES, HELP, Shop, WordVectors

BEGINS_AT = datetime(2024, 1, 8, 9, 0, tzinfo=UTC)

Line = tuple[str, str] | tuple[str, str, dict[str, Any]]
_AUTHORS = {"ada": "customer", "bruno": "customer", "stefan": "bystander"}


def told(name: str, day: float, *lines: Line, subject: str = "") -> Conversation:
    """A conversation of lines (who, text, more), ten minutes apart, begun on this day."""
    messages = tuple(_message(n, day, *line) for n, line in enumerate(lines))
    return Conversation(name, lines[0][0], subject, messages, language="en")


def _message(
    n: int, day: float, who: str, text: str, more: dict[str, Any] | None = None
) -> Message:
    at = BEGINS_AT + timedelta(days=day, minutes=10 * n)
    return Message(f"m{n}", at, _AUTHORS.get(who, "agent"), who, text, **(more or {}))


def cites(*names: str) -> dict[str, Any]:
    return {"cites": tuple(HELP + name for name in names)}


RETURN = "How do I send back the kettle I bought?"
HUM = "Is the samovar loud when it boils?"

CONVERSATIONS = (
    told("c3", 9, ("ada", RETURN), ("jonas", "See there.", cites("warranty"))),
    told("c1", 0, ("bruno", RETURN), ("ines", "Like this.", cites("returns"))),
    told("c2", 2, ("ada", "Good day"), ("ada", HUM), ("stefan", "Mine is."), ("ines", "It hums.")),
    told(
        "c4", 10, ("bruno", HUM), ("jonas", "Which one?"), ("bruno", "The big one."),
        ("jonas", "It hums.", {"is_solution": True}), ("ines", "Or whistles."),
    ),
    told("c5", 15, ("ada", "It leaks."), ("ines", "Refunded.", cites("refunds")),
         ("ada", "Thanks, that worked!"), subject="Kettle"),
    told("c6", 16, ("bruno", "Where is my invoice?"), ("jonas", "There.", cites("invoice")),
         ("jonas", "Or there.", {"cites": ("https://docs.example/paper",)})),
    told("c7", 17, ("ada", "Nobody replied to this.")),
)  # fmt: skip

ROWS: tuple[Row, ...] = (
    Account("acme", "Acme"),
    Customer("ada", "Ada", account="acme"),
    Customer("bruno", "Bruno"),
    *ARTICLES,
    *CONVERSATIONS,
)

PAPER, INK = "https://docs.example/paper", "https://docs.example/ink"

# Pages that nobody knows: a customer names one first, and it goes by two spellings.
CITING: tuple[Row, ...] = (
    *ARTICLES,
    told("d1", 0, ("ada", "Is this page right?", {"cites": (PAPER,)}),
         ("ines", "It is.", {"cites": (PAPER,)})),
    told("d2", 0.5, ("bruno", HUM), ("jonas", "Which one?"), ("bruno", "The big one."),
         ("jonas", "There.", {"cites": (PAPER + "/?from=mail",)})),
    told("d3", 3, ("ada", RETURN), ("ines", "Or there.", {"cites": (INK,)})),
    told("d4", 4, ("bruno", RETURN), ("jonas", "In the box."), ("bruno", "Thanks!")),
    told("d5", 5, ("ada", HUM), ("ines", "It hums.")),
    told("d6", 5, ("bruno", "It leaks."), ("ines", "Refunded.", {"cites": ("refunds",)})),
)  # fmt: skip


@dataclass
class Here:
    """A pool that embeds in this process."""

    def embed_all(self, passages: Iterable[str]) -> Iterator[bytes]:
        return map(WordVectors().embed, passages)


def app_of(shop: Shop, store: Any = None) -> App:
    """The product around the shop's port, or around one whose store is another."""
    port = shop.port if store is None else replace(shop.port, store=store)
    return App(Settings(Path("unused")), port.store, port)


def take(
    shop: Shop,
    rows: Iterable[Row] = ROWS,
    *,
    rehearse: int = 2000,
    store: Any = None,
    advance: Callable[[int], None] | None = None,
    newest_first: bool = False,
) -> tuple[Tally, Foretold]:
    """Take the history in, rehearsing the last conversations."""
    live = (lambda: None) if newest_first else None
    reporting = Reporting(advance=advance or (lambda by: None), live=live)
    app = app_of(shop, store)
    done = take_in(app, shop.workspace, iter(rows), Here(), rehearse=rehearse, reporting=reporting)
    shop.name_entries()
    known = shop.port.store.find_external(shop.workspace, "person", ["ada", "bruno", "ines"])
    shop.people = known
    return done


def kinds(shop: Shop) -> Counter[str]:
    return Counter(each.event.kind for each in shop.events())


def exemplars(shop: Shop) -> list[tuple[str, list[str], str, list[str]]]:
    """Each conversation's exemplar in words: (conversation, query, reply, what it cites)."""
    store, found = shop.port.store, dict[str, ExemplarPaired]()
    for logged in shop.events(ExemplarPaired):
        pair = logged.event
        assert isinstance(pair, ExemplarPaired)
        found[pair.conversation_id] = pair
    titles = {entry: r.text.title for entry, r in shop.learned().library.live.items()}
    listed = list[tuple[str, list[str], str, list[str]]]()
    for conversation, pair in found.items():
        (name,) = (name for _, name in store.external_of(shop.workspace, conversation))
        texts = store.bodies(shop.workspace, [*pair.query, pair.reply])
        query = [texts[each] for each in pair.query]
        listed.append((name, query, texts[pair.reply], [titles[each] for each in pair.cites]))
    return sorted(listed)
