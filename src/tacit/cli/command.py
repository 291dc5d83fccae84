"""What a command is: a name, one line of help, its arguments and what it does."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from tacit.settings import Settings

Run = Callable[[Settings, argparse.Namespace], int]


class Failure(Exception):
    """Something a person can mend; the message says what to do."""


@dataclass(frozen=True)
class Command:
    """One verb of the terminal."""

    name: str
    help: str
    declare: Callable[[argparse.ArgumentParser], None]
    run: Run


def nothing(parser: argparse.ArgumentParser) -> None:
    """Declare no argument of a command's own."""
    del parser
