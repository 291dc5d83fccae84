"""One line of a tickets file as a conversation."""

from __future__ import annotations

from tacit.connectors.desk.addresses import slugs
from tacit.connectors.desk.census import Census
from tacit.connectors.rows import Shaped
from tacit.connectors.shape import Fields, WrongShape
from tacit.events import Author
from tacit.history import Conversation, Message


def conversation(row: Fields, census: Census) -> Shaped:
    """The conversation of a line, and which of its answers were left out and why.

    The opening message stays first, whatever the times of the answers claim.
    """
    external_id, asker = row.id("id"), row.id("by")
    opening = Message(f"q{external_id}", row.moment("t"), "customer", asker, row.text("text"))
    subject = row.line("title")
    if not subject and not opening.text.strip():
        raise WrongShape("text: expected a question, found neither a title nor a text")
    replies, left_out = _replies(row, external_id, asker, census)
    language = row.optional_text("lang")
    told = Conversation(
        external_id=external_id,
        customer=asker,
        subject=subject,
        messages=(opening, *replies),
        locale=row.optional_text("locale"),
        language=None if language == "und" else language,
        # Not marked solved says nothing: silence is how most conversations end.
        outcome="resolved" if row.flag("solved") else None,
        is_spam=row.flag("spam"),
    )
    return Shaped(told, left_out=tuple(left_out))


def _replies(
    row: Fields, conversation_id: str, asker: str, census: Census
) -> tuple[list[Message], list[str]]:
    replies: dict[str, Message] = {}
    left_out = []
    for answer in row.parts("answers", is_needed=False):
        reply = _reply(answer, conversation_id, asker, census)
        if reply.external_id in replies:
            raise WrongShape(f"{answer.path}.id: expected an id of its own, found one used before")
        if answer.flag("spam"):
            left_out.append(f"{answer.path}: reply {reply.external_id} left out: marked as spam")
        elif not reply.text.strip():
            left_out.append(f"{answer.path}: reply {reply.external_id} left out: it has no text")
        else:
            replies[reply.external_id] = reply
    return sorted(replies.values(), key=lambda reply: reply.at), left_out


def _reply(answer: Fields, conversation_id: str, asker: str, census: Census) -> Message:
    author, text = answer.id("by"), answer.text("text")
    role = answer.choice("role", ("asker", "helper"))
    kind: Author = "customer"
    if role == "helper" and author != asker:
        kind = "agent" if census.is_agent(author, conversation_id) else "bystander"
    return Message(
        external_id=f"a{answer.id('id')}",
        at=answer.moment("t"),
        author=kind,
        author_id=author,
        text=text,
        cites=_cites(answer, text, census),
        is_solution=answer.flag("solution"),
    )


def _cites(answer: Fields, text: str, census: Census) -> tuple[str, ...]:
    # The desk writes a question mark before the slug of a page that its help centre lacks.
    listed = tuple(slug.lstrip("?") for slug in answer.ids("kb"))
    return tuple(filter(None, listed)) or slugs(text, census.hosts)
