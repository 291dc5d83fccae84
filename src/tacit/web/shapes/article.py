"""Articles, their revisions, entries of every kind, and versions of the knowledge."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from tacit.clean import clean
from tacit.events import EntryRevised, Logged
from tacit.history import Article as ArticleRow
from tacit.web.shapes.fields import Count, Line, Shape

Title = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(clean)]
Markdown = Annotated[str, Field(min_length=1, max_length=500_000)]
Url = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^https?://[!-~]+$")]
Locale = Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Za-z0-9]{2,8})*$", max_length=35)]


class ArticleTold(Shape):
    """The whole of an article, as it is to read from now on."""

    title: Title
    markdown: Markdown
    url: Url | None = None
    locale: Locale | None = None
    audience: Line | None = None
    about: Annotated[list[Line], Field(max_length=50)] = Field(
        default=[], description="The features of the product that it tells of."
    )
    source: Line = Field(description="Where the text is kept, such as `help centre`.")

    def row(self, external_id: str, markdown: str) -> ArticleRow:
        """The article as flows take it in."""
        return ArticleRow(
            external_id,
            " ".join(self.title.split()),
            markdown,
            url=self.url,
            locale=self.locale,
            audience=self.audience,
            about=tuple(self.about),
            source=self.source,
        )


class Revision(Shape):
    """One text of an article, as it was or is."""

    entry_id: str
    revision: Count
    written_at: datetime
    written_by: str = Field(description="A person's id, a key's, or `system`.")
    is_live: bool
    title: str
    markdown: str
    url: str | None
    locale: str | None
    language: str | None
    audience: str | None
    about: list[str]
    source: str | None


class Article(Revision):
    """An article as it is answered from."""

    external_id: str


class Entry(Shape):
    """One thing that is known: an article, or a question with its approved answer."""

    entry_id: str
    kind: Literal["article", "exemplar", "fact"]
    external_id: str | None
    title: str
    text: str | None = Field(description="Of an exemplar the reply; of an article null.")
    url: str | None
    language: str | None
    revision: Count
    is_approved: bool = Field(description="False for an agent's words that nobody published.")
    held_by: str | None = Field(
        description="The gate's rule for which it does not act, `tried` where what was decided on "
        "it went wrong too often; null for what may act."
    )
    is_stub: bool = Field(description="A page that is cited and whose text is not here.")
    cites: list[str]
    conversation_id: str | None


class Version(Shape):
    """One version of the knowledge, or a move back to one."""

    version: Count
    base: Count | None = Field(description="The version it was made from; null for a move.")
    at: datetime
    position: Count
    reason: str
    changed: Count
    dropped: Count
    is_current: bool


class Change(Shape):
    """What became of one entry between two versions."""

    entry_id: str
    change: Literal["added", "removed", "revised"]
    title: str
    from_revision: Count | None
    to_revision: Count | None
    difference: str = Field(description="Both texts line by line, as `diff -u` shows them.")


def revision_of(logged: Logged, event: EntryRevised, body: str, *, is_live: bool) -> Revision:
    """A logged revision with its text, as callers see it."""
    held: dict[str, Any] = json.loads(body)
    return Revision(
        entry_id=event.entry_id,
        revision=event.revision,
        written_at=logged.at,
        written_by=logged.actor.id or logged.actor.kind,
        is_live=is_live,
        title=held["title"],
        markdown=held["markdown"],
        url=held.get("url"),
        locale=held.get("locale"),
        language=event.language,
        audience=held.get("audience"),
        about=held.get("about", []),
        source=held.get("source"),
    )
