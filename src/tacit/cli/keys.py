"""`tacit key`: makes, lists and revokes the keys of the programming interface."""

from __future__ import annotations

import argparse

from rich.console import Console

from tacit.app import App, opened
from tacit.cli.command import Command, Failure
from tacit.events import WorkspaceId
from tacit.settings import Settings
from tacit.web.callers import SCOPES

_CONSOLE = Console(highlight=False, soft_wrap=True)


def _declare(parser: argparse.ArgumentParser) -> None:
    scopes = "; ".join(f"{name}: {meaning}" for name, meaning in SCOPES.items())
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    create = verbs.add_parser("create", help="make a key and print it, once")
    create.add_argument("name", help="what the key is called, such as the program that uses it")
    create.add_argument(
        "--scope", action="append", required=True, choices=SCOPES, metavar="SCOPE", help=scopes
    )
    verbs.add_parser("list", help="list the keys, revoked ones too")
    revoke = verbs.add_parser("revoke", help="let a key in no more, from now on")
    revoke.add_argument("name", help="the name it was made with")


def _key(settings: Settings, options: argparse.Namespace) -> int:
    with opened(settings) as app:
        workspace = app.workspace(options.workspace or settings.workspace)
        match options.verb:
            case "create":
                _create(app, workspace, options.name, options.scope)
            case "revoke":
                _revoke(app, workspace, options.name)
            case _:
                _list(app, workspace)
    return 0


def _create(app: App, workspace: WorkspaceId, name: str, scopes: list[str]) -> None:
    if name in _valid(app, workspace):
        raise Failure(f"there is a key {name!r} already; revoke it first, or take another name")
    print(app.store.create_key(workspace, name, list(dict.fromkeys(scopes))))


def _revoke(app: App, workspace: WorkspaceId, name: str) -> None:
    if name not in _valid(app, workspace):
        raise Failure(f"there is no valid key {name!r}; tacit key list shows them")
    app.store.revoke_key(workspace, name)
    _CONSOLE.print(f"The key {name!r} is let in no more.")


def _valid(app: App, workspace: WorkspaceId) -> set[str]:
    return {each.name for each in app.store.keys(workspace) if each.revoked_at is None}


def _list(app: App, workspace: WorkspaceId) -> None:
    keys = app.store.keys(workspace)
    for each in keys:
        revoked = f", revoked {each.revoked_at:%Y-%m-%d}" if each.revoked_at else ""
        _CONSOLE.print(
            f"{each.name}  {' '.join(each.rights)}  made {each.created_at:%Y-%m-%d}{revoked}"
        )
    if not keys:
        _CONSOLE.print("There is no key yet: tacit key create NAME --scope converse")


KEY = Command("key", "Make, list and revoke keys of the programming interface.", _declare, _key)
