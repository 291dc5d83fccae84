"""Commands about the log and what was learned, from `tacit receipt` to `tacit verify`."""

from __future__ import annotations

import argparse
import sys
import time

from rich.console import Console

from tacit.answering.priors import NAMES, PARTS
from tacit.app import App, fire, opened
from tacit.cli.ask import WEAK_DRAFT
from tacit.cli.command import Command, Failure
from tacit.events import (
    Actor,
    DecisionTaken,
    EntryId,
    Logged,
    PersonId,
    Stream,
    WorkspaceId,
)
from tacit.flows import answer, desk, people, publish
from tacit.learners.fixed import ONE
from tacit.settings import SETTINGS, Settings
from tacit.worker import work

# The part of a certificate that says what an erasure leaves, and why it may.
TOMBSTONES = (
    "Each is a keyed hash of an id under which another system knows them or what they wrote. "
    "It holds no name and no word, and stays so that taking their history in once more brings "
    "nobody back. With this database one can test an id that one knows already, and no more."
)

_CONSOLE = Console(highlight=False)


def _nothing(parser: argparse.ArgumentParser) -> None:
    del parser


def _found(app: App, settings: Settings, options: argparse.Namespace) -> WorkspaceId:
    name = options.workspace or settings.workspace
    workspace = app.store.find_workspace(name)
    if workspace is None:
        known = ", ".join(sorted(app.store.workspaces())) or "none yet"
        raise Failure(f"there is no workspace {name!r} (there is: {known})")
    return workspace


# ---- receipts ------------------------------------------------------------------


