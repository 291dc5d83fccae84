"""The interface keeps what its description promises, to thousands of made-up requests.

Schemathesis makes them from the description, right ones and wrong ones, sends
them to a real server and judges each answer by all of its checks.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import available_timezones

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from requests import Session
from requests.structures import CaseInsensitiveDict
from schemathesis import Case, GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation
from schemathesis.openapi import format as means

from tacit.store.log import Store
from tests.cast import Shop, open_shop
from tests.web.conftest import app_of
from tests.web.door import Door
from tests.web.listening import Listening
from tests.web.test_conversations import opened
from tests.web.walk import EXAMPLES, walk

# Right ones, and as many wrong ones.
CASES = 24
# It goes on for as long as it is read: only names of nothing, or of what is gone, are sent to it.
ENDLESS = "stream_conversation"
OURS = re.compile(r"[0-9a-f-]{36}")
# What depends on who came before: the customer erased, the text rewritten.
LATE = ["410", "412"]
# At the end of the walk things are taken away again; here they stay, for the cases to find,
# and the cases that take away come last: behind them most operations would find nothing.
ENDS = ("withdraw_article", "erase_customer")
NAMES = sorted(json.loads(EXAMPLES.read_text()), key=lambda name: (name in ENDS, name))
# A text's pattern cannot say these; a caller learns them from an answer, a list of zones.
means("cursor", st.just("1"))
means("iana-zone", st.sampled_from(sorted(available_timezones())))


@pytest.fixture(scope="module")
def shop(store: Store) -> Shop:
    return open_shop(store, store.create_workspace("every case"))


@pytest.fixture(scope="module")
def listening(shop: Shop) -> Iterator[Listening]:
    with Listening(Door(app_of(shop), shop.workspace)) as opened:
        yield opened


@pytest.fixture(scope="module")
def there(listening: Listening, shop: Shop) -> dict[str, list[Any]]:
    """What a path can name, after one walk through the interface."""
    found: dict[str, list[Any]] = {"name": ["coverage", "resolution_confirmed"]}
    calls = walk(shop)
    call = next(calls)
    while call.operation not in ENDS:
        for name, value in call.places.items():
            found.setdefault(name, []).append(value)
        answer = call.send(listening.door) if call.operation != ENDLESS else None
        call = calls.send(answer)  # type: ignore[arg-type]
    gone = opened(listening.door, customer={"external_id": "gone"})["conversation_id"]
    found["conversation_id"] += [gone, gone]
    assert listening.door.delete("/customers/gone").status_code == 200
    return found


@pytest.fixture(scope="module")
def described(listening: Listening) -> Any:
    checks = {
        "positive_data_acceptance": ["2xx", "3xx", "401", "403", "404", "409", *LATE],
        "negative_data_rejection": ["400", "401", "403", "404", "409", "413", "422", *LATE],
    }
    told = {each: {"expected-statuses": statuses} for each, statuses in checks.items()}
    config = SchemathesisConfig.from_dict({"checks": told})
    return schemathesis.openapi.from_url(f"{listening.address}/openapi.json", config=config)


@pytest.fixture(scope="module")
def line() -> Iterator[Session]:
    """One connection for all cases; the machine's proxies and passwords are not looked up."""
    with Session() as opened:
        opened.trust_env = False
        opened.headers.clear()  # what a case does not name is not sent
        yield opened


@schemathesis.serializer("application/x-ndjson")
def as_it_is(context: Any, value: Any) -> bytes:
    return str(value).encode()


@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize("name", NAMES)
def test_every_answer_is_as_described(
    name: str,
    mode: str,
    described: Any,
    there: dict[str, list[Any]],
    listening: Listening,
    line: Session,
) -> None:
    made = described.find_operation_by_id(name).as_strategy(GenerationMode(mode))

    @settings(
        max_examples=CASES,
        phases=[Phase.generate],
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=made)
    def is_as_described(case: Case) -> None:
        # Any text is lines; which of them are refused, its answer tells.
        assume(name != "bring_in" or not is_wrong(case, ParameterLocation.BODY))
        if name != ENDLESS:
            make_it_meet(case, there)
        elif OURS.fullmatch(str((case.path_parameters or {}).get("conversation_id"))):
            # The library also tries ids that earlier answers had in them.
            case.path_parameters["conversation_id"] = there["conversation_id"][-1]
        if not is_wrong(case, ParameterLocation.HEADER):
            case.headers["Authorization"] = f"Bearer {listening.door.key}"
        case.call_and_validate(session=line)

    is_as_described()


def make_it_meet(case: Case, there: dict[str, list[Any]]) -> None:
    """Half of the cases name what is there; none says again the key of another."""
    dice = random.Random(repr(case))
    if case.path_parameters and not is_wrong(case, ParameterLocation.PATH):
        for name in case.path_parameters:
            if name in there and dice.random() < 0.5:
                case.path_parameters[name] = dice.choice(there[name])
        # The client leaves what looks encoded already as it is.
        assume("%" not in str(case.path_parameters))
    if case.query and not is_wrong(case, ParameterLocation.QUERY):
        if "wait" in case.query:
            # Each decision is waited for: after the case all is folded anew and compared.
            case.query["wait"] = max(case.query["wait"], 5)
        if "by" in case.query:
            case.query["by"] = "channel"
        if "from" in case.query and "to" in case.query:
            case.query["from"], case.query["to"] = sorted((case.query["from"], case.query["to"]))
            assume(case.query["from"][:7] != case.query["to"][:7])
    if isinstance(case.body, dict) and not is_wrong(case, ParameterLocation.BODY):
        # Who names a decision or a message names one of this conversation, or none.
        for each in ("decision_id", "message_id"):
            case.body.pop(each, None)
        for each in case.body.get("items", ()):
            # Who tells of an account names one that is there, and nothing that is to come.
            each.pop("at", None)
            if each["name"] != "search":
                reported = each["properties"] if each["name"] == "bug_reported" else {}
                each["properties"] = {**reported, "account": "acme"}
    case.headers = case.headers or CaseInsensitiveDict()
    if not is_wrong(case, ParameterLocation.HEADER) and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"{dice.getrandbits(64)}"


def is_wrong(case: Case, where: ParameterLocation) -> bool:
    """Whether a part of a case was made to be refused."""
    assert case.meta is not None
    part = case.meta.components.get(where)
    return part is not None and part.mode is GenerationMode.NEGATIVE
