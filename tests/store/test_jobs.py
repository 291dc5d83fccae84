"""A job that came in with an append is run by the queue's worker, with ids only."""

from __future__ import annotations

from tacit.events import WorkspaceId
from tacit.store.batch import Job
from tacit.store.jobs import procrastinate_app
from tacit.store.log import Store
from tests.store.batches import NOW, fresh, talk


def test_a_due_job_is_run_once(store: Store, workspace: WorkspaceId) -> None:
    ran: list[dict[str, str]] = []
    app = procrastinate_app(store.url)
    task = fresh("settle")

    @app.task(name=task)
    def settle(**ids: str) -> None:
        ran.append(ids)

    job = Job(task, NOW, {"conversation_id": "c-1"}, fresh("key"))
    store.append(talk().batch(workspace, jobs=(job,)))
    with app.open():
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    assert ran == [{"workspace": workspace, "conversation_id": "c-1"}]
