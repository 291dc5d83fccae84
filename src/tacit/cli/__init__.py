"""The terminal: one command a verb, each with its help, its progress and its errors.

`COMMANDS` names them for the docs; `main` is what `tacit` runs. Commands
translate between a person and the flows, and decide nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from tacit.cli.command import Command
from tacit.settings import read_settings

# Where each command is. One is loaded when it is called, all of them only to be listed: to load
# the web door takes a second, and every embedding process of a pool loads this module.
COMMANDS: dict[str, str] = {
    "run": "tacit.cli.serve.RUN",
    "serve": "tacit.cli.serve.SERVE",
    "sign-in": "tacit.cli.sign_in.SIGN_IN",
    "doctor": "tacit.cli.doctor.DOCTOR",
    "ask": "tacit.cli.ask.ASK",
    "import": "tacit.cli.history.IMPORT",
    "receipt": "tacit.cli.receipts.RECEIPT",
    "handoff": "tacit.cli.receipts.HANDOFF",
    "trace": "tacit.cli.trace.TRACE",
    "cases": "tacit.cli.cases.CASES",
    "replay": "tacit.cli.receipts.REPLAY",
    "metrics": "tacit.cli.metrics.METRICS",
    "promise": "tacit.cli.promise.PROMISE",
    "first": "tacit.cli.first.FIRST",
    "months": "tacit.cli.months.MONTHS",
    "churn": "tacit.cli.churn.CHURN",
    "learned": "tacit.cli.learnings.LEARNED",
    "intents": "tacit.cli.intents.INTENTS",
    "quality": "tacit.cli.quality.QUALITY",
    "terms": "tacit.cli.terms.TERMS",
    "drift": "tacit.cli.drift.DRIFT",
    "held": "tacit.cli.held.HELD",
    "mode": "tacit.cli.state.MODE",
    "policy": "tacit.cli.policy.POLICY",
    "patience": "tacit.cli.patience.PATIENCE",
    "weights": "tacit.cli.weights.WEIGHTS_COMMAND",
    "explore": "tacit.cli.explore.EXPLORE",
    "backtest": "tacit.cli.backtest.BACKTEST",
    "undo": "tacit.cli.state.UNDO",
    "erase": "tacit.cli.state.ERASE",
    "rebuild": "tacit.cli.state.REBUILD",
    "verify": "tacit.cli.state.VERIFY",
    "embed": "tacit.cli.embed.EMBED",
    "work": "tacit.cli.work.WORK",
    "key": "tacit.cli.keys.KEY",
    "settings": "tacit.cli.state.SETTINGS_COMMAND",
}
# What a person can mend, told in one line; anything else is a fault of ours and shows itself.
MENDABLE = (
    "tacit.cli.command.Failure",
    "tacit.settings.WrongSetting",
    "tacit.connectors.UnknownHistory",
    "tacit.store.server.Unusable",
    "tacit.language.vector.CannotEmbed",
    "psycopg.OperationalError",
    "builtins.OSError",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status (0 done, 1 failed with one line, 2 wrong usage)."""
    parser = argparse.ArgumentParser(
        prog="tacit",
        description="The self-learning support desk. `tacit run` opens it; commands have --help.",
    )
    verbs = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    given = list(sys.argv[1:] if arguments is None else arguments)
    for command in map(command_of, COMMANDS.keys() & given[:1] or COMMANDS):
        verb = verbs.add_parser(command.name, help=command.help, description=command.help)
        verb.add_argument("--workspace", help="workspace to work on (default: TACIT_WORKSPACE)")
        command.declare(verb)
    options = parser.parse_args(given)
    try:
        return command_of(options.command).run(read_settings(), options)
    except BrokenPipeError:
        # Whoever read the output has read enough, as in `tacit ask … | head`. What is
        # still in the buffer must go somewhere, or Python complains at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        print(
            "\ntacit: stopped; what was done is kept, the same command goes on from there.",
            file=sys.stderr,
        )
        return 130
    except tuple(map(named, MENDABLE)) as failure:
        print(f"tacit: {in_one_line(failure)}", file=sys.stderr)
        return 1


def command_of(name: str) -> Command:
    """The command of this name, loaded with all that it needs."""
    command: Command = named(COMMANDS[name])
    return command


def named(place: str) -> Any:
    """What stands at a place such as `tacit.cli.ask.ASK`."""
    module, _, noun = place.rpartition(".")
    return getattr(import_module(module), noun)


def in_one_line(failure: Exception) -> str:
    """What went wrong, and where the system knows, with what: `desk.ndjson: Permission denied`."""
    said = str(failure)
    if isinstance(failure, OSError) and failure.strerror:
        said = f"{failure.filename}: {failure.strerror}" if failure.filename else failure.strerror
    if isinstance(failure, named("psycopg.OperationalError")):
        said = f"the database went away: {said}"
    return " ".join(said.split())
