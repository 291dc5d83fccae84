"""The terminal: one command a verb, each with its help, its progress and its errors.

`COMMANDS` names them for the docs; `main` is what `tacit` runs. Commands
translate between a person and the flows, and decide nothing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from tacit.cli import ask, history, metrics, state
from tacit.cli.command import Command, Failure
from tacit.connectors import UnknownHistory
from tacit.settings import WrongSetting, read_settings
from tacit.store.server import Unusable

COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        history.RUN,
        ask.ASK,
        history.IMPORT,
        state.RECEIPT,
        state.HANDOFF,
        state.REPLAY,
        metrics.METRICS,
        state.MODE,
        state.UNDO,
        state.ERASE,
        state.REBUILD,
        state.VERIFY,
        state.WORK,
        state.SETTINGS_COMMAND,
    )
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status (0 done, 1 failed with one line, 2 wrong usage)."""
    parser = argparse.ArgumentParser(
        prog="tacit",
        description="The self-learning support desk. `tacit run` opens it; commands have --help.",
    )
    verbs = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in COMMANDS.values():
        verb = verbs.add_parser(command.name, help=command.help, description=command.help)
        verb.add_argument("--workspace", help="workspace to work on (default: TACIT_WORKSPACE)")
        command.declare(verb)
    options = parser.parse_args(arguments)
    try:
        return COMMANDS[options.command].run(read_settings(), options)
    except (Failure, WrongSetting, UnknownHistory, Unusable) as failure:
        print(f"tacit: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "\ntacit: stopped; what was done is kept, the same command goes on from there.",
            file=sys.stderr,
        )
        return 130
