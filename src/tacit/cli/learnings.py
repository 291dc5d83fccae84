"""`tacit learned`: what was learned, of which origin, when and from whom."""

from __future__ import annotations

import argparse
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tacit.app import App
from tacit.cli.command import Command, Failure
from tacit.cli.figures import zone_of
from tacit.cli.workspace import on_workspace
from tacit.events import PersonId, WorkspaceId
from tacit.flows.learnings import ORIGINS, WHAT, Learning, Wanted, learnings
from tacit.metrics.window import WrongWindow, window_of

_CONSOLE = Console(highlight=False)
_LIMIT = 40
_ID_LETTERS = 36


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--origin", choices=ORIGINS, help="live, or from a history")
    parser.add_argument("--what", choices=list(WHAT), help="of one sort only")
    parser.add_argument("--from", dest="since", metavar="DAY", help="from this day on (2024-03-01)")
    parser.add_argument("--to", dest="until", metavar="DAY", help="up to and with this day")
    parser.add_argument("--zone", default="UTC", help="whose days (Europe/Berlin)")
    parser.add_argument("--after", type=int, default=0, metavar="POSITION", help="go on from there")
    parser.add_argument("--limit", type=int, default=_LIMIT, metavar="N", help="how many at most")


def _learnings(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    try:
        zone = zone_of(options.zone)
        window = window_of(options.since, options.until, "month", zone)
    except WrongWindow as wrong:
        raise Failure(str(wrong)) from None
    limit = max(options.limit, 1)
    wanted = Wanted(
        options.after, limit + 1, options.origin, options.what, window.begins_at, window.ends_at
    )
    with app.measures.current(workspace) as courses:
        found = learnings(app.port, workspace, wanted, courses.by_id)
    if not found:
        _CONSOLE.print("Nothing was learned of that.")
        return 0
    _CONSOLE.print(_table(app, workspace, found[:limit], zone))
    _CONSOLE.print(f"\nDays are those of {zone}.", style="dim")
    if len(found) > limit:
        _CONSOLE.print(f"More with --after {found[limit - 1].position}.", style="dim")
    return 0


def _table(app: App, workspace: WorkspaceId, found: list[Learning], zone: ZoneInfo) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in ("day", "what", "origin"):
        table.add_column(title, no_wrap=True)
    table.add_column("from")
    table.add_column("why")
    # To be copied whole, however narrow the terminal is.
    table.add_column("conversation, or entry", no_wrap=True, min_width=_ID_LETTERS)
    people = app.store.people(workspace, {PersonId(each.by) for each in found if each.by})
    names = {str(id): each.name for id, each in people.items()}
    for each in found:
        at = each.at.astimezone(zone)
        reward = "" if each.reward is None else f": {each.reward / 1000:g}"
        table.add_row(
            f"{at:%Y-%m-%d}",
            each.what,
            each.origin,
            escape(names.get(each.by or "", "")),
            escape(f"{each.reason.replace('_', ' ')}{reward}"),
            each.conversation_id or ", ".join(each.entries),
        )
    return table


LEARNED = Command("learned", "List what was learned, of which origin, when and from whom.",
                    _declare, on_workspace(_learnings))  # fmt: skip
