"""Small invented histories on disk, and their rows, for the readers' tests."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tacit.connectors import Options, read_history
from tacit.history import Article, Conversation, Customer, Refused, Row

NOW = datetime(2026, 1, 5, tzinfo=UTC)
A_TIME = "expected a time since 1970, like 2024-05-01T10:00:00Z"
NOT_LATER = "expected a time not after 2026-01-05T00:00:00Z"
AN_ID = "expected an id, a text or a whole number"


def write(path: Path, *lines: object) -> Path:
    """A file of JSON lines; bytes and texts are written as they are, `.gz` is packed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = b"".join(_encoded(line) + b"\n" for line in lines)
    path.write_bytes(gzip.compress(raw) if path.name.endswith(".gz") else raw)
    return path


def _encoded(line: object) -> bytes:
    if isinstance(line, bytes):
        return line
    return (line if isinstance(line, str) else json.dumps(line)).encode("utf-8", "surrogatepass")


def rows(path: Path, *, snapshots: bool = False, site: str | None = None) -> list[Row]:
    return list(read_history(path, Options(snapshots, site, NOW)).rows())


def conversations(path: Path) -> list[Conversation]:
    return [row for row in rows(path) if isinstance(row, Conversation)]


def articles(path: Path, *, snapshots: bool = False, site: str | None = None) -> list[Article]:
    told = rows(path, snapshots=snapshots, site=site)
    return [row for row in told if isinstance(row, Article)]


def customers(path: Path) -> list[Customer]:
    return [row for row in rows(path) if isinstance(row, Customer)]


def refusals(path: Path, *, snapshots: bool = False) -> list[tuple[int, str]]:
    return [
        (row.line, row.reason)
        for row in rows(path, snapshots=snapshots)
        if isinstance(row, Refused)
    ]


def question(number: int, **fields: Any) -> dict[str, Any]:
    """A question of the desk layout, asked at midnight of a day in January 2024."""
    return {
        "id": number,
        "t": f"2024-01-{number % 28 + 1:02}T00:00:00Z",
        "by": f"asker-{number}",
        "title": "Lamp stays dark",
        "text": "I pressed the switch.",
        "lang": "en",
        "locale": "en-GB",
        "answers": [],
        **fields,
    }


def answer(number: int, by: str = "bo", **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "t": "2024-02-01T00:00:00Z",
        "by": by,
        "role": "helper",
        "text": "Change the bulb.",
        **fields,
    }


def talk(external_id: str = "7", **fields: Any) -> dict[str, Any]:
    """A conversation in our own shape: a question and an agent's reply."""
    return {
        "kind": "conversation",
        "external_id": external_id,
        "customer": {"external_id": "ana"},
        "subject": "Locked out",
        "messages": [said("How do I get in?"), said("Use the key.", "agent", "bo", minute=5)],
        **fields,
    }


def said(
    text: str, kind: str = "customer", by: str = "ana", minute: int = 0, **fields: Any
) -> dict[str, Any]:
    author = {"kind": kind, "external_id": by}
    return {"author": author, "text": text, "at": f"2024-05-01T10:{minute:02}:00Z", **fields}