def _declare_conversation(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("conversation", help="its id, or the id that the other system gave it")


def _decisions(app: App, workspace: WorkspaceId, name: str) -> list[Logged]:
    known = app.store.find_external(workspace, "conversation", [name]).get(name, name)
    stream = app.store.read_stream(workspace, Stream("conversation", known))
    found = [each for each in stream if isinstance(each.event, DecisionTaken)]
    if not found:
        raise Failure(f"conversation {name!r} has no decision in this workspace")
    return found


def _receipt(settings: Settings, options: argparse.Namespace) -> int:
    with opened(settings) as app:
        workspace = _found(app, settings, options)
        for each in _decisions(app, workspace, options.conversation):
            _print_receipt(app, workspace, each)
    return 0


def _print_receipt(app: App, workspace: WorkspaceId, logged: Logged) -> None:
    decision = logged.event
    assert isinstance(decision, DecisionTaken)
    _CONSOLE.print(f"[bold]{decision.action}[/bold] ({decision.mode})  {decision.reason}")
    _CONSOLE.print(
        f"  decision {decision.decision_id} at {logged.at:%Y-%m-%d %H:%M} UTC, "
        f"event {logged.position}"
    )
    _CONSOLE.print(
        f"  knowledge version {decision.knowledge_version}, learned up to {decision.learned_at}, "
        f"judgement {decision.judgement}, propensity {decision.propensity / ONE:.2f}"
    )
    parts = zip(PARTS, decision.parts, strict=False)
    _CONSOLE.print("  confidence from " + ", ".join(f"{n} {p / ONE:+.2f}" for n, p in parts))
    with app.port.learned(workspace) as learned:
        titles = {entry: r.text.title for entry, r in learned.library.live.items()}
    for n, each in enumerate(decision.candidates[:5], 1):
        features = zip(NAMES, each.features, strict=False)
        shown = ", ".join(f"{name} {value / ONE:+.2f}" for name, value in features if value)
        _CONSOLE.print(
            f"  {n}. {titles.get(each.entry_id, each.entry_id)}  {each.score / ONE:+.2f}"
        )
        _CONSOLE.print(f"     [dim]{shown}[/dim]")


def _replay(settings: Settings, options: argparse.Namespace) -> int:
    is_equal = True
    with opened(settings) as app:
        workspace = _found(app, settings, options)
        for each in _decisions(app, workspace, options.conversation):
            decision = each.event
            assert isinstance(decision, DecisionTaken)
            done = answer.replay(
                app.port, workspace, decision.conversation_id, decision.decision_id
            )
            said = "equal, to the byte" if done.is_equal else f"not equal: {done.reason}"
            _CONSOLE.print(f"decision {decision.decision_id}: {said}")
            is_equal &= done.is_equal
    return 0 if is_equal else 1


def _handoff(settings: Settings, options: argparse.Namespace) -> int:
    with opened(settings) as app:
        workspace = _found(app, settings, options)
        decision = _decisions(app, workspace, options.conversation)[-1].event
        assert isinstance(decision, DecisionTaken)
        held = desk.package(app.port, workspace, decision.conversation_id)
    _CONSOLE.print(f"[bold]{held.reason}[/bold]: {held.sentence}")
    _CONSOLE.print("Tried: " + (", ".join(held.tried) or "nothing was sent yet"))
    _CONSOLE.print(
        "Near: " + ", ".join(f"{title} ({score / ONE:+.1f})" for title, score in held.near)
    )
    for line in held.transcript:
        _CONSOLE.print(f"\n[bold]{line.author}[/bold] [dim]{line.at:%Y-%m-%d %H:%M} UTC[/dim]")
        _CONSOLE.print(line.text, markup=False)
    if held.draft and decision.confidence >= WEAK_DRAFT:
        _CONSOLE.print("\n[bold]Draft[/bold]")
        _CONSOLE.print(held.draft, markup=False)
    return 0


# ---- changes -------------------------------------------------------------------


def _declare_mode(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("mode", choices=["observe", "draft", "auto"])
    parser.add_argument("--reason", default="", help="why, for the log")


def _mode(settings: Settings, options: argparse.Namespace) -> int:
    with opened(settings) as app:
        workspace = _found(app, settings, options)
        desk.set_mode(app.port, workspace, options.mode, options.reason, Actor("agent"))
    meaning = {
        "observe": "nobody is answered; what it would have said is scored",
        "draft": "agents get its answers as drafts; nothing leaves by itself",
        "auto": "it answers by itself where it is sure enough",
    }
    _CONSOLE.print(f"Mode is now {options.mode}: {meaning[options.mode]}.")
    return 0


def _declare_undo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "what", help="the conversation whose lesson to undo, or version:N of the knowledge"
    )
    parser.add_argument("--reason", default="undone in the terminal", help="why, for the log")


def _undo(settings: Settings, options: argparse.Namespace) -> int:
    with opened(settings) as app:
        workspace = _found(app, settings, options)
        if options.what.startswith("version:"):
            number = options.what.removeprefix("version:")
            if not number.isdigit():
                raise Failure(f"{number!r} is no version; write version:12")
            try:
                publish.point(app.port, workspace, int(number), options.reason)
            except ValueError as unknown:
                raise Failure(str(unknown)) from None
            _CONSOLE.print(f"Answers come from version {number} of the knowledge now.")
            return 0
        known = app.store.find_external(workspace, "conversation", [options.what])
        entry = EntryId(known.get(options.what, options.what))
        with app.port.learned(workspace) as learned:
            if entry not in learned.exemplars.by_id:
                raise Failure(f"nothing was learned from conversation {options.what!r}")
        publish.withdraw(app.port, workspace, entry, options.reason, Actor("agent"))
        _CONSOLE.print("What that conversation taught is forgotten; the next answer is without it.")
    return 0


def _declare_erase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("customer", help="the customer's id, or the other system's")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def _typed(prompt: str) -> str:
    """What a person types, empty where nobody is there to type."""
    print(prompt, end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip()


def _erase(settings: Settings, options: argparse.Namespace) -> int:
    with opened(settings) as app:
        workspace = _found(app, settings, options)
        known = app.store.find_external(workspace, "person", [options.customer])
        person = PersonId(known.get(options.customer, options.customer))
        if not known and person not in app.store.people(workspace, [person]):
            raise Failure(f"nobody is known as {options.customer!r}")
        if not options.yes and _typed("This cannot be undone. Type yes to erase: ") != "yes":
            raise Failure("nothing was erased")
        certificate = people.erase(app.port, workspace, person)
        _CONSOLE.print(
            f"Erased {person}: {certificate.conversations} conversations, "
            f"event {certificate.position}."
        )
        for table, count in certificate.deleted.items():
            _CONSOLE.print(f"  {table}: {count} deleted")
        stay = f"{certificate.tombstones} tombstones stay"
        _CONSOLE.print(f"  erased_external: {stay}. {TOMBSTONES}")
    return 0


# ---- checks --------------------------------------------------------------------


def _rebuild(settings: Settings, options: argparse.Namespace) -> int:
    with opened(settings) as app:
        workspace = _found(app, settings, options)
        began = time.perf_counter()
        learned = app.port.follower.past(workspace, None, is_quick=False)
        took = time.perf_counter() - began
        _CONSOLE.print(
            f"{learned.fingerprint()}  folded {learned.position:,} events in {took:.1f} s"
        )
    return 0


def _verify(settings: Settings, options: argparse.Namespace) -> int:
    with opened(settings) as app:
        workspace = _found(app, settings, options)
        report = app.store.verify(workspace)
        _CONSOLE.print(
            f"chain of {report.events:,} events and {report.bodies:,} texts "
            f"({report.erased_bodies:,} erased): {'clean' if report.is_clean else 'NOT CLEAN'}"
        )
        for fault in report.faults:
            _CONSOLE.print(f"  position {fault.position}: {fault.what}")
        if not report.is_clean:
            return 1
        with app.port.learned(workspace) as held:
            first = held.fingerprint()
        again = app.port.follower.past(workspace, None, is_quick=False).fingerprint()
        same = "the same" if first == again else "NOT THE SAME"
        _CONSOLE.print(f"learned state {again}, folded twice: {same}")
        return 0 if first == again else 1


def _work(settings: Settings, options: argparse.Namespace) -> int:
    with opened(settings) as app:
        _CONSOLE.print("Waiting for what falls due; Ctrl-C stops.")
        work(app.store.url, lambda job: fire(app.port, job), revive=app.store.workspaces)
    return 0


def _settings(settings: Settings, options: argparse.Namespace) -> int:
    for each in SETTINGS:
        _CONSOLE.print(
            f"[bold]{each.name}[/bold]  {each.meaning} Default: {each.default or '(none)'}"
        )
    return 0


RECEIPT = Command("receipt", "Show every decision of a conversation and all that decided it.",
                  _declare_conversation, _receipt)  # fmt: skip
HANDOFF = Command("handoff", "Show what an agent gets with a handed-over conversation.",
                  _declare_conversation, _handoff)  # fmt: skip
REPLAY = Command("replay", "Recompute a conversation's decisions and compare them byte by byte.",
                 _declare_conversation, _replay)  # fmt: skip
MODE = Command("mode", "Set what may be done with decisions: observe, draft or auto.",
               _declare_mode, _mode)  # fmt: skip
UNDO = Command("undo", "Forget what a conversation taught, or go back to a knowledge version.",
               _declare_undo, _undo)  # fmt: skip
ERASE = Command("erase", "Erase a customer: their words go, and what was learned from them.",
                _declare_erase, _erase)  # fmt: skip
REBUILD = Command("rebuild", "Fold the learned state from the log anew and print its hash.",
                  _nothing, _rebuild)  # fmt: skip
VERIFY = Command("verify", "Check the chain, the texts' commitments and the learned state.",
                 _nothing, _verify)  # fmt: skip
WORK = Command("work", "Do what falls due: silence windows and other work of the queue.",
               _nothing, _work)  # fmt: skip
SETTINGS_COMMAND = Command("settings", "Print every setting with its meaning and default.",
                           _nothing, _settings)  # fmt: skip
