"""What a person reads who finds the cause of a failure: one sheet a failure, as plain text.

`causes` writes them, into a folder outside of the project: they hold the desk's
texts, which are never part of it.
"""

from __future__ import annotations

from collections.abc import Sequence

from bench.failures import Failure
from tacit.answering.learned import Learned
from tacit.answering.priors import NAMES
from tacit.events import Candidate, EntryId, LessonSettled, MessageReceived
from tacit.learners.fixed import ONE

_SHOWN = 8
_ARTICLE_CHARACTERS = 6000


def sheet(learned: Learned, failure: Failure) -> str:
    """The question, what the assistant would have said, what people said, and the articles."""
    row, decision = failure.told.row, failure.decision
    cited = cited_in(failure)
    lines = [
        f"##### {failure.question}  {failure.kind}  {row.messages[0].at:%Y-%m-%d}  "
        f"{row.language} / {row.locale} / {decision.language}",
        f"SUBJECT {row.subject}",
    ]
    for message in row.messages:
        who = f"{message.author} {message.author_id} {message.at:%m-%d %H:%M}"
        lines.append(f"--- {who} cites={list(message.cites)}\n{message.text}")
    lines.append(
        f"=== on the customer's message {asked_in(failure)}, rule {decision.rule}, "
        f"confidence {decision.confidence / ONE:.2f} of {decision.threshold / ONE:.2f}, "
        f"parts {[round(p / ONE, 2) for p in decision.parts]}"
    )
    ranked = [each for each in decision.candidates if each.features]
    for place, each in enumerate(ranked, 1):
        if place <= _SHOWN or each.entry_id in cited:
            mark = "*" if each.entry_id in cited else " "
            lines.append(f"{mark}{place:3} {_candidate(learned, each)}")
    missing = [each for each in cited if each not in {c.entry_id for c in ranked}]
    lines += [f"*  - not among them: {_title(learned, each)}" for each in missing]
    return "\n".join(lines) + "\n"


def asked_in(failure: Failure) -> str:
    """Which of the customer's messages it was decided on, and how many there are."""
    heard = [e.event for e in failure.told.logged if isinstance(e.event, MessageReceived)]
    own = [each.message_id for each in heard if each.author == "customer"]
    return f"{own.index(failure.decision.message_id) + 1} of {len(own)}"


def cited_in(failure: Failure) -> list[EntryId]:
    """What agents and bystanders cited in the whole conversation, each once, agents' first."""
    said = [e.event for e in failure.told.logged if isinstance(e.event, MessageReceived)]
    said.sort(key=lambda message: message.author != "agent")
    judged = [
        entry
        for each in failure.told.logged
        if isinstance(each.event, LessonSettled)
        and each.event.decision_id == failure.decision.decision_id
        for entry in each.event.cites
    ]
    return list(dict.fromkeys([*judged, *(entry for each in said for entry in each.cites)]))


def articles(learned: Learned, entries: Sequence[EntryId]) -> str:
    """The texts of these entries, one after the other."""
    return "\n\n".join(_article(learned, each) for each in entries)


def _article(learned: Learned, entry: EntryId) -> str:
    revision = learned.library.live.get(entry)
    if revision is None:
        return f"##### {entry} has left"
    passages = "\n".join(f"[{p.heading}] {p.text}" for p in revision.text.passages)
    return f"##### {_title(learned, entry)}\n{passages[:_ARTICLE_CHARACTERS]}"


def _candidate(learned: Learned, candidate: Candidate) -> str:
    values = zip(NAMES, candidate.features, strict=True)
    features = " ".join(f"{name}={value / ONE:.2f}" for name, value in values if value)
    return f"{candidate.score / ONE:6.2f} {_title(learned, candidate.entry_id)} | {features}"


def _title(learned: Learned, entry: EntryId) -> str:
    revision = learned.library.live.get(entry)
    if revision is None:
        return f"{entry} (gone)"
    slug = (revision.text.url or "").rstrip("/").rpartition("/")[2]
    return f"{revision.text.title} [{revision.event.origin}] ({slug})"
