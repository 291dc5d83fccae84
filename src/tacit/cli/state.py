"""Commands that change or check a workspace whole, from `tacit mode` to `tacit verify`."""

from __future__ import annotations

import argparse
import sys
import time

from rich.console import Console

from tacit.answering.modes import ORDER
from tacit.app import App
from tacit.cli.command import Command, Failure, nothing
from tacit.cli.workspace import on_workspace
from tacit.events import EVERY_INTENT, Actor, EntryId, IntentId, PersonId, WorkspaceId
from tacit.flows import autonomy, people, publish
from tacit.settings import SETTINGS, Settings

# The part of a certificate that says what an erasure leaves, and why it may.
TOMBSTONES = (
    "Each is a keyed hash of an id under which another system knows them or what they wrote. "
    "It holds no name and no word, and stays so that taking their history in once more brings "
    "nobody back. With this database one can test an id that one knows already, and no more."
)

# What gives up an intent's own mode.
AS_ALL = "as-all"
_CONSOLE = Console(highlight=False)


# ---- changes -------------------------------------------------------------------


def _declare_mode(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("mode", nargs="?", choices=["observe", "draft", "auto", AS_ALL])
    parser.add_argument(
        "--earn", choices=ORDER, help="up to here intents rise by themselves; observe: none does"
    )
    parser.add_argument("--intent", metavar="ID", help="of this intent alone (see tacit intents)")
    parser.add_argument(
        "--segment", metavar="ATTRIBUTE=VALUE",
        help="of these customers' questions at most, such as plan=enterprise",
    )  # fmt: skip
    parser.add_argument("--reason", default="", help="why, for the log")


def _earn(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    if options.intent or options.segment:
        raise Failure("--earn is for all intents; leave --intent and --segment out")
    autonomy.set_earning(app.port, workspace, options.earn, options.reason, Actor("agent"))
    is_none = options.earn == "observe"
    _CONSOLE.print(
        "No intent rises by itself." if is_none else f"Intents rise up to {options.earn}."
    )
    return 0


def _mode(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    where, by = (app.port, workspace), Actor("agent")
    if (options.mode is None) == (options.earn is None):
        raise Failure("say a mode, or with --earn how far intents rise by themselves")
    if options.earn is not None:
        return _earn(app, workspace, options)
    if options.intent and options.segment:
        raise Failure("a mode is of an intent or of a segment; leave one of them out")
    if options.segment and "=" not in options.segment:
        raise Failure("write a segment as ATTRIBUTE=VALUE, such as plan=enterprise")
    intent = IntentId(options.segment or options.intent or EVERY_INTENT)
    if options.mode == AS_ALL and intent == EVERY_INTENT:
        raise Failure(f"{AS_ALL} is for one intent or segment; name it with --intent or --segment")
    try:
        if options.mode == AS_ALL:
            autonomy.unset_mode(*where, options.reason, by, intent)
        else:
            autonomy.set_mode(*where, options.mode, options.reason, by, intent)
    except KeyError:
        raise Failure(f"there is no intent {intent!r}; `tacit intents` lists them") from None
    except ValueError as wrong:
        raise Failure(str(wrong)) from None
    if options.segment:
        most = "as their intents allow" if options.mode == AS_ALL else f"at most {options.mode}"
        _CONSOLE.print(f"Questions of {options.segment} are treated {most}.", markup=False)
        return 0
    if intent != EVERY_INTENT:
        with app.port.learned(workspace) as learned:
            _CONSOLE.print(f"Mode of that intent is now {learned.mode_of(intent)}.")
        return 0
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


def _undo(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
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
        exemplar = learned.exemplars.by_id.get(entry)
    if exemplar is None:
        raise Failure(f"nothing was learned from conversation {options.what!r}")
    if exemplar.is_withdrawn:
        _CONSOLE.print("What that conversation taught was withdrawn already; nothing is changed.")
        return 0
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


def _erase(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    known = app.store.find_external(workspace, "person", [options.customer])
    person = PersonId(known.get(options.customer, options.customer))
    if not known and person not in app.store.people(workspace, [person]):
        raise Failure(f"nobody is known as {options.customer!r}")
    if not options.yes and _typed("This cannot be undone. Type yes to erase: ") != "yes":
        raise Failure("nothing was erased")
    certificate = people.erase(app.port, workspace, person)
    _CONSOLE.print(
        f"Erased {person}: {certificate.conversations} conversations, event {certificate.position}."
    )
    for table, count in certificate.deleted.items():
        _CONSOLE.print(f"  {table}: {count} deleted")
    stay = f"{certificate.tombstones} tombstones stay"
    _CONSOLE.print(f"  erased_external: {stay}. {TOMBSTONES}")
    return 0


# ---- checks --------------------------------------------------------------------


def _rebuild(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    began = time.perf_counter()
    learned = app.port.follower.past(workspace, None, is_quick=False)
    took = time.perf_counter() - began
    _CONSOLE.print(f"{learned.fingerprint()}  folded {learned.position:,} events in {took:.1f} s")
    return 0


def _verify(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
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


def _settings(settings: Settings, options: argparse.Namespace) -> int:
    for each in SETTINGS:
        _CONSOLE.print(
            f"[bold]{each.name}[/bold]  {each.meaning} Default: {each.default or '(none)'}"
        )
    return 0


MODE = Command("mode", "Set what may be done with decisions: observe, draft or auto.",
               _declare_mode, on_workspace(_mode))  # fmt: skip
UNDO = Command("undo", "Forget what a conversation taught, or go back to a knowledge version.",
               _declare_undo, on_workspace(_undo))  # fmt: skip
ERASE = Command("erase", "Erase a customer: their words go, and what was learned from them.",
                _declare_erase, on_workspace(_erase))  # fmt: skip
REBUILD = Command("rebuild", "Fold the learned state from the log anew and print its hash.",
                  nothing, on_workspace(_rebuild))  # fmt: skip
VERIFY = Command("verify", "Check the chain, the texts' commitments and the learned state.",
                 nothing, on_workspace(_verify))  # fmt: skip
SETTINGS_COMMAND = Command("settings", "Print every setting with its meaning and default.",
                           nothing, _settings)  # fmt: skip
