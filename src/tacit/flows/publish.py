"""Brings knowledge to life: articles by version, and back to an earlier one.

Importers and doors call it. Agents' own words go through the gate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tacit.answering.autonomy import Changes, taken_back
from tacit.events import (
    SYSTEM,
    Actor,
    EntryId,
    EntryRevised,
    ExemplarWithdrawn,
    KnowledgePointed,
    KnowledgePublished,
    Logged,
    WorkspaceId,
)
from tacit.flows.port import MANIFEST, Manifest, Port, Writing, article_text, embedded, manifest
from tacit.history import Article
from tacit.knowledge.library import Revision, Text
from tacit.knowledge.sections import sections
from tacit.store.batch import ExternalId, Moved, Vectors


def put_articles(
    port: Port, workspace: WorkspaceId, articles: Sequence[Article], reason: str
) -> list[Logged]:
    """Publish one new version with these articles added, changed or withdrawn.

    A text that the article has, or had at an earlier revision, changes nothing:
    a history told twice adds nothing. To go back to an earlier text, point back.
    """
    # Begun before the knowledge is read: who publishes meanwhile makes this append fail.
    writing, held = _begin(port, workspace)
    with port.learned(workspace) as learned:
        library = learned.library
        numbers = {entry: max(held) for entry, held in library.revisions.items()}
        had = {e: {_shown(r.text) for r in held.values()} for e, held in library.revisions.items()}
        live = set(library.live)
    known = _known(port, workspace, articles)
    revisions, dropped = dict[str, int](), list[EntryId]()
    changes = dict[EntryId, list[list[str]] | None]()
    for article in articles:
        names = (article.external_id, article.url or "", *article.aliases)
        entry = next((known[n] for n in names if n in known), None) or EntryId(writing.new_id())
        if article.is_withdrawn:
            dropped += [entry] if entry in live else []
            changes[entry] = None
            continue
        passages = cut(port, article)
        text = article_text(article.title, article.url, "", passages)
        if entry in live and text in had[entry]:
            continue
        number = numbers.get(entry, 0) + 1
        _revise(writing, article, entry, number, passages)
        _name(writing, article, entry, known)
        revisions[entry] = numbers[entry] = number
        changes[entry] = passages
    if not revisions and not dropped:
        return []
    writing.event(_next(held, revisions, dropped, reason))
    _take_back(writing, changes)
    return writing.append()


@dataclass(frozen=True)
class Edit:
    """A change of one article: who makes it, and which revision they had read.

    `as_read` 0 is an article that is not there; None: whatever there is.
    """

    by: Actor
    as_read: int | None = None


def put_article(port: Port, workspace: WorkspaceId, article: Article, edit: Edit) -> list[Logged]:
    """Publish a new version with this text of one article; nothing where it has it already.

    Unlike a history told again, this may go back to words it had before. Raises
    Moved where the live revision is not the one that was read.
    """
    writing, held = _begin(port, workspace)
    known = _known(port, workspace, [article])
    names = (article.external_id, article.url or "")
    entry = next((known[n] for n in names if n in known), None) or EntryId(writing.new_id())
    with port.learned(workspace) as learned:
        live = learned.library.live.get(entry)
        number = max(learned.library.revisions.get(entry, {0: None})) + 1
    _check(edit, live)
    passages = cut(port, article)
    body = _body(article, passages)
    now = port.store.bodies(workspace, [live.event.revision_id]) if live else {}
    if body in now.values() and article.external_id in known:
        return []
    _revise(writing, article, entry, number, passages, edit.by)
    _name(writing, article, entry, known)
    reason = "an article was written"
    writing.event(_next(held, {str(entry): number}, [], reason), edit.by)
    _take_back(writing, {entry: passages})
    return writing.append()


def drop_article(port: Port, workspace: WorkspaceId, entry: EntryId, edit: Edit) -> list[Logged]:
    """Publish a new version without this article; nothing where there is none."""
    writing, held = _begin(port, workspace)
    with port.learned(workspace) as learned:
        live = learned.library.live.get(entry)
    _check(edit, live)
    if live is None:
        return []
    writing.event(_next(held, {}, [entry], "an article was withdrawn"), edit.by)
    _take_back(writing, {entry: None})
    return writing.append()


def restore_article(
    port: Port, workspace: WorkspaceId, entry: EntryId, number: int, edit: Edit
) -> list[Logged]:
    """Publish a new version with an earlier revision of an article, withdrawn ones too.

    Raises KeyError for a revision that it never had.
    """
    writing, held = _begin(port, workspace)
    with port.learned(workspace) as learned:
        live = learned.library.live.get(entry)
        restored = learned.library.revisions.get(entry, {}).get(number)
    if restored is None:
        raise KeyError(f"there is no revision {number}")
    _check(edit, live)
    if live and live.event.revision == number:
        return []
    writing.event(_next(held, {str(entry): number}, [], "a revision was restored"), edit.by)
    _take_back(writing, {entry: _passages(restored)})
    return writing.append()


def _take_back(writing: Writing, changes: Changes) -> None:
    """Let no intent answer alone any more by what it earned with other words.

    It is one step with the version that was just written.
    """
    version = writing.events[-1].event
    assert isinstance(version, KnowledgePublished | KnowledgePointed)
    with writing.port.learned(writing.workspace) as learned:
        steps = taken_back(learned, changes, version.version)
    for each in steps:
        writing.move(each)


def _passages(revision: Revision | None) -> list[list[str]] | None:
    """What a revision says, as an entry's passages; None where there is none."""
    if revision is None:
        return None
    return [[each.heading, each.text] for each in revision.text.passages]


