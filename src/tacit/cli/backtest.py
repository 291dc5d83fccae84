"""`tacit backtest`: what other policies would have been worth, by the answers that were judged."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.table import Table

from tacit.answering.backtest import Policy, Value, above, best_liked, likeliest, steady, worth
from tacit.app import App
from tacit.cli.command import Command, Failure
from tacit.cli.workspace import on_workspace
from tacit.events import WorkspaceId
from tacit.flows.backtest import drawn_by, judged_in

_CONSOLE = Console(highlight=False)
_POLICIES: dict[str, Policy] = {
    "as now": above(0.0),
    "no lot": steady,
    "the likeliest": likeliest,
    "the best liked": best_liked,
}


def _declare(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--line", type=float, nargs="+", default=[], metavar="CONFIDENCE",
                        help="only answers so sure, 0 to 1")  # fmt: skip
    parser.add_argument("--seed", type=int, default=0, help="of the days that are drawn anew")


def _backtest(app: App, workspace: WorkspaceId, options: argparse.Namespace) -> int:
    if not all(0 <= line <= 1 for line in options.line):
        raise Failure("write a confidence between 0 and 1, such as --line 0.9")
    log = judged_in(app.port, workspace)
    if not log:
        _CONSOLE.print("None yet: nobody judged an answer that they saw.")
        return 0
    table, doubts = Table(box=None, pad_edge=False), list[str]()
    for heading in ("policy", "answers", "counts as", "doubly robust", "self-normalised",
                    "inverse propensity", "plain average"):  # fmt: skip
        table.add_column(heading)
    lines = {f"as now, from {line:.0%} on": above(line) for line in options.line}
    for name, policy in (_POLICIES | lines).items():
        found = worth(log, policy, drawn_by(options.seed))
        values = (found.doubly_robust, found.self_normalised, found.ips, found.naive)
        shown = ["–"] * 4 if found.doubt else [_shown(each) for each in values]
        table.add_row(name, f"{found.answers:,}", f"{found.effective:,.0f}", *shown)
        doubts += [f"{name}: {found.doubt}"] if found.doubt else []
    _CONSOLE.print(table)
    for doubt in doubts:
        _CONSOLE.print(doubt)
    days = len({each.day for each in log})
    _CONSOLE.print(
        f"\nJudged answers: {len(log):,}, of days: {days:,}. Shares that resolve, in brackets the "
        "95% interval over days; the plain average is of the answers that both would have given.",
        style="dim",
    )
    return 0


def _shown(value: Value) -> str:
    return f"{value.mean:.1%} ({value.low:.1%} to {value.high:.1%})"


BACKTEST = Command("backtest", "Say what other policies would have been worth, by judged answers.",
                   _declare, on_workspace(_backtest))  # fmt: skip
