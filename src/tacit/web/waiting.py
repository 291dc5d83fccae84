"""Pages wait a little for what follows from a form, so that they show what came of it."""

from __future__ import annotations

from concurrent.futures import TimeoutError as WaitedLongEnough
from typing import TYPE_CHECKING

import psycopg

from tacit.store.batch import AlreadyKnown, Conflict
from tacit.store.server import Unusable
from tacit.web.problems import note

if TYPE_CHECKING:
    from tacit.events import Logged, WorkspaceId
    from tacit.flows.port import Port
    from tacit.web.shared import Shared

WAIT_SECONDS = 5


def wait(shared: Shared, workspace: WorkspaceId, port: Port, logged: list[Logged]) -> None:
    """Run what follows, and wait a little for it: the page then shows what came of it."""
    try:
        shared.follow(port, workspace, logged).result(timeout=WAIT_SECONDS)
    except WaitedLongEnough:
        return  # it goes on, and the page's stream brings it
    except (Conflict, AlreadyKnown, psycopg.OperationalError, Unusable) as failure:
        # The message is logged, and the job that came with it does the rest.
        note(failure)
