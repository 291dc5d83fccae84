"""How tests speak with the site: in process, with a key of any scopes."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from fastapi.testclient import TestClient
from httpx import Response

from tacit.app import App
from tacit.connectors import read_history
from tacit.events import WorkspaceId
from tacit.flows.importing import Tally
from tacit.taking import take_in
from tacit.web.callers import SCOPES
from tacit.web.shared import Shared
from tacit.web.site import site
from tests.flows.told import Here

_serial = itertools.count(1)


def take_file(app: App, workspace: WorkspaceId, path: Path, rehearse: int) -> Tally:
    """Take a file in as `tacit serve` does, with the shop's own embedder."""
    tally, _ = take_in(app, workspace, read_history(path).rows(), Here(), rehearse=rehearse)
    return tally


@dataclass
class Door:
    """The site of an app, and a client with a key of all scopes."""

    app: App
    workspace: WorkspaceId
    key: str = ""
    # In tests one database has many workspaces, most of which nobody will ask for.
    reads_ahead: bool = False
    client: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = TestClient(site(self.app, take_file, reads_ahead=self.reads_ahead))
        self.key = self.key or self.key_with(*SCOPES)

    def __enter__(self) -> Door:
        self.client.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.client.__exit__(kind, error, trace)

    @property
    def shared(self) -> Shared:
        """What the site's requests share."""
        shared: Shared = self.client.app.state.shared  # type: ignore[attr-defined]
        return shared

    def key_with(self, *scopes: str) -> str:
        """A new key of these scopes."""
        return self.app.store.create_key(self.workspace, f"key {next(_serial)}", list(scopes))

    def send(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, **more: Any
    ) -> Response:
        """A request with the key (of all scopes unless another is given; "" sends none)."""
        sent = self.key if key is None else key
        headers = {"Authorization": f"Bearer {sent}"} if sent else {}
        headers |= more.pop("headers", {})
        given = more if body is None else {"json": body, **more}
        return self.client.request(method, f"/api/v1{path}", headers=headers, **given)

    def get(self, path: str, **more: Any) -> Response:
        return self.send("GET", path, **more)

    def post(self, path: str, body: Any, **more: Any) -> Response:
        return self.send("POST", path, body, **more)

    def put(self, path: str, body: Any, **more: Any) -> Response:
        return self.send("PUT", path, body, **more)

    def delete(self, path: str, **more: Any) -> Response:
        return self.send("DELETE", path, **more)


def problem(response: Response) -> tuple[int, str]:
    """A refusal as (status, kind); fails where it is no problem as RFC 9457 wants it."""
    assert response.headers["content-type"] == "application/problem+json"
    told = response.json()
    assert {"type", "title", "status", "detail"} <= set(told)
    assert told["status"] == response.status_code
    return response.status_code, told["type"].removeprefix("/api/v1/docs#problem-")
