"""The worker: does what falls due, such as settling a decision after silence.

`tacit work` runs it. Jobs carry ids only and may run twice; the flows that
they call are harmless then. A worker that was killed leaves its jobs to the
next one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from tacit.events import Logged
from tacit.store.batch import Job
from tacit.store.jobs import QUEUE, procrastinate_app

TASKS = ("settle_silence",)
_STALLED_SECONDS = 60


def work(url: str, do: Callable[[Job], list[Logged]], *, is_once: bool = False) -> int:
    """Do jobs as they fall due until stopped (`is_once`: those due now); returns how many."""
    return asyncio.run(_work(url, do, is_once=is_once))


async def _work(url: str, do: Callable[[Job], list[Logged]], *, is_once: bool) -> int:
    app = procrastinate_app(url)
    done = 0

    def task_of(name: str) -> None:
        @app.task(name=name, retry=5)
        def run(**ids: str) -> None:
            nonlocal done
            do(Job(name, datetime.now(UTC), ids))
            done += 1

    for name in TASKS:
        task_of(name)
    async with app.open_async():
        stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_SECONDS)
        for job in stalled:
            await app.job_manager.retry_job(job)
        await app.run_worker_async(
            queues=[QUEUE], wait=not is_once, install_signal_handlers=not is_once
        )
    return done
