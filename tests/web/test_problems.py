"""Every failure leaves as problem+json, and tells nothing that is not the caller's own."""

from __future__ import annotations

import logging

import psycopg
import pytest

from tacit.flows import answer
from tacit.web import limits
from tests.web.door import Door, problem

SECRET = "Ada's word for it"


def test_an_unknown_address_and_method_are_problems(door: Door) -> None:
    assert problem(door.get("/nothing/here")) == (404, "not_found")
    refused = door.get("/preview")
    assert problem(refused) == (405, "wrong_method")
    assert refused.headers["allow"] == "POST"


def test_unreadable_json_is_malformed(door: Door) -> None:
    refused = door.send(
        "POST", "/preview", content=b"{", headers={"Content-Type": "application/json"}
    )
    assert problem(refused) == (400, "malformed")


def test_wrong_fields_are_named_with_their_reasons(door: Door) -> None:
    refused = door.post("/preview", {"text": 7, "colour": "red"})
    assert problem(refused) == (422, "invalid")
    fields = {each["field"]: each["why"] for each in refused.json()["errors"]}
    assert set(fields) == {"text", "colour"}


def test_what_nobody_foresaw_leaves_no_word_outside(
    door: Door, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(*given: object, **more: object) -> None:
        raise ZeroDivisionError(SECRET)

    monkeypatch.setattr(answer, "preview", breaks)
    with caplog.at_level(logging.DEBUG):
        refused = door.post("/preview", {"text": SECRET})
    assert problem(refused) == (500, "failed")
    assert SECRET not in refused.text
    assert "ZeroDivisionError at breaks" in caplog.text
    assert SECRET not in caplog.text


def test_a_database_that_is_away_is_told_with_a_time(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*given: object) -> None:
        raise psycopg.OperationalError("connection to server at /secret/place failed")

    monkeypatch.setattr(type(door.app.store), "find_key", away)
    refused = door.post("/preview", {"text": "Hello?"})
    assert problem(refused) == (503, "unavailable")
    assert refused.headers["retry-after"].isdigit()
    assert "secret" not in refused.text


@pytest.mark.parametrize("says_how_long", [True, False])
def test_a_body_over_a_mebibyte_is_refused(door: Door, *, says_how_long: bool) -> None:
    body = b'{"text": "' + b"x" * limits.BODY_BYTES + b'"}'
    pieces = body if says_how_long else iter([body[:1000], body[1000:]])
    headers = {"Content-Type": "application/json"}
    refused = door.send("POST", "/preview", content=pieces, headers=headers)
    assert problem(refused) == (413, "too_large")
