"""What was logged once can be read for ever, to the byte."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from tacit.events import (
    KINDS,
    Candidate,
    ConversationId,
    ConversationReturned,
    CustomerErased,
    DecisionTaken,
    EntryId,
    Event,
    KnowledgePublished,
    ModeSet,
    PersonId,
    Stream,
    microseconds,
)
from tacit.payload import from_payload, to_payload

GOLDEN = (Path(__file__).parent / "events.golden.ndjson").read_text(encoding="utf-8").splitlines()


def schema_of(line: str) -> tuple[str, int]:
    row = json.loads(line)
    return row["kind"], row["schema"]


NEWEST = [line for line in GOLDEN if KINDS[schema_of(line)[0]].schema == schema_of(line)[1]]
OLDER = [line for line in GOLDEN if line not in NEWEST]


def loaded(line: str) -> Event:
    row = json.loads(line)
    return from_payload(row["kind"], row["schema"], json.dumps(row["payload"]))


@pytest.mark.parametrize("line", NEWEST, ids=lambda line: schema_of(line)[0])
def test_a_logged_event_loads_and_encodes_to_the_same_bytes(line: str) -> None:
    event = loaded(line)
    again = f'{{"kind":"{event.kind}","payload":{to_payload(event)},"schema":{event.schema}}}'
    assert again == line, "what is in the log must load for ever; add a schema, never change one"


def test_every_kind_and_schema_is_in_the_golden_file() -> None:
    held = set(map(schema_of, GOLDEN))
    wanted = {(name, n) for name, kind in KINDS.items() for n in range(1, kind.schema + 1)}
    assert held == wanted
    assert {name for name, _ in held} == set(KINDS), "a kind is never removed"


@pytest.mark.parametrize("line", NEWEST, ids=lambda line: schema_of(line)[0])
def test_the_golden_file_spells_out_every_field(line: str) -> None:
    row = json.loads(line)
    assert sorted(row["payload"]) == sorted(each.name for each in fields(KINDS[row["kind"]]))


@pytest.mark.parametrize("line", OLDER, ids=lambda line: " ".join(map(str, schema_of(line))))
def test_an_older_schema_is_read_as_what_it_meant(line: str) -> None:
    event, told = loaded(line), json.loads(line)["payload"]
    payload = json.loads(to_payload(event))
    assert {name: payload[name] for name in told} == told
    added = {name: value for name, value in payload.items() if name not in told}
    assert added == MEANT[schema_of(line)]


# What rows of older schemas mean by what they do not say.
UNTOLD = {
    "situation": [], "situation_id": None, "situation_commitment": None, "qualities": {},
    "lots": {}, "tone": "",
}  # fmt: skip
MEANT = {
    ("decision.taken", 1): {"intent_confidence": 0, "policy_classes": [], **UNTOLD},
    ("decision.taken", 2): {"policy_classes": [], **UNTOLD},
    ("decision.taken", 3): UNTOLD,
    ("decision.taken", 4): {"tone": ""},
    ("conversation.routed", 1): {"counts": []},
    ("exemplar.held", 1): {"account_id": None},
    ("exemplar.passed", 1): {"segment": "", "token": None},
    ("lesson.settled", 1): {"weight": 1000},
    ("mode.set", 1): {"why": "set", "answers": 0, "wrong": 0, "token": None},
    ("mode.set", 2): {"token": None},
    ("policy.set", 1): {"token": None},
    ("exemplar.paired", 1): {"intent_id": None, "situation": []},
    ("exemplar.paired", 2): {"situation": []},
}


def test_a_newer_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="newer"):
        from_payload("mode.set", ModeSet.schema + 1, to_payload(ModeSet("*", "auto")))


def test_a_kind_nobody_wrote_is_refused() -> None:
    with pytest.raises(KeyError):
        from_payload("mode.guessed", 1, "{}")


def decision() -> DecisionTaken:
    event = next(e for e in map(loaded, GOLDEN) if isinstance(e, DecisionTaken))
    return event


@pytest.mark.parametrize(
    "event",
    [
        ModeSet("*", 0.5),
        KnowledgePublished(1, 0, {"e-1": 1.0}),
        replace(decision(), parts=[1, 0.25]),
        replace(decision(), candidates=[Candidate(EntryId("e"), "article", True, 1, 0, 1.5, [])]),
        replace(decision(), candidates=[Candidate(EntryId("e"), "article", True, 1, 0, 1, [0.5])]),
    ],
)
def test_a_float_is_refused_wherever_it_hides(event: Event) -> None:
    with pytest.raises(TypeError, match="float"):
        to_payload(event)


def test_a_payload_has_sorted_keys_no_spaces_and_plain_letters() -> None:
    payload = to_payload(ModeSet("*", "auto", "größer"))
    assert payload == (
        '{"answers":0,"intent_id":"*","mode":"auto","reason":"größer","token":null,'
        '"why":"set","wrong":0}'
    )


def test_an_event_knows_its_stream() -> None:
    assert ConversationReturned(ConversationId("c-1")).stream == Stream("conversation", "c-1")
    assert CustomerErased(PersonId("p-1")).stream == Stream("person", "p-1")
    assert KnowledgePublished(1, 0).stream == Stream("knowledge", "manifest")
    assert ModeSet("*", "auto").stream == Stream("autonomy", "*")


def test_every_kind_has_a_stream_of_the_contract() -> None:
    kinds = {loaded(line).stream.kind for line in GOLDEN}
    assert kinds == {
        "conversation", "entry", "knowledge", "intent", "autonomy", "person", "drift", "search",
        "account", "report",
    }  # fmt: skip


def test_microseconds_are_exact_and_in_utc() -> None:
    moment = datetime(2024, 3, 4, 9, 0, 0, 1, tzinfo=UTC)
    assert microseconds(moment) == 1_709_542_800_000_001
    elsewhere = moment.astimezone(timezone(timedelta(hours=9)))
    assert microseconds(elsewhere) == microseconds(moment)