def _check(edit: Edit, live: Revision | None) -> None:
    number = live.event.revision if live else 0
    if edit.as_read not in (None, number):
        raise Moved(f"it is at revision {number} by now" if live else "it is not there by now")


def _begin(port: Port, workspace: WorkspaceId) -> tuple[Writing, Manifest]:
    """An append that expects the knowledge as it stands before anything else of it is read."""
    writing = port.write(workspace)
    held = manifest(port, workspace)
    writing.expected[MANIFEST] = held.position
    return writing, held


def _next(
    held: Manifest, revisions: dict[str, int], dropped: list[EntryId], reason: str
) -> KnowledgePublished:
    return KnowledgePublished(held.newest + 1, held.version, revisions, dropped, reason)


def _shown(text: Text) -> str:
    """What readers see of an article, to tell whether it changed."""
    passages = [[each.heading, each.text] for each in text.passages]
    return article_text(text.title, text.url, "", passages)


def _known(port: Port, workspace: WorkspaceId, articles: Sequence[Article]) -> dict[str, EntryId]:
    names = {name for each in articles for name in (each.external_id, *each.aliases)}
    names |= {each.url for each in articles if each.url}
    found = port.store.find_external(workspace, "article", names)
    return {name: EntryId(entry) for name, entry in found.items()}


def cut(port: Port, article: Article) -> list[list[str]]:
    """The article's passages: its sections, each cut where the embedder cannot read it whole."""
    found = list[list[str]]()
    for section in sections(article.markdown):
        whole = f"{article.title}\n{section.heading}\n{section.text}"
        if len(port.embedder.passages(whole)) == 1:
            found.append([section.heading, section.text])
        else:
            found += [[section.heading, each] for each in port.embedder.passages(section.text)]
    return found


def passages_of(port: Port, article: Article) -> list[str]:
    """Every text that publishing an article asks a vector for, its title first."""
    title = port.embedder.passages(article.title) or [article.external_id]
    return [
        title[0],
        *(embedded(port.embedder, article.title, *each) for each in cut(port, article)),
    ]


def _body(article: Article, passages: list[list[str]]) -> str:
    more = {
        "locale": article.locale,
        "audience": article.audience,
        "about": article.about,
        "source": article.source,
    }
    return article_text(article.title, article.url, article.markdown, passages, more)


def _revise(
    writing: Writing,
    article: Article,
    entry: EntryId,
    number: int,
    passages: list[list[str]],
    by: Actor = SYSTEM,
) -> None:
    revision = writing.new_id()
    body = _body(article, passages)
    origin: Literal["article", "stub"] = "article" if passages else "stub"
    embedder = writing.port.embedder
    language = article.language or (article.locale or "")[:2].lower() or None
    language = language or writing.port.identify(f"{article.title}\n{article.markdown}")
    commitment = writing.body(revision, body)
    writing.event(EntryRevised(entry, number, revision, origin, commitment, language), by)
    vectors = tuple(embedder.embed(text) for text in passages_of(writing.port, article))
    writing.vectors.append(Vectors(revision, embedder.namespace, vectors))


def _name(writing: Writing, article: Article, entry: EntryId, known: dict[str, EntryId]) -> None:
    """Make the article known under its id, its address and its aliases, where nobody holds them."""
    for name in dict.fromkeys(filter(None, (article.external_id, article.url, *article.aliases))):
        if name not in known:
            known[name] = entry
            writing.external_ids.append(ExternalId("article", name, entry))


def point(port: Port, workspace: WorkspaceId, version: int, reason: str) -> list[Logged]:
    """Move the pointer to an earlier or later version: undo, and undo of undo.

    Raises ValueError for a version that was never published.
    """
    writing = port.write(workspace)
    with port.learned(workspace) as learned:
        library = learned.library
        if version not in library.manifests:
            raise ValueError(f"there is no version {version} of the knowledge")
        wanted = library.manifests[version]
        changes = {
            entry: _passages(library.revisions[entry].get(wanted.get(entry, 0)))
            for entry, held in library.live.items()
            if wanted.get(entry) != held.event.revision
        }
    writing.expected[MANIFEST] = manifest(port, workspace).position
    writing.event(KnowledgePointed(version, reason))
    _take_back(writing, changes)
    return writing.append()


def withdraw(
    port: Port, workspace: WorkspaceId, entry: EntryId, reason: str, by: Actor = SYSTEM
) -> list[Logged]:
    """Take an exemplar out of service: what it taught is forgotten at once."""
    writing = port.write(workspace)
    writing.event(ExemplarWithdrawn(entry, reason), by)
    return writing.append()
