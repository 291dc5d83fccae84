"""What `tacit metrics NAME --traits` prints: each value of a trait against all others."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tacit.metrics import ALL
from tacit.metrics.traits import DEFINITION, LEAST, Finding

_CONSOLE = Console(highlight=False)


def print_traits(name: str, found: Sequence[Finding]) -> None:
    """The values of traits, the surest first, with what is counted."""
    _CONSOLE.print(f"[bold]{ALL[name].title}[/bold]: {ALL[name].definition}\n")
    if not found:
        _CONSOLE.print(f"None yet: no trait has a value in {LEAST} conversations that others lack.")
    else:
        _CONSOLE.print(_table(found))
    _CONSOLE.print(f"\n{DEFINITION}", style="dim")


def _table(found: Sequence[Finding]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("customers with")
    for title in ("share", "accounts", "others", "accounts", "points", ""):
        table.add_column(title, justify="right", no_wrap=True)
    for each in found:
        table.add_row(
            escape(f"{each.trait} = {each.value}"),
            f"{each.share.part:,} of {each.share.whole:,}",
            f"{each.accounts:,}",
            f"{each.others.part:,} of {each.others.whole:,}",
            f"{each.other_accounts:,}",
            points_in_words(each),
            said_of(each),
        )
    return table


def points_in_words(found: Finding) -> str:
    """The difference in points with its interval."""
    points, low, high = (f"{100 * each:+.0f}" for each in (found.points, found.low, found.high))
    return f"{points} ({low} to {high})"


def said_of(found: Finding) -> str:
    """What may be said of a difference."""
    if found.chance is None:
        return "too few accounts"
    return "clear" if found.is_clear else "not clear"
