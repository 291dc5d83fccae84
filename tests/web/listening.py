"""The site behind a real server, in a thread: for what must be sent as it goes, or over a wire."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn

from tests.web.door import Door


@dataclass
class Listening:
    """A real server on a loopback port, in a thread; it ends with the block."""

    door: Door
    server: uvicorn.Server = field(init=False)
    thread: threading.Thread = field(init=False)
    address: str = ""

    def __enter__(self) -> Listening:
        config = uvicorn.Config(
            self.door.client.app, port=0, log_level="error", timeout_graceful_shutdown=5
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()
        while not self.server.started:
            self.thread.join(0.01)
        port = self.server.servers[0].sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{port}/api/v1"
        return self

    def __exit__(self, *failure: object) -> None:
        self.door.shared.live.close()
        self.server.should_exit = True
        self.thread.join()

    def stream(self, conversation: str, key: str | None = None, **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.door.key if key is None else key}"}
        headers |= more.pop("headers", {})
        address = f"{self.address}/conversations/{conversation}/stream"
        return httpx.stream("GET", address, headers=headers, timeout=60, **more)
