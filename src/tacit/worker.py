"""The worker: does what falls due, such as settling a decision after silence.

`tacit work` runs it alone, `tacit serve` in a thread beside the web door
(`Worker`). Jobs carry ids only and may run twice; the flows that they call
are harmless then. A worker that was killed leaves its jobs to the next one, or
to another that runs beside it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
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
# A worker tells every 10 seconds that it lives; after this long it is taken for dead,
# and as often the others look whether one is.
_STALLED_SECONDS = 60
# A job that failed is tried again after 5, 25, 125 … seconds, for an hour in all.
_AGAIN = procrastinate.RetryStrategy(max_attempts=6, exponential_wait=5)
# How often it looks for jobs that fell due.
_LOOK_SECONDS = 1.0
# How long a job may take to end once the worker is told to stop.
_GRACE_SECONDS = 10
# Where the database went away: as long as the embedded server takes to come back.
_PAUSE_SECONDS = 2

_log = logging.getLogger("tacit.worker")

Do = Callable[[Job], list[Logged]]


def work(
    url: str, do: Do, *, is_once: bool = False, revive: Callable[[], object] = lambda: None
) -> int:
    """Do jobs as they fall due until stopped (`is_once`: those due now); returns how many.

    Where the database goes away, `revive` is called to wait for it or to start it
    again; it raises where that is in vain.
    """
    queue = _Queue(url, do)
    while not asyncio.run(_work(queue, is_once=is_once)):
        revive()
    return queue.done


async def _work(queue: _Queue, *, is_once: bool) -> bool:
    """Work; False where the database went away and it is worth beginning anew."""
    loop, own = asyncio.get_running_loop(), asyncio.current_task()
    assert own is not None, "asyncio.run made it"

    def stop() -> None:
        queue.is_stopped = True
        own.cancel()

    if not is_once:
        for each in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(each, stop)
    try:
        await queue.run(is_once=is_once)
    except asyncio.CancelledError:
        return True
    except (ConnectorException, psycopg.OperationalError) as failure:
        if is_once:
            raise
        _log.warning("the queue does not answer (%s)", failure.__cause__ or failure)
    # The queue's worker also ends, without a word, where its heartbeat could not be sent.
    return is_once or queue.is_stopped


class _Queue:
    """The queue's app with our tasks, how many were done, and whether to stop."""

    def __init__(self, url: str, do: Do) -> None:
        self.app = procrastinate_app(url)
        self.done = 0
        self.is_stopped = False
        for name in TASKS:
            self._register(name, do)

    def _register(self, name: str, do: Do) -> None:
        @self.app.task(name=name, retry=_AGAIN)
        def run(**ids: str) -> None:
            do(Job(name, datetime.now(UTC), ids))
            self.done += 1

    async def run(self, *, is_once: bool) -> None:
        """Work until cancelled, or until nothing is due."""
        async with self.app.open_async():
            await self._take_over()
            taking_over = asyncio.create_task(self._keep_taking_over())
            try:
                await self.app.run_worker_async(
                    queues=[QUEUE],
                    wait=not is_once,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                    # What is due is due by the clock; being woken by each new job, most of
                    # them taken back within the second, would cost more than looking.
                    listen_notify=False,
                    fetch_job_polling_interval=_LOOK_SECONDS,
                    shutdown_graceful_timeout=_GRACE_SECONDS,
                )
            finally:
                taking_over.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await taking_over

    async def _keep_taking_over(self) -> None:
        while True:
            await asyncio.sleep(_STALLED_SECONDS)
            with contextlib.suppress(ConnectorException):  # the worker itself finds it too
                await self._take_over()

    async def _take_over(self) -> None:
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
            await queue.run(is_once=False)
        except (ConnectorException, psycopg.Error) as failure:
            _log.error("the queue does not answer: %s", type(failure).__name__)
            await asyncio.sleep(_PAUSE_SECONDS)
