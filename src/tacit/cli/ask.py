"""`tacit ask`: asks once, as of a past day too, or opens a conversation in the terminal."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime

from tacit.answering.situation import Told
from tacit.app import App
from tacit.cli.command import Command, Failure
from tacit.cli.talk import Talk, converse
from tacit.cli.workspace import on_workspace, speaks
from tacit.events import WorkspaceId
from tacit.flows import answer


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", nargs="*", help="ask once and leave; none opens a conversation")
    parser.add_argument("--page", metavar="ADDRESS", help="ask from this page of the product")
    parser.add_argument(
        "--told", metavar="NAME=VALUE", action="append", default=[],
        help="what is told of the customer, as plan=trial or role=admin; may be given again",
    )  # fmt: skip
    parser.add_argument("--as-of", metavar="DATE", help="answer as of a past day (2024-03-01)")


def _ask(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    speaks(app, workspace)
    talk = Talk(app, workspace, who=_who(options))
    if options.as_of:
        _compare(talk, " ".join(options.question), options.as_of)
    elif options.question:
        talk.ask(" ".join(options.question))
    else:
        converse(talk, is_terminal=sys.stdin.isatty())
    return 0


def _who(options: argparse.Namespace) -> answer.Who | None:
    """Who asks and from where; None where nothing is told."""
    traits = dict[str, str]()
    for each in options.told:
        name, is_told, value = each.partition("=")
        if not (name and is_told and value):
            raise Failure(f"{each!r} tells nothing; write it as plan=trial")
        traits[name] = value
    context = {"page_url": options.page} if options.page else {}
    return answer.Who(Told(context, traits, channel="preview")) if context or traits else None


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
    past = answer.preview(talk.app.port, talk.workspace, question, as_of=position, who=talk.who)
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
