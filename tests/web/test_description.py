"""The description tells the truth: of every route, with examples that the site itself answered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import jsonschema_rs
import pytest
from fastapi.routing import iter_route_contexts

from tacit.store.log import Store
from tacit.web import description, examples
from tacit.web.callers import SCOPES, Guarded
from tacit.web.problems import EXPLAINED_AT, KINDS
from tacit.web.signed import Page
from tests.cast import open_shop
from tests.web import walk
from tests.web.conftest import app_of
from tests.web.door import Door

Operation = tuple[str, str, dict[str, Any]]


@pytest.fixture
def described(door: Door) -> dict[str, Any]:
    made: dict[str, Any] = door.client.get("/api/v1/openapi.json").json()
    return made


def operations(described: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in described["paths"].items():
        for method, each in methods.items():
            yield method, path, each


def schema(described: dict[str, Any], each: dict[str, Any]) -> Any:
    return jsonschema_rs.validator_for({**each, "components": described["components"]})


def test_it_is_openapi_3_1_by_its_own_schema(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1.")
    assert described["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    for name, each in described["components"]["schemas"].items():
        jsonschema_rs.meta.validate(each), name


def test_every_operation_is_named_explained_and_guarded(described: dict[str, Any]) -> None:
    names = [each["operationId"] for _, _, each in operations(described)]
    assert len(names) == len(set(names))
    for _, path, each in operations(described):
        assert each["summary"], path
        assert len(each["description"]) > 30, path
        assert each["security"] == [{"key": []}], path
        assert set(each["x-scopes"]) <= set(SCOPES), path
        assert f"Scope: {' or '.join(each['x-scopes'])}." in each["description"]


def test_every_operation_has_an_example_and_every_example_an_operation(
    described: dict[str, Any],
) -> None:
    names = {each["operationId"] for _, _, each in operations(described)}
    assert set(examples.EXAMPLES) == names


def test_the_examples_are_what_the_site_answers(store: Store) -> None:
    """A mismatch is mended by `python -m tests.web.walk`, once the change is meant."""
    shop = open_shop(store, store.create_workspace("the site's own examples"))
    with Door(app_of(shop), shop.workspace) as door:
        found = walk.recorded(door, shop)
    held = json.loads(walk.EXAMPLES.read_text(encoding="utf-8"))
    for name, example in held.items():
        assert found[name] == example, name


def test_examples_fit_the_shapes(described: dict[str, Any]) -> None:
    checked = 0
    for _, path, each in operations(described):
        parts = [(status, answer) for status, answer in each["responses"].items()]
        bodies = [("body", each["requestBody"])] if "requestBody" in each else []
        for where, part in [*parts, *bodies]:
            for content in part.get("content", {}).values():
                for example in content.get("examples", {}).values():
                    schema(described, content["schema"]).validate(example["value"]), path, where
                    checked += 1
    assert checked > 200


def test_every_success_and_every_problem_has_an_example(described: dict[str, Any]) -> None:
    for _, path, each in operations(described):
        for status, answer in each["responses"].items():
            for content in answer.get("content", {}).values():
                assert content.get("examples"), (path, status)


def test_every_status_that_may_come_is_told(described: dict[str, Any]) -> None:
    always = {"400", "401", "403", "422", "429", "500", "503"}
    for method, path, each in operations(described):
        assert always <= set(each["responses"]), path
        assert [s for s in each["responses"] if s.startswith("2")], path
        if method == "post":
            assert {"409", "410"} <= set(each["responses"]), path
            assert "Idempotency-Key" in [p["name"] for p in each["parameters"]], path
        if "{" in path and method in ("get", "delete"):
            assert "404" in each["responses"], path


def test_problems_are_problem_json_and_lead_to_their_explanation(
    described: dict[str, Any], door: Door
) -> None:
    page = door.client.get("/api/v1/docs").text
    for _, path, each in operations(described):
        for status, answer in each["responses"].items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"], path
    for kind in KINDS:
        anchor = (EXPLAINED_AT + kind).split("#")[1]
        assert f'id="{anchor}"' in page


def test_nothing_is_left_of_the_frameworks_own_errors(described: dict[str, Any]) -> None:
    assert "HTTPValidationError" not in json.dumps(described)


# What everybody may ask for: it tells what the program can do, and nothing of any workspace.
OPEN = {"/api/v1/openapi.json", "/api/v1/docs", "/static"}
# Pages for whoever is not signed in yet; every other page names its rights.
FRONT = {"/", "/sign-in/{token}"}


def test_every_route_is_guarded_or_known_to_be_open(door: Door) -> None:
    """A new route fails here until it is guarded, or written down as open."""
    routes = list(iter_route_contexts(door.client.app.routes))  # type: ignore[attr-defined]
    assert len(routes) > 25
    for each in routes:
        if each.path in OPEN:
            continue
        if isinstance(each.original_route, Page):
            assert each.original_route.openapi_extra["x-rights"] or each.path in FRONT, each.path
            assert not each.path.startswith("/api/")
        else:
            assert isinstance(each.original_route, Guarded), each.path
            assert each.path.startswith("/api/v1/")


def test_a_route_without_a_scope_cannot_be_made() -> None:
    with pytest.raises(KeyError):
        Guarded("/open", lambda: None)
    with pytest.raises(AssertionError):
        Guarded("/open", lambda: None, **description.operation())


class Asks(HTMLParser):
    """What a page asks others for: every address that it loads by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.ids += [told["id"]] if told.get("id") else []
        loaded = told.get("src") or (told.get("href") if tag == "link" else None)
        self.loaded += [loaded] if loaded else []
        self.links += [told["href"]] if tag == "a" and told.get("href") else []


def test_the_reference_page_is_whole_and_asks_nobody_else_for_anything(
    door: Door, described: dict[str, Any]
) -> None:
    answer = door.client.get("/api/v1/docs")
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    page = Asks()
    page.feed(answer.text)
    assert page.loaded == ["/static/reference.css"]
    style = door.client.get("/static/reference.css")
    assert style.status_code == 200
    assert not re.search(r"url\(|@import", style.text)
    for _, path, each in operations(described):
        assert each["operationId"] in page.ids, path
    for link in page.links:
        assert link.startswith("/api/v1/") or link.removeprefix("#") in page.ids


def test_description_and_page_are_open_and_tell_of_no_workspace(door: Door) -> None:
    for path in ("/openapi.json", "/docs"):
        answer = door.get(path, key="")
        assert answer.status_code == 200
        assert door.workspace not in answer.text
