"""Whole conversations, with the times, citations and outcome that were recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

from tacit.connectors.ndjson.people import person
from tacit.connectors.rows import Shaped
from tacit.connectors.shape import Fields, WrongShape
from tacit.connectors.text import from_html
from tacit.events import Author
from tacit.history import Conversation, Message

if TYPE_CHECKING:
    from tacit.connectors.ndjson.articles import Addresses

_AUTHORS: tuple[str, ...] = get_args(Author)
_OUTCOMES = ("resolved", "unresolved")


def conversation(row: Fields, addresses: Addresses) -> Shaped:
    """The conversation of a line. Its first message stays first, the others go by their times."""
    external_id, asker = row.id("external_id"), person(row.part("customer"))
    spoken = {
        part.path: _message(part, f"{external_id}/{number}", asker.customer.external_id, addresses)
        for number, part in enumerate(row.parts("messages"), start=1)
    }
    subject = row.line("subject")
    opening, *replies = _checked(list(spoken.values()), subject)
    told = Conversation(
        external_id=external_id,
        customer=asker.customer.external_id,
        subject=subject,
        messages=(opening, *sorted(filter(_has_text, replies), key=lambda reply: reply.at)),
        channel=row.optional_text("channel") or "import",
        locale=row.optional_text("locale"),
        language=row.optional_text("language"),
        account=asker.customer.account,
        outcome=row.choice("outcome", _OUTCOMES) if "outcome" in row else None,
        csat=row.whole("csat", 1, 5),
        is_spam=row.flag("spam"),
    )
    left_out = [
        f"{path}: reply {reply.external_id} left out: it has no text"
        for path, reply in spoken.items()
        if reply is not opening and not _has_text(reply)
    ]
    return Shaped(told, asker.news, tuple(left_out))


def _message(part: Fields, name: str, asker: str, addresses: Addresses) -> Message:
    author = part.part("author")
    kind = author.choice("kind", _AUTHORS)
    if "external_id" not in author and kind in {"customer", "assistant"}:
        author_id = asker if kind == "customer" else kind
    else:
        author_id = author.id("external_id")
    is_html = "html" in part and "text" not in part
    text = from_html(part.text("html")) if is_html else part.text("text")
    return Message(
        external_id=part.id("external_id") if "external_id" in part else name,
        at=part.moment("at"),
        author=cast(Author, kind),
        author_id=author_id,
        text=text,
        # Who lists what a reply cites knows best; a list left out is read from its links.
        cites=part.ids("cites") if "cites" in part else addresses.cited(text),
        is_solution=part.flag("solution"),
        solved_at=part.moment("solved_at") if "solved_at" in part else None,
    )


def _checked(messages: list[Message], subject: str) -> list[Message]:
    if not messages:
        raise WrongShape("messages: expected at least the opening message, found an empty list")
    opening = messages[0]
    if opening.author != "customer":
        raise WrongShape(
            f"messages[0].author.kind: expected customer, who opens, found {opening.author}"
        )
    if not subject and not _has_text(opening):
        raise WrongShape("messages[0].text: expected words, found neither a subject nor a text")
    names: set[str] = set()
    for number, message in enumerate(messages):
        if message.external_id in names:
            raise WrongShape(
                f"messages[{number}].external_id: expected one of its own, "
                f"found {message.external_id!r} again"
            )
        names.add(message.external_id)
    return messages


def _has_text(message: Message) -> bool:
    return bool(message.text.strip())
