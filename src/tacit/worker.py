"""The worker: does what falls due, such as settling a decision after silence.

`tacit work` runs it alone, `tacit serve` in a thread beside the web door
(`Worker`). Jobs carry ids only and may run twice; the flows that they call
are harmless then. A worker that was killed leaves its jobs to the next one.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType

import procrastinate
import psycopg
from procrastinate.exceptions import ConnectorException

from tacit.events import Logged
from tacit.store.batch import Job
from tacit.store.jobs import QUEUE, procrastinate_app

TASKS = ("settle_silence", "follow_up")
_STALLED_SECONDS = 60
# How long a job may take to end once the worker is told to stop.
_GRACE_SECONDS = 10
# Where the database went away: as long as the embedded server takes to come back.
_PAUSE_SECONDS = 2

_log = logging.getLogger("tacit.worker")

Do = Callable[[Job], list[Logged]]


def work(url: str, do: Do, *, is_once: bool = False) -> int:
    """Do jobs as they fall due until stopped (`is_once`: those due now); returns how many."""
    return asyncio.run(_work(url, do, is_once=is_once))


async def _work(url: str, do: Do, *, is_once: bool) -> int:
    queue = _Queue(url, do)
    await queue.run(is_once=is_once, obeys_signals=not is_once)
    return queue.done


class _Queue:
    """The queue's app with our tasks, and how many were done."""

    def __init__(self, url: str, do: Do) -> None:
        self.app = procrastinate_app(url)
        self.done = 0
        for name in TASKS:
            self._register(name, do)

    def _register(self, name: str, do: Do) -> None:
        @self.app.task(name=name, retry=procrastinate.RetryStrategy(max_attempts=5, wait=5))
        def run(**ids: str) -> None:
            do(Job(name, datetime.now(UTC), ids))
            self.done += 1

    async def run(self, *, is_once: bool, obeys_signals: bool) -> None:
        """Work until stopped, or until nothing is due."""
        async with self.app.open_async():
            await self._revive()
            reviving = asyncio.create_task(self._keep_reviving())
            try:
                await self.app.run_worker_async(
                    queues=[QUEUE],
                    wait=not is_once,
                    install_signal_handlers=obeys_signals,
                    delete_jobs="successful",
                    shutdown_graceful_timeout=_GRACE_SECONDS,
                )
            finally:
                reviving.cancel()

    async def _keep_reviving(self) -> None:
        while True:
            await asyncio.sleep(_STALLED_SECONDS)
            await self._revive()

    async def _revive(self) -> None:
        """Give jobs that a killed worker had begun to whoever works now."""
        jobs = self.app.job_manager
        for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=_STALLED_SECONDS):
            await jobs.retry_job(job)


class Worker:
    """A worker in a thread of its own, for as long as the block runs.

    Where the database goes away it begins anew once that is back.
    """

    def __init__(self, url: str, do: Do) -> None:
        self._url = url
        self._do = do
        self._loop = asyncio.new_event_loop()
        self._stopped = threading.Event()
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, name="tacit-worker", daemon=True)

    def __enter__(self) -> Worker:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        # The thread may have seen it and closed its loop by now.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._cancel)
        self._thread.join()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _run(self) -> None:
        with contextlib.closing(self._loop):
            while not self._stopped.is_set():
                self._task = self._loop.create_task(self._once())
                with contextlib.suppress(asyncio.CancelledError):
                    self._loop.run_until_complete(self._task)

    async def _once(self) -> None:
        """Work until the worker is stopped or the database goes away."""
        queue = _Queue(self._url, self._do)
        try:
            await queue.run(is_once=False, obeys_signals=False)
        except (ConnectorException, psycopg.Error) as failure:
            _log.error("the queue does not answer: %s", type(failure).__name__)
            await asyncio.sleep(_PAUSE_SECONDS)
