"""Commands about one conversation: every decision, what became of it, and what an agent gets."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator

from rich.console import Console
from rich.markup import escape

from tacit.answering.cause import reasons
from tacit.answering.priors import NAMES, PARTS
from tacit.answering.spoken import spoken
from tacit.app import App
from tacit.cli.command import Command, Failure
from tacit.cli.talk import WEAK_DRAFT
from tacit.cli.workspace import on_workspace
from tacit.events import (
    CauseSet,
    ConversationHandedOff,
    ConversationReopened,
    ConversationResolved,
    DecisionId,
    DecisionTaken,
    FailureDiagnosed,
    LessonSettled,
    Logged,
    ReplyDelivered,
    Stream,
    WorkspaceId,
)
from tacit.flows import answer, desk
from tacit.learners.fixed import ONE
from tacit.weights import WHOLE

_CONSOLE = Console(highlight=False)


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("conversation", help="its id, or the id that the other system gave it")


def stream_of(app: App, workspace: WorkspaceId, name: str) -> list[Logged]:
    """All events of a conversation, which has a decision among them; Failure where not."""
    known = app.store.find_external(workspace, "conversation", [name]).get(name, name)
    stream = app.store.read_stream(workspace, Stream("conversation", known))
    if not stream:
        raise Failure(f"there is no conversation {name!r} in this workspace")
    if not _decisions(stream):
        raise Failure(
            f"no decision was taken in conversation {name!r}: it was imported, and not rehearsed"
        )
    return stream


def _decisions(stream: list[Logged]) -> list[tuple[Logged, DecisionTaken]]:
    return [(each, each.event) for each in stream if isinstance(each.event, DecisionTaken)]


def _receipt(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    stream = stream_of(app, workspace, options.conversation)
    for logged, decision in _decisions(stream):
        _print_receipt(app, workspace, logged, decision)
        for line in _aftermath(stream, decision.decision_id):
            _CONSOLE.print(f"  {line}")
    for line in _course(stream):
        _CONSOLE.print(line)
    return 0


def _print_receipt(
    app: App, workspace: WorkspaceId, logged: Logged, decision: DecisionTaken
) -> None:
    _CONSOLE.print(f"[bold]{decision.action}[/bold] ({decision.mode})  {decision.reason}")
    _CONSOLE.print(f"  decision {decision.decision_id} at {_time(logged)}, event {logged.position}")
    _CONSOLE.print(
        f"  knowledge version {decision.knowledge_version}, learned up to {decision.learned_at}, "
        f"judgement {decision.judgement}, propensity {decision.propensity / ONE:.2f}"
    )
    if decision.intent_id is not None:
        with app.port.learned(workspace) as learned:
            name = learned.name_of(decision.intent_id)
        chance = decision.intent_confidence / ONE
        _CONSOLE.print(f"  intent {escape(name)} ({decision.intent_id}), {chance:.0%} likely")
    if decision.tone:
        _CONSOLE.print(f"  tone {decision.tone}")
    if decision.policy_classes:
        _CONSOLE.print(
            f"  of a policy class or segment: {escape(', '.join(decision.policy_classes))}"
        )
    _print_situation(app, workspace, decision)
    parts = zip(PARTS, decision.parts, strict=False)
    _CONSOLE.print("  confidence from " + ", ".join(f"{n} {p / ONE:+.2f}" for n, p in parts))
    with app.port.learned(workspace) as learned:
        titles = {entry: r.text.title for entry, r in learned.library.live.items()}
    for n, each in enumerate(decision.candidates[:5], 1):
        features = zip(NAMES, each.features, strict=False)
        shown = ", ".join(f"{name} {value / ONE:+.2f}" for name, value in features if value)
        own_words = "an agent's reply" if each.origin == "exemplar" else "an entry of the past"
        title = titles.get(each.entry_id, f"{own_words} ({each.entry_id})")
        quality = decision.qualities.get(each.entry_id, 0) / ONE
        resolves = f", {quality:+.2f} as it resolves" if quality else ""
        drawn = f", drawn with {decision.lots[each.entry_id] / ONE:.1%}" if (
            each.entry_id in decision.lots) else ""  # fmt: skip
        told = f"  {n}. {title}  {each.score / ONE:+.2f}{resolves}{drawn}"
        _CONSOLE.print(told, markup=False)
        _CONSOLE.print(f"     [dim]{shown}[/dim]")


def _print_situation(app: App, workspace: WorkspaceId, decision: DecisionTaken) -> None:
    """What was known of the customer, and what it says of the likeliest entry by now."""
    held = app.store.bodies(workspace, [decision.situation_id or ""])
    words = json.loads(held.get(decision.situation_id or "", "{}"))
    if not words or not decision.cites:
        return
    with app.port.learned(workspace) as learned:
        found = spoken(learned, decision.situation, words, decision.cites[0])
    for each in found:
        said = (
            f"{each.says:+.2f}, {each.answered:g} of {each.seen:g} answers" if each.seen else "new"
        )
        _CONSOLE.print(f"  {each.attribute} {each.value}: {said}", markup=False)


def _aftermath(stream: list[Logged], decision: DecisionId) -> Iterator[str]:
    """What was done with a decision, and what each witness said of it, in order."""
    for logged in stream:
        match logged.event:
            case ReplyDelivered(decision_id=made) if made == decision:
                yield f"delivered to the customer at {_time(logged)}"
            case ConversationHandedOff(decision_id=made, reason=why) if made == decision:
                yield f"handed off to an agent at {_time(logged)}: {why}"
            case LessonSettled(decision_id=made) as said if made == decision:
                worth = "void" if said.reward is None else f"{said.reward / 1000:.2f}"
                part = f", {said.weight // 10}% of a word" if said.weight < WHOLE else ""
                yield (
                    f"{said.witness} says {worth} at {_time(logged)}: "
                    f"{said.reason}, {said.standing}{part}"
                )
            case FailureDiagnosed(decision_id=made) as found if made == decision:
                told = "; ".join(reasons(found.cause, found.evidence))
                yield f"failed, {found.cause} found at {_time(logged)}: {told}"
            case CauseSet(decision_id=made) as held if made == decision:
                yield f"an agent says {held.cause} at {_time(logged)}, it was {held.was}"


def _course(stream: list[Logged]) -> Iterator[str]:
    """How the conversation ended, and began again."""
    for logged in stream:
        match logged.event:
            case ConversationResolved(how=how, by=whom):
                yield f"resolved, {how} by {whom}, at {_time(logged)}"
            case ConversationReopened(reason=why):
                yield f"reopened at {_time(logged)}: {why}"


def _time(logged: Logged) -> str:
    return f"{logged.at:%Y-%m-%d %H:%M} UTC"


def _replay(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    is_equal = True
    for _, decision in _decisions(stream_of(app, workspace, options.conversation)):
        done = answer.replay(app.port, workspace, decision.conversation_id, decision.decision_id)
        said = "equal, to the byte" if done.is_equal else f"not equal: {done.reason}"
        _CONSOLE.print(f"decision {decision.decision_id}: {said}")
        is_equal &= done.is_equal
    return 0 if is_equal else 1


def _handoff(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    _, decision = _decisions(stream_of(app, workspace, options.conversation))[-1]
    held = desk.package(app.port, workspace, decision.conversation_id)
    is_handoff = decision.action == "hand_off" or decision.rule == "lost"
    why = held.reason if is_handoff else f"no handoff, but {decision.action}"
    _CONSOLE.print(f"[bold]{why}[/bold]: {held.sentence}")
    _CONSOLE.print("Tried: " + (", ".join(held.tried) or "nothing was sent yet"), markup=False)
    near = ", ".join(f"{title} ({score / ONE:+.1f})" for title, score in held.near)
    _CONSOLE.print(f"Near: {near or 'nothing'}", markup=False)
    for line in held.transcript:
        _CONSOLE.print(f"\n[bold]{line.author}[/bold] [dim]{line.at:%Y-%m-%d %H:%M} UTC[/dim]")
        _CONSOLE.print(line.text, markup=False)
    if held.draft and decision.confidence >= WEAK_DRAFT:
        _CONSOLE.print("\n[bold]Draft[/bold]")
        _CONSOLE.print(held.draft, markup=False)
    return 0


RECEIPT = Command(
    "receipt",
    "Show every decision of a conversation, all that decided it, and what became of it.",
    _declare,
    on_workspace(_receipt),
)
HANDOFF = Command(
    "handoff",
    "Show what an agent gets with a handed-over conversation.",
    _declare,
    on_workspace(_handoff),
)
REPLAY = Command(
    "replay",
    "Recompute a conversation's decisions and compare them byte by byte.",
    _declare,
    on_workspace(_replay),
)
