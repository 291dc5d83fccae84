"""Draws pages: the templates, how times, shares and other people's text look in them.

Routes call `draw`, the live stream `fragment`: one template draws a thing
first and whenever it changes. What customers wrote is shown as text, never as
markup; what agents and the assistant wrote may have Markdown, without HTML,
without pictures, and with links that leave no trace.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

_HERE = Path(__file__).parent
_STATIC = _HERE / "static"


def draw(request: Request, template: str, status_code: int = 200, **values: Any) -> Response:
    """A page of this template."""
    state = request.state
    shown = {
        "signed_in": getattr(state, "signed_in", None),
        "arrival": getattr(state, "arrival", None),
        "head": getattr(state, "head", 0),
        "path": request.url.path,
    }
    return HTMLResponse(fragment(template, **shown, **values), status_code)


def fragment(template: str, **values: Any) -> str:
    """A template drawn with these values."""
    return _TEMPLATES.get_template(template).render(values)


# ---- text ---------------------------------------------------------------------------


class _Plain(RendererHTML):
    """Markdown's renderer, with headings as bold lines: a message has no place in the outline."""

    def heading_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return '<p class="heading">'

    def heading_close(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        return "</p>\n"

    def link_open(
        self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType
    ) -> str:
        tokens[idx].attrSet("rel", "noopener noreferrer nofollow")
        tokens[idx].attrSet("target", "_blank")
        return self.renderToken(tokens, idx, options, env)


def _is_web_address(address: str) -> bool:
    return address.lower().startswith(("https://", "http://"))


def _markdown_renderer() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "breaks": True}, renderer_cls=_Plain)
    made.disable(["image", "html_inline", "html_block"])
    made.validateLink = _is_web_address  # type: ignore[method-assign, assignment]
    return made


_MARKDOWN = _markdown_renderer()


def markdown(text: str | None) -> Markup:
    """Markdown of an agent, the assistant or an article as safe markup."""
    return Markup(_MARKDOWN.render(text or ""))


# ---- times and numbers --------------------------------------------------------------


def stamp(moment: datetime) -> str:
    """A time for machines: `2026-11-21T08:14:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def utc(moment: datetime) -> str:
    """A time for people whose zone is not known.

    >>> utc(datetime(2026, 11, 2, 8, 4, tzinfo=UTC))
    '2 Nov 2026, 08:04 UTC'
    """
    return f"{moment.astimezone(UTC):%-d %b %Y, %H:%M} UTC"


def day(moment: datetime) -> str:
    """A day for people: `2 Nov 2026`."""
    return f"{moment.astimezone(UTC):%-d %b %Y}"


_SECONDS = ((86400, "d"), (3600, "h"), (60, "m"))
_WEEKS = 21 * 86400


def age(moment: datetime, now: datetime) -> str:
    """How long ago, in one short word; the day where that is weeks.

    >>> now = datetime(2026, 11, 21, 8, 14, tzinfo=UTC)
    >>> age(datetime(2026, 11, 21, 5, 0, tzinfo=UTC), now)
    '3h'
    >>> age(datetime(2026, 3, 2, tzinfo=UTC), now)
    '2 Mar'
    """
    seconds = (now - moment).total_seconds()
    if seconds >= _WEEKS:
        is_this_year = moment.year == now.year
        return f"{moment.astimezone(UTC):%-d %b}" if is_this_year else f"{moment:%b %Y}"
    for size, letter in _SECONDS:
        if seconds >= size:
            return f"{int(seconds // size)}{letter}"
    return "now"


def percent(scaled: int | None) -> str:
    """A confidence or threshold of the log, in 1/4096, as people read it."""
    return "–" if scaled is None else f"{min(max(scaled / 4096, 0), 1):.0%}"


def asset(name: str) -> str:
    """The address of a file of ours, with its content's mark: a new one is fetched, once."""
    return _ASSETS[name]


def _mark(path: Path) -> str:
    mark = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return f"/static/{path.relative_to(_STATIC)}?{mark}"


_ASSETS = {
    str(path.relative_to(_STATIC)): _mark(path) for path in _STATIC.rglob("*") if path.is_file()
}


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters |= {
        "markdown": markdown, "stamp": stamp, "utc": utc, "day": day, "age": age,
        "percent": percent,
    }  # fmt: skip
    made.globals["asset"] = asset
    made.globals["parts"] = made.get_template("parts.html").module
    return made


_TEMPLATES = _environment()
