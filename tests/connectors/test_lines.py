"""Files that are cut, damaged, oversized or no JSON."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacit.connectors import Options, read_history
from tacit.connectors.lines import LIMIT_BYTES
from tacit.history import Conversation, Refused
from tests.connectors.written import NOW, conversations, refusals, rows, said, talk, write


def test_plain_and_packed_files_say_the_same(tmp_path: Path) -> None:
    plain = write(tmp_path / "a.ndjson", talk("1"), talk("2"))
    packed = write(tmp_path / "b.jsonl.gz", talk("1"), talk("2"))
    assert rows(plain) == rows(packed) != []


def test_a_packed_file_under_a_plain_name_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ndjson", gzip.compress(json.dumps(talk()).encode()))
    path.write_bytes(path.read_bytes().rstrip(b"\n"))
    assert len(conversations(path)) == 1


def test_a_file_cut_off_gives_the_rows_before_the_cut(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl.gz", *(talk(str(n), subject="x" * n) for n in range(400)))
    path.write_bytes(path.read_bytes()[:-200])
    told = rows(path)
    assert all(isinstance(row, Conversation) for row in told[:-1])
    assert told[-1] == Refused(
        "a.jsonl.gz",
        len(told),
        "the file is cut off: nothing can be read from this line on",
    )
    assert 10 < len(told) < 400


def test_a_damaged_file_says_from_where(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl.gz", *(talk(str(n)) for n in range(400)))
    packed = bytearray(path.read_bytes())
    packed[len(packed) // 2 :] = b"\x07" * (len(packed) // 2)
    path.write_bytes(bytes(packed))
    line, reason = refusals(path)[-1]
    assert line > 1
    assert "from this line on" in reason


@pytest.mark.parametrize("place", [0.3, 0.6, 0.9])
def test_of_a_packed_file_whose_checksum_is_wrong_nothing_is_taken(
    tmp_path: Path, place: float
) -> None:
    # Texts that do not pack: a flipped bit becomes another letter, in JSON that still parses.
    texts = [said(hashlib.sha256(bytes([n])).hexdigest()) for n in range(200)]
    path = write(
        tmp_path / "a.jsonl.gz", *(talk(str(n), messages=[t]) for n, t in enumerate(texts))
    )
    packed = bytearray(path.read_bytes())
    packed[int(len(packed) * place)] ^= 1
    path.write_bytes(bytes(packed))
    (refused,) = rows(path)
    assert isinstance(refused, Refused)
    assert refused.line == 1
    assert re.match("the file is (damaged, nothing of it is taken|cut off)", refused.reason)


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-be"])
def test_another_coding_is_named(tmp_path: Path, coding: str) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes(("\ufeff" * (coding != "utf-16") + json.dumps(talk())).encode(coding))
    assert refusals(path) == [(1, "the file is UTF-16: save it as UTF-8")]


def test_bytes_that_are_no_text_are_replaced_and_the_row_taken(tmp_path: Path) -> None:
    raw = json.dumps(talk(messages=[said("caf@ open?")])).encode().replace(b"@", b"\xe9")
    assert conversations(write(tmp_path / "a.ndjson", raw))[0].messages[0].text == "caf\ufffd open?"


def test_a_message_of_five_megabytes_is_taken_whole(tmp_path: Path) -> None:
    long = "word " * 2**20
    path = write(tmp_path / "a.ndjson", talk(messages=[said(long)]), talk("8"))
    assert [len(each.messages[0].text) for each in conversations(path)] == [len(long), 16]


def test_a_line_over_the_limit_is_refused_and_the_next_one_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ndjson", talk("1"), "x" * (2 * LIMIT_BYTES + 9), talk("3"))
    assert refusals(path) == [(2, "the line is longer than 8 MiB")]
    assert [each.external_id for each in conversations(path)] == ["1", "3"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("[1]", "expected a JSON object, found a list"),
        ("12", "expected a JSON object, found the number 12"),
        ("null", "expected a JSON object, found null"),
        ('"hi"', "expected a JSON object, found the text 'hi'"),
        ('{"kind": ', "not JSON: Expecting value at character 9"),
        ("[" * 200_000, "not JSON that can be read: nested too deeply"),
        (
            '{"n": ' + "9" * 5000 + "}",
            "not JSON that can be read: a number has too many digits",
        ),
        ("{}", "kind: expected one of article, customer, account, conversation, found nothing"),
    ],
)
def test_a_line_of_wrong_shape_is_refused_with_its_reason(
    tmp_path: Path, line: str, reason: str
) -> None:
    path = write(tmp_path / "a.ndjson", talk("1"), line, "", talk("4"))
    assert refusals(path) == [(2, reason)]
    assert len(conversations(path)) == 2


def test_a_mark_at_the_head_of_the_file_is_passed_over(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ndjson", b"\xef\xbb\xbf" + json.dumps(talk()).encode())
    assert refusals(path) == []


def test_a_pipe_is_read_packed_or_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = json.dumps(talk()).encode()
    for raw in (plain, gzip.compress(plain)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))
        reading = read_history(Path("-"), Options(now=NOW))
        assert [type(row) for row in reading.rows()] == [Conversation]
        assert (reading.total_bytes, reading.bytes_read) == (0, len(raw))


def test_progress_counts_the_bytes_on_disk(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl.gz", *(talk(str(n)) for n in range(2000)))
    reading = read_history(path, Options(now=NOW))
    assert (reading.bytes_read, reading.total_bytes) == (0, path.stat().st_size)
    counts = [reading.bytes_read for _ in reading.rows()]
    assert counts == sorted(counts)
    assert counts[-1] == reading.total_bytes
    assert len(list(reading.rows())) == 2000
    assert reading.bytes_read == reading.total_bytes


def test_a_file_that_is_gone_is_a_refusal(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ndjson", talk())
    reading = read_history(path, Options(now=NOW))
    path.unlink()
    assert [row.reason for row in reading.rows() if isinstance(row, Refused)] == [
        "cannot be read from this line on: No such file or directory"
    ]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reading(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.mktemp("raw") / "a.ndjson"
    path.write_bytes(raw)
    assert all(isinstance(row, Refused) for row in rows(path))
