"""`tacit embed`: the vectors that a model lacks, after TACIT_EMBEDDING changed."""

from __future__ import annotations

import argparse
from dataclasses import replace

from rich.console import Console

from tacit.app import opened
from tacit.cli.command import Command, nothing
from tacit.cli.workspace import workspace_of
from tacit.flows import embed
from tacit.language.ahead import ahead
from tacit.language.pool import Pool
from tacit.language.remembered import Remembered
from tacit.settings import Settings


def _embed(settings: Settings, options: argparse.Namespace) -> int:
    console = Console(stderr=True)
    with opened(settings) as app, Pool(settings.embedding) as pool:
        workspace = workspace_of(app, settings, options)
        told = Remembered(app.port.embedder)
        port = replace(app.port, embedder=told)
        stream = ahead(embed.owed(port, workspace), lambda each: each.passages, pool, told)
        done = 0
        with console.status("embedding …") as status:
            for count in embed.fill(port, workspace, stream):
                done += count
                status.update(f"embedding … {done:,} done")
                told.forget()
    Console().print(f"{done:,} texts have vectors of {app.port.embedder.namespace} now.",
                    highlight=False)  # fmt: skip
    return 0


EMBED = Command("embed", "Make the vectors that the present model lacks.", nothing, _embed)
