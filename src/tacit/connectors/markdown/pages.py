"""One page as an article: its front matter, its title and its plain Markdown."""

from __future__ import annotations

import re
from pathlib import PurePath

from tacit.clean import clean
from tacit.connectors.markdown.components import segments, without_components
from tacit.connectors.markdown.front import front_matter
from tacit.connectors.markdown.links import address_of, followable, without_pictures
from tacit.connectors.reading import Options
from tacit.connectors.rows import Shaped
from tacit.connectors.shape import Fields, WrongShape
from tacit.history import Article

_HEADING = re.compile(r"^ {0,3}#{1,6}[ \t](.*)$", re.MULTILINE)


def article(name: PurePath, text: str, options: Options) -> Shaped:
    """The article of a page; `name` is its path inside the folder."""
    front, body = front_matter(clean(text))
    path = name.with_suffix("").as_posix().encode("utf-8", "replace").decode()
    page = Fields({**front, "path": path}, options.now)
    markdown = _plain(name, body, options.site)
    if not markdown.strip():
        raise WrongShape("expected a page with text, found none")
    summary = page.line("description")
    if summary and not markdown.startswith(summary):
        markdown = f"{summary}\n\n{markdown}"
    slug = page.optional_text("slug")
    url = page.optional_text("url") or (address_of(name, options.site) if options.site else None)
    return Shaped(
        Article(
            external_id=page.id("path"),
            title=page.line("title") or _first_heading(markdown) or name.stem,
            markdown=markdown,
            url=url,
            locale=page.optional_text("locale"),
            language=page.optional_text("language"),
            at=page.moment("date") if "date" in page else None,
            aliases=(slug,) if slug and slug != path else (),
        )
    )


def _plain(name: PurePath, body: str, site: str | None) -> str:
    """The page's words: no component, no picture, no link that leads nowhere; code as it is."""
    bare = without_components(body, is_mdx=name.suffix.lower() == ".mdx")
    pieces = (
        piece if is_code else followable(without_pictures(piece), name, site)
        for is_code, piece in segments(bare)
    )
    return re.sub(r"\n{3,}", "\n\n", "".join(pieces)).strip("\n")


def _first_heading(markdown: str) -> str:
    prose = "\n".join(piece for is_code, piece in segments(markdown) if not is_code)
    headings = (heading[1].strip().rstrip("#").strip() for heading in _HEADING.finditer(prose))
    return next(filter(None, headings), "")
