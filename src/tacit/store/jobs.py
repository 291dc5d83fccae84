"""The queue's seam: procrastinate on the schema `jobs`, for the worker to run.

`worker.py` makes an app of it and registers its tasks. Jobs get in with an
append (`Batch.jobs`), in its transaction and through the queue's own SQL;
they carry ids only, the workspace's among them.
"""

from __future__ import annotations

from procrastinate import App, PsycopgConnector

QUEUE = "default"
# How long to wait for a connection before the database counts as gone.
_WAIT_SECONDS = 10.0


def procrastinate_app(url: str) -> App:
    """The queue's app on the store's database; tasks are named as `Job.task` names them."""
    settings = "-c role=tacit_app -c search_path=jobs -c application_name=tacit-worker"
    connector = PsycopgConnector(conninfo=url, timeout=_WAIT_SECONDS, kwargs={"options": settings})
    return App(connector=connector)
