"""`tacit work`: a worker in a process of its own, until it is told to stop."""

from __future__ import annotations

import argparse

from tacit.app import fire, opened
from tacit.cli.command import Command, nothing
from tacit.settings import Settings
from tacit.worker import work


def _work(settings: Settings, options: argparse.Namespace) -> int:
    with opened(settings) as app:
        print("Waiting for what falls due; Ctrl-C stops.", flush=True)
        work(app.store.url, lambda job: fire(app.port, job), revive=app.store.workspaces)
    return 0


WORK = Command("work", "Do what falls due: silence windows and other work of the queue.",
               nothing, _work)  # fmt: skip
