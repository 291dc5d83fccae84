"""What is told of a customer becomes a few attributes of short values, and no word of theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tacit.answering.situation import TOKENS, Told, alike_in, attributes, pages, situated, versions
from tests.cast import OPENS_AT

PAGE = {"page_url": "https://app.example/settings/billing"}


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("https://app.example/settings/billing?tab=2#top", ["/settings/billing", "/settings"]),
        ("/Settings/Billing/", ["/settings/billing", "/settings"]),
        ("https://app.example", ["/"]),
        ("", []),
        ("https://app.example/invoices/2024/77", ["/invoices/*/*", "/invoices/*", "/invoices"]),
        ("//app.example/users/zoe@acme.example", ["/users/*", "/users"]),
        ("/o/3f2504e0-4f89-11d3-9a0c-0305e82c3301", ["/o/*", "/o"]),
        ("/a/b/c/d/e/f", ["/a/b/c/d", "/a/b/c", "/a/b", "/a"]),
    ],
)
def test_a_page_is_its_path_and_its_parents_with_what_is_of_one_thing_masked(
    address: str, found: list[str]
) -> None:
    assert pages(address) == found


def test_a_version_is_also_its_first_number() -> None:
    assert versions("115.3.1") == ["115.3.1", "115"]
    assert versions("7") == ["7"]
    assert versions("beta") == []


def test_what_names_a_person_or_only_counts_is_no_attribute() -> None:
    traits = {
        "first_name": "Zoe", "email": "zoe@acme.example", "seats": "12", "note": "x" * 41,
        "phone": "none", "employee_id": "kz", "Role": "  Admin ",
    }  # fmt: skip
    assert attributes(Told(traits=traits), OPENS_AT) == [("role", ["admin"])]


def test_what_is_known_of_everybody_counts_beside_what_else_is_told_alone() -> None:
    alone = Told(channel="web", locale="de-AT", since=OPENS_AT - timedelta(days=400))
    assert attributes(alone, OPENS_AT) == []
    beside = Told(PAGE, channel="web", locale="de-AT", since=OPENS_AT - timedelta(days=400))
    assert attributes(beside, OPENS_AT)[1:] == [
        ("locale", ["de-at", "de"]),
        ("channel", ["web"]),
        ("customer", ["for years"]),
    ]


@pytest.mark.parametrize(("days", "step"), [(0, "new"), (29, "new"), (30, "for months")])
def test_a_customer_is_new_for_a_month(days: int, step: str) -> None:
    told = Told(PAGE, since=OPENS_AT - timedelta(days=days))
    assert attributes(told, OPENS_AT)[-1] == ("customer", [step])


def test_an_error_is_its_code_and_an_action_the_last_one() -> None:
    context = {
        "errors": ["none", "Export failed: E1043 at row 7"],
        "recent_actions": ["signed in", "Opened the export"],
    }
    assert attributes(Told(context), OPENS_AT) == [
        ("error", ["E1043"]),
        ("action", ["opened the export"]),
    ]


def test_what_is_told_of_the_customer_stands_before_the_account() -> None:
    told = Told(traits={"plan": "trial"}, account={"plan": "enterprise", "region": "north"})
    assert attributes(told, OPENS_AT) == [("plan", ["trial"]), ("region", ["north"])]


def test_a_decision_holds_sixteen_tokens_at_most_the_page_first() -> None:
    told = Told(PAGE, {f"trait {chr(97 + n)}": "yes" for n in range(30)})
    found = situated(told, OPENS_AT, b"secret")
    assert len(found.words) == sum(map(len, found.situation)) == TOKENS
    assert found.words[found.situation[0][0]] == ["page", "/settings/billing"]


def test_a_token_hangs_on_the_secret_the_attribute_and_the_value() -> None:
    def token(secret: bytes, **traits: str) -> str:
        return situated(Told(traits=traits), OPENS_AT, secret).situation[0][0]

    same = token(b"one", plan="pro")
    assert same == token(b"one", plan="Pro ")
    others = {token(b"two", plan="pro"), token(b"one", tier="pro"), token(b"one", plan="free")}
    assert len({same} | others) == 4
    assert len(same) == 12


def test_situations_are_as_alike_as_the_tokens_that_they_share() -> None:
    assert alike_in([["a", "b"]], [["a", "b"]]) == 4096
    assert alike_in([["a"], ["c"]], [["b"], ["c"]]) == 4096 // 3
    assert alike_in([["a"]], []) == 2048, "nothing is known of one"
