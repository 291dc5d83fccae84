"""The interface's description: OpenAPI 3.1, made of the routes, their shapes and examples.

Routes declare themselves with `operation`; `install` joins what FastAPI knows
with what all operations share: keys, problems by status, examples.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from tacit.web.examples import EXAMPLES, PROBLEM
from tacit.web.problems import KINDS, MEDIA_TYPE
from tacit.web.shapes.stream import Told

# What can befall any request, and any that changes something.
_ALWAYS = (
    "malformed", "unauthenticated", "forbidden", "invalid", "too_many", "failed", "overloaded",
    "rehearsing", "unavailable",
)  # fmt: skip
_WITH_BODY = ("too_large",)
_POST = ("in_flight", "erased", "key_reused")
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Made new for each request and sent again with each retry of it. Kept 7 days.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,255}$"},
    "example": "01931f6e-order-4711-first-question",
}
PROBLEM_SCHEMA = {
    "type": "object",
    "title": "Problem",
    "description": "Why a request failed (RFC 9457).",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "description": "Where this kind of problem is explained."},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "why"],
                "properties": {"field": {"type": "string"}, "why": {"type": "string"}},
            },
        },
    },
}
_REFERENCE = "#/components/schemas/{model}"
INTRODUCTION = (
    "The self-learning support desk for programs. A key (`tacit key create NAME --scope …`) "
    "belongs to one workspace and carries scopes. Times are RFC 3339 in UTC; ids are opaque and "
    "sortable by creation. A bad request never changes anything; what is not in the key's "
    "workspace does not exist. Lists take `limit` and `after` and answer with `items` and `next`."
)


def operation(
    *scopes: str, problems: Iterable[str] = (), body: str | None = None
) -> dict[str, Any]:
    """What a guarded route declares: the scopes of which a caller needs one, and its problems.

    `body` is the media type of a body that the route reads as it comes.
    """
    extra: dict[str, Any] = {"x-scopes": list(scopes), "x-problems": list(problems)}
    if body is not None:
        extra["requestBody"] = {
            "required": True,
            "content": {body: {"schema": {"type": "string"}}},
        }
    return {"openapi_extra": extra}


def install(site: FastAPI) -> None:
    """Have the site describe itself; the description is made once."""

    def described() -> dict[str, Any]:
        if site.openapi_schema is None:
            site.openapi_schema = describe(site)
        return site.openapi_schema

    site.openapi = described  # type: ignore[method-assign]


def describe(site: FastAPI) -> dict[str, Any]:
    """The whole description, as the address /api/v1/openapi.json gives it."""
    made = get_openapi(
        title="tacit",
        version=site.version,
        openapi_version="3.1.0",
        description=INTRODUCTION,
        routes=site.routes,
    )
    components = made.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = PROBLEM_SCHEMA
    # What no answer is made of whole: a stream is text, and each event's data such a shape.
    told = Told.model_json_schema(mode="serialization", ref_template=_REFERENCE)
    schemas |= told.pop("$defs", {}) | {Told.__name__: told}
    components["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    for path in made["paths"].values():
        for method, each in path.items():
            _complete(method, each)
    return made


def _complete(method: str, each: dict[str, Any]) -> None:
    """Add to one operation what all of its sort share."""
    scopes = each.get("x-scopes", [])
    each["security"] = [{"key": []}]
    each["description"] = f"{each.get('description', '')}\n\nScope: {' or '.join(scopes)}.".strip()
    kinds = [*_ALWAYS, *each.pop("x-problems", [])]
    if "requestBody" in each:
        kinds += _WITH_BODY
    if method == "post":
        kinds += _POST
        each.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
    for parameter in each.get("parameters", []):
        _sayable(parameter["schema"])
    each["responses"].pop("422", None)
    each["responses"] |= _problems(kinds)
    _exemplify(each)


def _sayable(schema: dict[str, Any]) -> None:
    """Take null out: a parameter is left out, an address and a header have no null."""
    others = [each for each in schema.get("anyOf", []) if each != {"type": "null"}]
    if others:
        del schema["anyOf"]
        schema |= others[0] if len(others) == 1 else {"anyOf": others}


def _problems(kinds: Iterable[str]) -> dict[str, Any]:
    """The answers of these kinds of problems, by status."""
    found: dict[str, Any] = {}
    for name in dict.fromkeys(kinds):
        kind = KINDS[name]
        entry = found.setdefault(str(kind.status), {"description": kind.title, "content": {}})
        if entry["content"]:
            entry["description"] += f", or: {kind.title}"
        content = entry["content"].setdefault(
            MEDIA_TYPE, {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": {}}
        )
        content["examples"][name] = {"value": PROBLEM | _told(name)}
        if kind.status in (429, 503):
            entry["headers"] = {"Retry-After": {"schema": {"type": "string", "pattern": r"^\d+$"}}}
        if kind.status == 401:
            entry["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    return dict(sorted(found.items()))


def _told(name: str) -> dict[str, Any]:
    kind = KINDS[name]
    told: dict[str, Any] = {
        "type": f"/api/v1/docs#problem-{name}",
        "title": kind.title,
        "status": kind.status,
    }
    if name == "invalid":
        told["errors"] = [{"field": "message.text", "why": "Field required"}]
    return told


def _exemplify(each: dict[str, Any]) -> None:
    """Put the operation's examples where its body and its answer are described."""
    example = EXAMPLES.get(each["operationId"])
    if example is None:
        return
    if example.request is not None:
        for content in each["requestBody"]["content"].values():
            content["examples"] = {"typical": {"value": example.request}}
    for parameter in each.get("parameters", []):
        if parameter["name"] in example.parameters:
            parameter["example"] = example.parameters[parameter["name"]]
    for status, answer in each["responses"].items():
        if status.startswith("2") and example.answer is not None:
            for content in answer.get("content", {}).values():
                content["examples"] = {"typical": {"value": example.answer}}
