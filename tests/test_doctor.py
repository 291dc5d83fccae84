"""`tacit doctor`: each check says ok, and says what to do where it is not."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tacit.cli import doctor, main
from tacit.cli.doctor import Finding, examine
from tacit.cli.listening import alone
from tacit.events import WorkspaceId
from tacit.settings import Settings
from tacit.store.batch import Batch, Job
from tacit.store.log import Store
from tacit.store.opening import open_store
from tacit.store.server import Unusable
from tacit.worker import work
from tests.store.batches import talk
from tests.store.conftest import superuser_of

Examined = Callable[..., dict[str, Finding]]


@pytest.fixture(scope="module")
def store_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder of these tests alone: each workspace on a server is examined."""
    return tmp_path_factory.mktemp("examined")


@pytest.fixture(scope="module")
def store(store_home: Path) -> Iterator[Store]:
    with open_store(store_home) as opened:
        yield opened


@pytest.fixture
def examined(store: Store, store_home: Path) -> Examined:
    """The findings on that server, by what they are of (of many chains the last)."""

    def run(**settings: object) -> dict[str, Finding]:
        given = {"home": store_home, "port": 0} | settings
        return {each.what: each for each in examine(Settings(**given))}  # type: ignore[arg-type]

    return run


def test_all_is_well(examined: Examined, store: Store, workspace: WorkspaceId) -> None:
    store.append(talk().batch(workspace))
    found = examined()
    assert list(found) == ["home", "disk", "model", "port", "database", "schema", "chain", "queue"]
    # The tests of this file leave jobs behind, which nobody works off.
    assert {name for name, each in found.items() if each.advice} <= {"queue", "chain"}
    assert "384 dimensions" in found["model"].found
    assert "2 events, the last 2 checked" in " ".join(
        each.found for each in examine(Settings(Path(found["home"].found), port=0))
    )


def test_its_lines_and_its_status(tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                  monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("TACIT_HOME", str(tmp_path / "a-file" / "home"))
    (tmp_path / "a-file").write_text("")
    assert main(["doctor"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("not ok  home")
    assert "set TACIT_HOME" in lines[0]
    assert [line[:6] for line in lines[1:]] == ["ok    "] * 2  # no database without a folder


def test_a_full_disk_is_told(examined: Examined, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage("/")._replace(free=10**9)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: usage)
    assert (examined()["disk"].advice or "").startswith("free some")


def test_a_missing_model_is_told(examined: Examined, tmp_path: Path) -> None:
    found = examined(embedding=f"onnx:{tmp_path}")["model"]
    assert "model.onnx is missing" in (found.advice or "")
    assert examined(embedding="magic")["model"].advice is not None


def test_a_taken_port_is_told_and_our_own_is_well(examined: Examined, store_home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert "TACIT_PORT" in (examined(port=port)["port"].advice or "")
        with alone(Settings(store_home)) as tell:
            tell("http://127.0.0.1:8080")
            found = examined(port=port)["port"]
    assert found.advice is None
    assert "at http://127.0.0.1:8080" in found.found


def test_a_database_that_cannot_be_used_is_told_with_the_reason(
    examined: Examined, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*given: object) -> None:
        raise Unusable("PostgreSQL 12 is too old: 17 is the oldest that serves")

    monkeypatch.setattr(doctor, "open_store", refuse)
    found = examined()
    assert "17 is the oldest" in (found["database"].advice or "")
    assert "chain" not in found


def test_an_edited_event_is_told_with_its_workspace(
    examined: Examined, store: Store, workspace: WorkspaceId, store_home: Path
) -> None:
    for _ in range(3):
        store.append(talk().batch(workspace))
    with superuser_of(store_home) as superuser:
        superuser.execute("SET search_path = tacit")
        edit = b"UPDATE events SET actor_kind = 'nobody' WHERE position = 4 AND workspace = %s"
        superuser.execute(edit, [workspace])
    name = {own: name for name, own in store.workspaces().items()}[workspace]
    advice = [each.advice for each in examine(Settings(store_home, port=0)) if each.what == "chain"]
    assert f"run tacit verify --workspace {name}" in advice


@pytest.mark.parametrize("after", [0, 1, 3, 6])
def test_a_chain_is_checked_from_any_position(
    store: Store, workspace: WorkspaceId, after: int
) -> None:
    for _ in range(3):
        store.append(talk().batch(workspace))
    whole = store.verify(workspace)
    part = store.verify(workspace, after)
    assert (part.is_clean, part.events, part.head) == (True, 6, whole.head)


def test_a_job_that_nobody_begins_is_told(
    examined: Examined, store: Store, workspace: WorkspaceId
) -> None:
    due = datetime.now(UTC) - timedelta(hours=1)
    job = Job("settle_silence", due, {}, f"late {workspace}")
    store.append(Batch(workspace, (), datetime.now(UTC), jobs=(job,)))
    assert "tacit serve" in (examined()["queue"].advice or "")
    work(store.url, lambda job: [], is_once=True)
    assert examined()["queue"].found.startswith("0 waiting, 0 late")
