"""What a path is taken for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tacit.connectors import READERS, UnknownHistory, read_history
from tacit.history import Conversation
from tests.connectors.written import question, talk, write


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("tickets-1.jsonl", "desk"),
        ("tickets-1.jsonl.gz", "desk"),
        ("kb/2024-01-01.jsonl", "desk"),
        ("kb/2024-01-01.jsonl.gz", "desk"),
        ("history.ndjson", "ndjson"),
        ("history.jsonl.gz", "ndjson"),
        ("guide/page.mdx", "markdown"),
        ("page.md", "markdown"),
    ],
)
def test_a_folder_is_known_by_what_lies_in_it(tmp_path: Path, name: str, kind: str) -> None:
    write(tmp_path / name, question(1))
    assert read_history(tmp_path).kind == kind


@pytest.mark.parametrize("name", ["a.ndjson", "a.jsonl", "a.ndjson.gz", "a.jsonl.gz", "a.gz"])
def test_a_file_is_known_by_its_ending(tmp_path: Path, name: str) -> None:
    assert read_history(write(tmp_path / name, talk())).kind == "ndjson"


def test_a_dash_is_a_pipe() -> None:
    assert read_history(Path("-")).kind == "ndjson"


@pytest.mark.parametrize(
    ("name", "found"), [("a.csv", "a file"), ("list.json", "a file"), ("empty", "a folder")]
)
def test_what_no_reader_knows_is_answered_with_what_was_expected(
    tmp_path: Path, name: str, found: str
) -> None:
    (tmp_path / "a.csv").write_text("a,b")
    (tmp_path / "list.json").write_text('[{"kind": "article"}]')
    (tmp_path / "empty").mkdir()
    with pytest.raises(UnknownHistory) as refusal:
        read_history(tmp_path / name)
    assert f"found {found} that no reader knows" in str(refusal.value)
    assert all(reader.expects in str(refusal.value) for reader in READERS.values())


def test_what_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(UnknownHistory, match=r"gone is not there$"):
        read_history(tmp_path / "gone")


@pytest.mark.parametrize("name", ["export.json", "export.txt", "export"])
@pytest.mark.parametrize("head", ["", "\ufeff", "\n  "])
def test_a_file_of_json_lines_is_known_by_its_first_letter(
    tmp_path: Path, name: str, head: str
) -> None:
    path = tmp_path / name
    path.write_text(f"{head}{json.dumps(talk())}\n", encoding="utf-8")
    assert [type(row) for row in read_history(path).rows()] == [Conversation]


def test_every_reader_is_registered_under_its_kind() -> None:
    assert {name: reader.kind for name, reader in READERS.items()} == {
        name: name for name in READERS
    }
