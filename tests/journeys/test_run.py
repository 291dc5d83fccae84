"""`tacit run` on a history of one's own: a link in the terminal, pages at once, a desk at work."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.journeys.running import running
from tests.journeys.small_shop import TACIT

pytestmark = pytest.mark.timeout(600)
AT = "2026-{month:02}-0{day}T09:00:00Z"


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A small desk's own history: one page, and a conversation in each month of the year."""
    page = {"kind": "article", "external_id": "kettle", "title": "Descale a kettle",
            "markdown": "Boil vinegar in it.", "url": "https://help.example/kettle"}  # fmt: skip
    rows = [page]
    for month in range(1, 11):
        asked = {"author": {"kind": "customer"}, "at": AT.format(month=month, day=1),
                 "text": f"Month {month}: my kettle has limescale."}  # fmt: skip
        replied = {"author": {"kind": "agent", "external_id": "ines"}, "cites": ["kettle"],
                   "at": AT.format(month=month, day=2), "text": "Boil vinegar."}  # fmt: skip
        customer = {"external_id": f"customer {month}"}
        rows.append({"kind": "conversation", "external_id": f"talk {month}", "customer": customer,
                     "messages": [asked, replied]})  # fmt: skip
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "rows.ndjson").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return folder / "rows.ndjson"


def test_a_real_history_opens_with_its_newest_and_the_older_ones_follow(
    tmp_path: Path, history: Path
) -> None:
    with running(tmp_path / "home", "--history", str(history), "--rehearse", "3") as it:
        assert str(history) in it.said
        it.signs_in()
        it.until("the desk opens", it.is_open)

        def listed() -> list[str]:
            page = it.page("/inbox?view=all")
            return [each.text for each in page.select("[data-row]")]

        it.until("all are there", lambda: len(listed()) == 10)
        assert "Month 10" in listed()[0]
        it.process.send_signal(signal.SIGTERM)
        assert it.process.wait(60) == 0


def test_a_history_of_which_nothing_can_be_taken_in_says_so_on_the_page(tmp_path: Path) -> None:
    bad = tmp_path / "bad.ndjson"
    bad.write_text('{"kind": "conversation"}')
    with running(tmp_path / "home", "--history", str(bad)) as it:
        it.signs_in()
        it.until("it is said", lambda: it.page("/inbox").select_one("[role=alert], .follows"))
        assert "no row of it could be taken in" in it.page("/inbox").text


def test_a_history_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [TACIT, "run", "--history", str(tmp_path / "nowhere")],
        env=os.environ | {"TACIT_HOME": str(tmp_path), "TACIT_PORT": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "nowhere is not there" in done.stderr
    assert len(done.stderr.splitlines()) == 1
