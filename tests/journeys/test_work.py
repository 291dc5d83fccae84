"""`tacit work` against the real queue: what silence settles, by processes that come and are killed.

Conversations are led through the flows by a clock that stands in the past, so
what is due three and seven days after an answer is due now for the real
worker. Nothing sleeps: each wait is for a condition, with a deadline.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from tacit import worker
from tacit.events import ConversationResolved, LessonSettled, Logged, WorkspaceId
from tacit.store import watcher
from tacit.store.batch import Job
from tacit.store.log import Store
from tacit.store.opening import open_store
from tests.cast import Shop, Talk, open_shop
from tests.journeys.small_shop import TACIT
from tests.journeys.small_shop import Shop as Terminal
from tests.store.conftest import superuser_of

RETURN = "How do I send back the kettle I bought?"
DEADLINE_SECONDS = 100


def until(what: str, holds: Callable[[], object]) -> None:
    """Wait for a condition; fails by its name once the deadline is over."""
    pause, ends_at = threading.Event(), time.monotonic() + DEADLINE_SECONDS
    while not holds():
        assert time.monotonic() < ends_at, f"never happened: {what}"
        pause.wait(0.05)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def store(home: Path) -> Iterator[Store]:
    with open_store(home) as opened:
        yield opened


@pytest.fixture
def superuser(store: Store, home: Path) -> Iterator[psycopg.Connection]:
    """A look at the queue, which no part of the product has."""
    with superuser_of(home) as connection:
        connection.execute("SET search_path = jobs, tacit")
        yield connection


@pytest.fixture
def shop(store: Store) -> Shop:
    """The shop, whose timers are the queue's."""
    return shop_at(store, datetime(2026, 2, 2, 9, 0, tzinfo=UTC))


def shop_at(store: Store, moment: datetime) -> Shop:
    opened = open_shop(store, store.create_workspace(str(uuid.uuid4())))
    opened.clock.now = moment
    opened.port.timers = None
    opened.mode("auto")
    opened.taught(RETURN, "returns")
    return opened


