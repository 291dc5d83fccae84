"""The page on the API, followed to the letter: every request is sent, every answer compared."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.tidy.sources import ROOT
from tests.web.serving import Serving, command
from tests.web.walk import NDJSON

PAGE = (ROOT / "docs/howto/api.md").read_text()
FENCED = re.findall(r"^```([^\n]*)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("howto")


@pytest.fixture(scope="module")
def key(home: Path) -> str:
    """The key that the page's own command prints."""
    lines = [line for kind, text in FENCED if not kind for line in text.splitlines()]
    (create,) = [shlex.split(line)[2:] for line in lines if line.startswith("$ tacit key create")]
    found = re.search(r"tacit_[\w-]{43}", command(home, *create).stdout)
    assert found is not None
    return found[0]


@pytest.fixture(scope="module")
def answers(home: Path, key: str) -> Iterator[list[tuple[Any, Any]]]:
    """What each request was answered, with what the page shows of it (None: nothing)."""
    with Serving(home) as serving:
        known = {"TACIT": f"{serving.address}/api/v1", "KEY": key}
        found = list[tuple[Any, Any]]()
        for place, (kind, text) in enumerate(FENCED):
            if kind == "sh" and text.startswith("curl"):
                answer = send(text, known)
                assert answer.is_success, f"{text}\n{answer.text}"
                told = answer.json()
                known.setdefault("CONVERSATION", told.get("conversation_id", ""))
                if not known["CONVERSATION"]:
                    del known["CONVERSATION"]
                after = FENCED[place + 1] if place + 1 < len(FENCED) else ("", "")
                found.append((told, json.loads(after[1]) if after[0] == "json" else None))
        again = send(next(text for _, text in FENCED if "TACIT/preview" in text), known)
        found.append((again.json(), None))
        yield found


def send(text: str, known: dict[str, str]) -> httpx.Response:
    """Do what a curl command of the page does."""
    for name, value in known.items():
        text = text.replace(f"${name}", value)
    words = iter(shlex.split(text)[1:])
    method, address, headers, body = "", "", {}, None
    for word in words:
        match word:
            case "-s":
                continue
            case "-X":
                method = next(words)
            case "-H":
                name, _, value = next(words).partition(": ")
                headers[name] = value
            case "--json":
                body = next(words).encode()
                headers["Content-Type"] = "application/json"
            case "--data-binary":
                assert next(words) == "@history.ndjson"
                body = NDJSON.encode()
            case _:
                address = word
    assert "$" not in text, "the page names a variable that nobody set"
    method = method or ("POST" if body is not None else "GET")
    return httpx.request(method, address, headers=headers, content=body, timeout=60)


def shows(told: Any, shown: Any) -> bool:
    """Whether an answer holds all that the page shows of it."""
    if isinstance(shown, dict):
        return all(name in told and shows(told[name], each) for name, each in shown.items())
    if isinstance(shown, list):
        return all(shows(*each) for each in zip(told, shown, strict=False)) and bool(told)
    return bool(told == shown)


def test_every_request_of_the_page_is_answered_as_it_shows(
    answers: list[tuple[Any, Any]],
) -> None:
    assert len(answers) == 10
    for told, shown in answers:
        assert shows(told, shown if shown is not None else {}), (told, shown)


def test_what_the_agent_cited_is_surer_at_the_next_question(
    answers: list[tuple[Any, Any]],
) -> None:
    before, after = answers[1][0], answers[-1][0]
    assert after["candidates"][0]["title"] == "Reset your password"
    assert after["confidence"] > before["confidence"]
