"""`tacit ask`: asks once, as of a past day too, or opens a conversation in the terminal."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from tacit.app import App
from tacit.cli.command import Command, Failure
from tacit.cli.talk import Talk, converse
from tacit.cli.workspace import on_workspace, speaks
from tacit.events import WorkspaceId
from tacit.flows import answer


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="*", help="ask once and leave; none opens a conversation")
    parser.add_argument("--as-of", metavar="DATE", help="answer as of a past day (2024-03-01)")


def _ask(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    speaks(app, workspace)
    talk = Talk(app, workspace)
    if options.as_of:
        _compare(talk, " ".join(options.question), options.as_of)
    elif options.question:
        talk.ask(" ".join(options.question))
    else:
        converse(app, workspace, is_terminal=sys.stdin.isatty())
    return 0


def _compare(talk: Talk, question: str, as_of: str) -> None:
    """Answer as of a past day, then as of today."""
    if not question:
        raise Failure("write the question too: tacit ask --as-of 2024-03-01 QUESTION")
    try:
        moment = datetime.fromisoformat(as_of)
    except ValueError:
        raise Failure(f"{as_of!r} is no date; write it as 2024-03-01") from None
    if len(as_of) == 10:
        moment = moment.replace(hour=23, minute=59, second=59)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    position = talk.app.store.position_at(talk.workspace, moment)
    past = answer.preview(talk.app.port, talk.workspace, question, as_of=position)
    talk.console.print(f"[bold]As of {as_of}[/bold] (event {position})")
    talk.show(past)
    talk.console.print("\n[bold]Today[/bold]")
    talk.ask(question)


ASK = Command(
    "ask",
    "Ask as a customer would; see the decision, why, correct it and ask again.",
    _declare,
    on_workspace(_ask),
)