@contextmanager
def working(home: Path) -> Iterator[subprocess.Popen[str]]:
    """A worker in a process of its own; whoever is left at the end is killed."""
    process = subprocess.Popen(
        [TACIT, "work"],
        env=Terminal(home, home).environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def answered(shop: Shop) -> Talk:
    talk = shop.asks(RETURN)
    assert len(talk.delivered) == 1
    return talk


def jobs(superuser: psycopg.Connection, workspace: WorkspaceId) -> list[tuple[str, str]]:
    """Each job of a workspace: its window in hours, and how it stands."""
    return superuser.execute(
        "SELECT args ->> 'hours', status::text FROM procrastinate_jobs"
        " WHERE args ->> 'workspace' = %s ORDER BY id",
        [workspace],
    ).fetchall()


def settled(shop: Shop) -> list[tuple[int, str, str]]:
    """What silence said, in order."""
    lessons = (each.event for each in shop.events(LessonSettled))
    return [
        (e.n, e.reason, e.standing)
        for e in lessons
        if isinstance(e, LessonSettled) and e.witness == "customer"
    ]


def resolutions(shop: Shop) -> list[str]:
    found = (each.event for each in shop.events(ConversationResolved))
    return [each.how for each in found if isinstance(each, ConversationResolved)]


BOTH = [(1, "silence", "provisional"), (2, "silence", "durable")]
# What succeeded leaves the queue.
DONE: list[tuple[str, str]] = []


# ---- what falls due --------------------------------------------------------------------


def test_silence_settles_what_was_answered_and_the_worker_leaves_when_told(
    home: Path, shop: Shop, superuser: psycopg.Connection
) -> None:
    talk = answered(shop)
    assert jobs(superuser, shop.workspace) == [("72", "todo"), ("168", "todo")]
    with working(home) as process:
        until("both windows are done", lambda: jobs(superuser, shop.workspace) == DONE)
        process.send_signal(signal.SIGTERM)
        assert process.wait(DEADLINE_SECONDS) == 0
    assert settled(shop) == BOTH
    assert (talk.state.state, talk.state.resolution) == ("resolved", "assumed")
    assert superuser.execute("SELECT count(*) FROM procrastinate_workers").fetchone() == (0,)


def test_what_is_not_due_waits_for_its_day(
    home: Path, store: Store, superuser: psycopg.Connection
) -> None:
    began = datetime.now(UTC) - timedelta(hours=100)
    shop = shop_at(store, began)
    answered(shop)
    with working(home):
        until(
            "the first window is done",
            lambda: jobs(superuser, shop.workspace) == [("168", "todo")],
        )
    assert settled(shop) == BOTH[:1]
    due = superuser.execute(
        "SELECT scheduled_at FROM procrastinate_jobs WHERE args ->> 'workspace' = %s"
        " AND status = 'todo'",
        [shop.workspace],
    ).fetchone()
    assert due is not None
    assert abs(due[0] - began - timedelta(hours=168)) < timedelta(minutes=10)
    superuser.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")


def test_thanks_before_the_window_ends_leave_silence_nothing_to_say(
    home: Path, shop: Shop, superuser: psycopg.Connection
) -> None:
    answered(shop).says("Thanks, that worked!")
    with working(home):
        until("both windows are done", lambda: jobs(superuser, shop.workspace) == DONE)
    assert settled(shop) == [
        (1, "customer_thanks", "provisional"),
        (2, "customer_thanks", "durable"),
    ]
    assert resolutions(shop) == ["confirmed"]


# ---- workers that are killed -----------------------------------------------------------


def lock_of(workspace: WorkspaceId) -> int:
    """The number under which a workspace's writers take turns."""
    return (uuid.UUID(workspace).int >> 64) - (1 << 63)


def killed(process: subprocess.Popen[str], superuser: psycopg.Connection) -> None:
    """Kill a worker as nothing can survive, and let its last sign of life be long ago."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    superuser.execute(
        "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 hour'"
    )


def waiting_for_a_lock(superuser: psycopg.Connection) -> bool:
    row = superuser.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
    return row is not None and row[0] > 0


def test_a_worker_killed_before_it_wrote_is_followed_by_one_that_does(
    home: Path, shop: Shop, superuser: psycopg.Connection
) -> None:
    answered(shop)
    lock = lock_of(shop.workspace)
    with working(home) as first:
        superuser.execute("SELECT pg_advisory_lock(%s)", [lock])
        until("the worker waits to write", lambda: waiting_for_a_lock(superuser))
        assert ("72", "doing") in jobs(superuser, shop.workspace)
        killed(first, superuser)
        superuser.execute("SELECT pg_advisory_unlock(%s)", [lock])
    assert settled(shop) == []
    with working(home):
        until("both windows are done", lambda: jobs(superuser, shop.workspace) == DONE)
    assert settled(shop) == BOTH
    assert resolutions(shop) == ["assumed"]


def test_a_worker_killed_after_it_wrote_leaves_nothing_to_be_done_twice(
    home: Path, shop: Shop, superuser: psycopg.Connection
) -> None:
    answered(shop)
    # The job's row is held, so that its end cannot be written although its work is.
    with superuser.transaction(), working(home) as first:
        superuser.execute("SELECT pg_advisory_lock(%s)", [lock_of(shop.workspace)])
        until("the worker waits to write", lambda: waiting_for_a_lock(superuser))
        superuser.execute(
            "SELECT id FROM procrastinate_jobs WHERE args ->> 'workspace' = %s FOR UPDATE",
            [shop.workspace],
        )
        superuser.execute("SELECT pg_advisory_unlock(%s)", [lock_of(shop.workspace)])
        until("its work is in the log", lambda: settled(shop))
        os.killpg(first.pid, signal.SIGKILL)
        first.communicate()
    superuser.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'")
    if "72" not in dict(jobs(superuser, shop.workspace)):
        # Its end was written when the row was let go: the same job comes once more.
        superuser.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
            ' SELECT queue_name, task_name, args || \'{"hours": "72"}\' FROM procrastinate_jobs'
            " WHERE args ->> 'workspace' = %s",
            [shop.workspace],
        )
    with working(home):
        until("both windows are done", lambda: jobs(superuser, shop.workspace) == DONE)
    assert settled(shop) == BOTH
    assert resolutions(shop) == ["assumed"]


def test_two_workers_side_by_side_do_each_job_once(
    home: Path, store: Store, superuser: psycopg.Connection
) -> None:
    shops = [shop_at(store, datetime(2026, 2, 2, 9, n, tzinfo=UTC)) for n in range(4)]
    for shop in shops:
        answered(shop)
    with working(home), working(home):
        until(
            "all windows are done",
            lambda: all(jobs(superuser, shop.workspace) == DONE for shop in shops),
        )
    # Both windows are due: whichever worker is quicker, the firmer word stands at the end.
    for shop in shops:
        said = [(why, standing) for _, why, standing in settled(shop)]
        assert said in ([("silence", "durable")], [each[1:] for each in BOTH])
    assert [resolutions(shop) for shop in shops] == [["assumed"]] * 4


def test_a_worker_outlives_its_server(
    home: Path, shop: Shop, superuser: psycopg.Connection
) -> None:
    pgdata = home / "postgres" / "pgdata"
    with working(home) as process:
        until("it waits for work", lambda: registered(superuser))
        postmaster = watcher.postmaster(pgdata)
        assert postmaster is not None
        os.kill(postmaster, signal.SIGKILL)
        until("it started another", lambda: watcher.postmaster(pgdata) not in (None, postmaster))
        answered(shop)
        with superuser_of(home) as again:
            again.execute("SET search_path = jobs, tacit")
            until("both windows are done", lambda: jobs(again, shop.workspace) == DONE)
        process.send_signal(signal.SIGINT)
        assert process.wait(DEADLINE_SECONDS) == 0
    assert settled(shop) == BOTH


def registered(superuser: psycopg.Connection) -> bool:
    row = superuser.execute(
        "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 min'"
    ).fetchone()
    return row is not None and row[0] > 0


# ---- the worker from inside ---------------------------------------------------------------


def pending(shop: Shop, hours: int = 1) -> Job:
    return Job("settle_silence", shop.clock(), {"hours": str(hours)}, str(uuid.uuid4()))


def enqueue(shop: Shop, job: Job) -> None:
    writing = shop.port.write(shop.workspace)
    writing.jobs.append(job)
    writing.spooled = 0
    writing.append()


def test_a_job_that_fails_is_tried_again_a_little_later(
    shop: Shop, superuser: psycopg.Connection
) -> None:
    enqueue(shop, pending(shop))

    def fails(job: Job) -> list[Logged]:
        raise ConnectionError("the outside is away")

    assert worker.work(shop.port.store.url, fails, is_once=True) == 0
    row = superuser.execute(
        "SELECT status::text, attempts, scheduled_at > now() FROM procrastinate_jobs"
        " WHERE args ->> 'workspace' = %s",
        [shop.workspace],
    ).fetchone()
    assert row == ("todo", 1, True)
    superuser.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
    done: list[Job] = []
    assert worker.work(shop.port.store.url, lambda job: done.append(job) or [], is_once=True) == 1
    assert [each.ids for each in done] == [{"workspace": shop.workspace, "hours": "1"}]


def test_a_worker_takes_over_from_one_that_died_beside_it(
    shop: Shop, superuser: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_STALLED_SECONDS", 1)
    done: list[Job] = []
    queue = worker._Queue(shop.port.store.url, lambda job: done.append(job) or [])

    async def beside() -> None:
        running = asyncio.create_task(queue.run(is_once=False))
        pause, ends_at = asyncio.Event(), time.monotonic() + DEADLINE_SECONDS
        while not registered(superuser):
            await waited(pause, ends_at)
        # Only now, so that it is not found at the start: a job that somebody dead has begun.
        row = superuser.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')"
            " RETURNING id"
        ).fetchone()
        assert row is not None
        superuser.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, args, worker_id)"
            " VALUES ('default', 'settle_silence', 'doing', %s, %s)",
            ['{"workspace": "dead"}', row[0]],
        )
        while not done:
            await waited(pause, ends_at)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    async def waited(pause: asyncio.Event, ends_at: float) -> None:
        assert time.monotonic() < ends_at
        try:
            await asyncio.wait_for(pause.wait(), 0.05)
        except TimeoutError:
            return

    asyncio.run(beside())
    assert [each.ids for each in done] == [{"workspace": "dead"}]


def test_without_anything_due_it_says_so_at_once(shop: Shop) -> None:
    assert worker.work(shop.port.store.url, lambda job: [], is_once=True) == 0


def test_where_the_database_stays_away_it_ends_with_one_line(tmp_path: Path) -> None:
    settings = {"TACIT_DATABASE_URL": "postgresql://a:b@127.0.0.1:1/a"}
    done = Terminal(tmp_path, tmp_path, settings=settings).tacit("work")
    assert done.returncode == 1
    assert re.fullmatch("tacit: the database does not answer: .*\n", done.stderr)
