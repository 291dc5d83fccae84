"""Nobody is let in without a key, with too small a key, or faster than agreed."""

from __future__ import annotations

import pytest

from tacit.web.limits import Pace
from tacit.web.problems import Problem
from tests.web.door import Door, problem

QUESTION = {"text": "How do I send back a kettle?"}


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer nonsense",
        f"Bearer tacit_{'x' * 43}",
        f"Bearer tacit_{'x' * 5000}",
        "Basic dGFjaXQ6dGFjaXQ=",
    ],
)
def test_without_a_known_key_nobody_comes_in(door: Door, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    refused = door.post("/preview", QUESTION, key="", headers=headers)
    assert problem(refused) == (401, "unauthenticated")
    assert refused.headers["www-authenticate"].startswith("Bearer")


def test_a_revoked_key_is_a_strange_key(door: Door) -> None:
    key = door.app.store.create_key(door.workspace, "gone", ["desk"])
    assert door.post("/preview", QUESTION, key=key).status_code == 200
    door.app.store.revoke_key(door.workspace, "gone")
    assert problem(door.post("/preview", QUESTION, key=key)) == (401, "unauthenticated")


def test_a_key_opens_only_what_its_scopes_say(door: Door) -> None:
    refused = door.post("/preview", QUESTION, key=door.key_with("import"))
    assert problem(refused) == (403, "forbidden")
    assert "desk or knowledge" in refused.json()["detail"]


def test_the_key_is_asked_for_before_the_body_is_read(door: Door) -> None:
    refused = door.send("POST", "/preview", key="", content=b"{")
    assert problem(refused) == (401, "unauthenticated")
    assert problem(door.send("POST", "/preview", content=b"{"))[0] in (400, 422)


def test_a_bucket_gives_its_burst_then_its_rate() -> None:
    now = [100.0]
    pace = Pace(rate=2, burst=3, clock=lambda: now[0])
    for _ in range(3):
        pace.take("a")
    with pytest.raises(Problem) as refused:
        pace.take("a")
    assert refused.value.kind == "too_many"
    assert refused.value.headers == {"Retry-After": "1"}
    pace.take("b")  # another key's bucket
    now[0] += 0.5  # one token at two a second
    pace.take("a")
    with pytest.raises(Problem):
        pace.take("a")


def test_who_sends_too_fast_is_told_when_to_come_back(door: Door) -> None:
    door.shared.pace = Pace(rate=0.1, burst=1)
    assert door.post("/preview", QUESTION).status_code == 200
    refused = door.post("/preview", QUESTION)
    assert problem(refused) == (429, "too_many")
    assert refused.headers["retry-after"] == "10"


def test_a_query_by_a_name_that_is_not_asked_for_is_refused_with_those_that_are(door: Door) -> None:
    answer = door.get("/conversations?stat=open")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {
            "field": "stat",
            "why": "there is no such parameter here; "
            "there is: account, after, intent, limit, state, team",
        }
    ]
    # Who may not ask at all learns nothing of what could be asked.
    assert door.get("/conversations?stat=open", key="").status_code == 401
