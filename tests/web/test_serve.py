"""`tacit serve` and `tacit key`, as real processes on a data folder of their own."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tacit.app import App
from tacit.cli.listening import bound
from tacit.settings import Settings
from tacit.store.opening import open_store
from tacit.web.shared import Shared
from tests.cast import Shop
from tests.web.door import Door
from tests.web.serving import Serving, command, key_on


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder whose database is kept up: to start it costs each command a second."""
    folder = tmp_path_factory.mktemp("served")
    with open_store(folder):
        yield folder


def test_it_serves_says_where_and_stops_cleanly(home: Path) -> None:
    key = key_on(home, "desk")
    with Serving(home) as serving:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+", serving.address)
        with serving.client(key) as client:
            asked = client.post("/preview", json={"text": "Where is my kettle?"})
        assert asked.json()["reason"]["code"] == "no_knowledge"
        assert serving.stop(signal.SIGTERM) == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(serving.address)


def test_a_second_one_on_the_same_folder_is_refused_in_one_line(home: Path) -> None:
    with Serving(home) as first:
        second = command(home, "serve")
        assert second.returncode == 1
        assert second.stdout == ""
        assert len(second.stderr.splitlines()) == 1
        assert first.address in second.stderr
        # Other commands attach to what runs.
        assert command(home, "key", "list").returncode == 0


def test_a_folder_whose_server_was_killed_is_served_again(home: Path) -> None:
    with Serving(home) as killed:
        assert killed.stop(signal.SIGKILL) == -signal.SIGKILL
    with Serving(home) as again:
        assert httpx.get(f"{again.address}/api/v1/openapi.json").json()["openapi"] == "3.1.0"


def test_a_taken_port_is_told_with_the_setting_to_change(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = command(home, "serve", TACIT_PORT=str(taken.getsockname()[1]))
    assert refused.returncode == 1
    assert "set TACIT_PORT" in refused.stderr


def test_a_key_is_shown_once_listed_without_itself_and_revoked(home: Path) -> None:
    key = key_on(home, "converse", "desk")
    assert re.fullmatch(r"tacit_[\w-]{43}", key)
    listed = command(home, "key", "list").stdout
    assert "tests converse-desk  converse desk  made" in listed
    assert key not in listed
    again = command(home, "key", "create", "tests converse-desk", "--scope", "desk")
    assert again.returncode == 1
    assert "already" in again.stderr
    assert command(home, "key", "revoke", "tests converse-desk").returncode == 0
    assert "revoked" in command(home, "key", "list").stdout
    assert command(home, "key", "revoke", "tests converse-desk").returncode == 1


def test_a_strange_scope_is_wrong_usage(home: Path) -> None:
    refused = command(home, "key", "create", "x", "--scope", "everything")
    assert refused.returncode == 2
    assert "converse" in refused.stderr


def test_what_the_first_questions_need_is_read_when_the_process_starts(
    app: App, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = shop.asks("The spout drips.")
    is_warm, warm = threading.Event(), Shared.warm
    monkeypatch.setattr(Shared, "warm", lambda shared: (warm(shared), is_warm.set()))
    monkeypatch.setattr(type(app.store), "workspaces", lambda store: {"shop": shop.workspace})
    with (
        Door(app, shop.workspace, reads_ahead=True) as door,
        monkeypatch.context() as without,
    ):
        assert is_warm.wait(60)
        without.setattr(type(app.store), "read", None)
        found = door.shared.search.find(door.shared.port, shop.workspace, "drips")
    assert found == [talk.conversation_id]


def test_no_answer_waits_for_an_acknowledgement(home: Path) -> None:
    async def accepted() -> int:
        met = asyncio.get_running_loop().create_future()

        async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            sock = writer.get_extra_info("socket")
            met.set_result(sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        with bound(Settings(home, port=0)) as listener:
            async with await asyncio.start_server(meet, sock=listener):
                _, writer = await asyncio.open_connection(*listener.getsockname())
                is_sent_at_once: int = await met
                writer.close()
        return is_sent_at_once

    assert asyncio.run(accepted())
