"""The terminal: one command a verb, each with its help, its progress and its errors.

`COMMANDS` names them for the docs; `main` is what `tacit` runs. Commands
translate between a person and the flows, and decide nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

import psycopg

from tacit.cli import (
    ask,
    doctor,
    embed,
    history,
    keys,
    metrics,
    receipts,
    run,
    serve,
    sign_in,
    state,
)
from tacit.cli.command import Command, Failure
from tacit.connectors import UnknownHistory
from tacit.language.vector import CannotEmbed
from tacit.settings import WrongSetting, read_settings
from tacit.store.server import Unusable

# What a person can mend, told in one line; anything else is a fault of ours and shows itself.
MENDABLE = (
    Failure,
    WrongSetting,
    UnknownHistory,
    Unusable,
    CannotEmbed,
    psycopg.OperationalError,
    OSError,
)

COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        run.command(serve.run),
        serve.SERVE,
        sign_in.SIGN_IN,
        doctor.DOCTOR,
        ask.ASK,
        history.IMPORT,
        receipts.RECEIPT,
        receipts.HANDOFF,
        receipts.REPLAY,
        metrics.METRICS,
        state.MODE,
        state.UNDO,
        state.ERASE,
        state.REBUILD,
        state.VERIFY,
        embed.EMBED,
        state.WORK,
        keys.KEY,
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
    except BrokenPipeError:
        # Whoever read the output has read enough, as in `tacit ask … | head`. What is
        # still in the buffer must go somewhere, or Python complains at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except MENDABLE as failure:
        print(f"tacit: {in_one_line(failure)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(
            "\ntacit: stopped; what was done is kept, the same command goes on from there.",
            file=sys.stderr,
        )
        return 130


def in_one_line(failure: Exception) -> str:
    """What went wrong, and where the system knows, with what: `desk.ndjson: Permission denied`."""
    said = str(failure)
    if isinstance(failure, OSError) and failure.strerror:
        said = f"{failure.filename}: {failure.strerror}" if failure.filename else failure.strerror
    if isinstance(failure, psycopg.OperationalError):
        said = f"the database went away: {said}"
    return " ".join(said.split())
