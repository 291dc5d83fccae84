"""`tacit sign-in`: prints a link that signs one browser in, once."""

from __future__ import annotations

import argparse

from tacit.app import opened
from tacit.cli.command import Command
from tacit.settings import Settings
from tacit.web.pages.sign_in import link_to
from tacit.web.signed import RIGHTS


def _declare(parser: argparse.ArgumentParser) -> None:
    rights = "; ".join(f"{name}: {meaning}" for name, meaning in RIGHTS.items())
    parser.add_argument(
        "name", nargs="?", default="", help="the agent's name; asked for if left out"
    )
    parser.add_argument(
        "--right", action="append", choices=RIGHTS, metavar="RIGHT",
        help=f"what they may do besides working in the inbox (default: all). {rights}",
    )  # fmt: skip


def _sign_in(settings: Settings, options: argparse.Namespace) -> int:
    with opened(settings) as app:
        workspace = app.workspace(options.workspace or settings.workspace)
        rights = ["desk", *options.right] if options.right else list(RIGHTS)
        path = link_to(app.port, workspace, options.name, list(dict.fromkeys(rights)))
        print(f"{address(settings)}{path}")
    return 0


def address(settings: Settings) -> str:
    """Where `tacit serve` is found with these settings."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"


SIGN_IN = Command("sign-in", "Print a link that signs one browser in, once.", _declare, _sign_in)
