"""`tacit doctor`: checks all that tacit needs, a line each, and says what to do about the rest."""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rich.console import Console

from tacit.cli.command import Command, Failure, nothing
from tacit.cli.listening import alone, bound
from tacit.language.embedding import embedder_from
from tacit.language.vector import CannotEmbed
from tacit.settings import Settings
from tacit.store.log import Store
from tacit.store.opening import newest, open_store, version_at
from tacit.store.server import Unusable

_CONSOLE = Console(highlight=False, soft_wrap=True)

# A full disk takes PostgreSQL down, reading too: twice its write-ahead log is the floor.
FREE_BYTES = 2 << 30
# So much of each chain is checked; `tacit verify` checks it all.
SAMPLE_EVENTS = 1000
# A job that nobody began for so long has no worker.
LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """What one check found; `advice` is what to do, and None where all is well."""

    what: str
    found: str
    advice: str | None = None


def _doctor(settings: Settings, options: argparse.Namespace) -> int:
    del options
    is_well = True
    for finding in examine(settings):
        is_well &= finding.advice is None
        mark = "[green]ok[/green]    " if finding.advice is None else "[red]not ok[/red]"
        advice = f": {finding.advice}" if finding.advice else ""
        _CONSOLE.print(f"{mark}  {finding.what:<9} {finding.found}{advice}")
    return 0 if is_well else 1


def examine(settings: Settings) -> Iterator[Finding]:
    """Every check, in the order in which one needs the other."""
    home = _home(settings.home)
    yield home
    if home.advice is None:
        yield _disk(settings.home)
    yield _model(settings)
    yield _port(settings, has_home=home.advice is None)
    if home.advice is not None and settings.database_url is None:
        return
    try:
        with open_store(settings.home, settings.database_url) as store:
            yield from _database(settings, store)
    except Unusable as reason:
        yield Finding("database", "cannot be used", str(reason))


def _home(home: Path) -> Finding:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as failure:
        return Finding("home", f"{home}: {failure.strerror}", "set TACIT_HOME to a folder of yours")
    if not os.access(home, os.W_OK | os.X_OK):
        return Finding("home", f"{home} cannot be written", "set TACIT_HOME to a folder of yours")
    return Finding("home", str(home))


def _disk(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    found = f"{free / (1 << 30):.1f} GiB free"
    if free < FREE_BYTES:
        return Finding("disk", found, f"free some: {FREE_BYTES >> 30} GiB are the floor")
    return Finding("disk", found)


def _model(settings: Settings) -> Finding:
    try:
        embedder = embedder_from(settings.embedding)
        began = time.perf_counter()
        vector = embedder.embed("Is anybody there?")
    except (CannotEmbed, OSError, ValueError) as failure:
        return Finding("model", f"{settings.embedding} does not embed", f"{failure}")
    took = (time.perf_counter() - began) * 1000
    return Finding("model", f"{embedder.namespace}, {len(vector)} dimensions, {took:.0f} ms")


def _port(settings: Settings, *, has_home: bool) -> Finding:
    address = f"{settings.host}:{settings.port}"
    try:
        with alone(settings) if has_home else contextlib.nullcontext():
            pass
    except Failure as served:
        return Finding("port", f"{served}".partition(": stop")[0])
    try:
        with bound(settings):
            return Finding("port", f"{address} is free")
    except Failure:
        return Finding("port", f"{address} is taken", "set TACIT_PORT or TACIT_HOST to another")


def _database(settings: Settings, store: Store) -> Iterator[Finding]:
    where = "TACIT_DATABASE_URL" if settings.database_url else "embedded"
    yield Finding("database", f"{where}, answers")
    at = version_at(store.url)
    ahead = None if at == newest() else f"this program knows {newest()}: run any command to migrate"
    yield Finding("schema", f"at {at}", ahead)
    workspaces = store.workspaces()
    if not workspaces:
        yield Finding("chain", "no workspace yet")
    for name, workspace in sorted(workspaces.items()):
        head = store.head(workspace)
        report = store.verify(workspace, max(0, head - SAMPLE_EVENTS))
        found = f"{name}: {head:,} events, the last {min(head, SAMPLE_EVENTS):,} checked"
        broken = None if report.is_clean else f"run tacit verify --workspace {name}"
        yield Finding("chain", found, broken)
    yield _queue(store)


def _queue(store: Store) -> Finding:
    waiting, late, failed = store.queue(datetime.now(UTC) - LATE)
    found = f"{waiting} waiting, {late} late, {failed} failed"
    if late:
        return Finding("queue", found, "nobody works: run tacit serve, or tacit work")
    if failed:
        return Finding("queue", found, "see the log of tacit serve for what failed")
    return Finding("queue", found)


DOCTOR = Command("doctor", "Check all that tacit needs, and say what to do.", nothing, _doctor)
