"""One page as an article: its front matter, its title and its plain Markdown."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import PurePath

from tacit.clean import clean
from tacit.connectors.markdown.components import segments, without_components
from tacit.connectors.markdown.front import front_matter
from tacit.connectors.rows import Shaped
from tacit.connectors.shape import Fields, WrongShape
from tacit.history import Article

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t](.*)$", re.MULTILINE)


def article(name: PurePath, text: str, now: datetime) -> Shaped:
    """The article of a page; `name` is its path inside the folder."""
    front, body = front_matter(clean(text))
    path = name.with_suffix("").as_posix().encode("utf-8", "replace").decode()
    page = Fields({**front, "path": path}, now)
    markdown = without_components(body, is_mdx=name.suffix.lower() == ".mdx")
    if not markdown.strip():
        raise WrongShape("expected a page with text, found none")
    slug = page.optional_text("slug")
    return Shaped(
        Article(
            external_id=page.id("path"),
            title=page.line("title") or _first_heading(markdown) or name.stem,
            markdown=markdown,
            url=page.optional_text("url"),
            locale=page.optional_text("locale"),
            language=page.optional_text("language"),
            at=page.moment("date") if "date" in page else None,
            aliases=(slug,) if slug and slug != path else (),
        )
    )


def _first_heading(markdown: str) -> str:
    prose = "\n".join(piece for is_code, piece in segments(markdown) if not is_code)
    headings = (heading[1].strip().rstrip("#").strip() for heading in _HEADING.finditer(prose))
    return next(filter(None, headings), "")
