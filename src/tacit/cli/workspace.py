"""How a command comes to the workspace that it works on."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from tacit.app import App, opened
from tacit.cli.command import Failure, Run
from tacit.events import WorkspaceId
from tacit.settings import Settings


def workspace_of(app: App, settings: Settings, options: argparse.Namespace) -> WorkspaceId:
    """The workspace that a command names, else the settings'; Failure where there is none."""
    name = options.workspace or settings.workspace
    workspace = app.store.find_workspace(name)
    if workspace is None:
        known = ", ".join(sorted(app.store.workspaces())) or "none yet"
        raise Failure(
            f"there is no workspace {name!r} (there is: {known}): name one with --workspace, or"
            " import a history first"
        )
    return workspace


def on_workspace(do: Callable[[App, WorkspaceId, argparse.Namespace], int]) -> Run:
    """A command's run that opens the product and finds the workspace for `do`."""

    def run(settings: Settings, options: argparse.Namespace) -> int:
        with opened(settings) as app:
            return do(app, workspace_of(app, settings, options), options)

    return run


def speaks(app: App, workspace: WorkspaceId) -> None:
    """Refuse to answer from a workspace all of whose vectors are another model's."""
    if app.store.is_foreign(workspace, app.port.embedder.namespace):
        raise Failure(
            f"this workspace was embedded with another model than {app.settings.embedding}:"
            " set TACIT_EMBEDDING back, or make its vectors with `tacit embed`"
        )
