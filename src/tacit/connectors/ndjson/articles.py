"""Articles, and the addresses under which later conversations may cite them."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from tacit.connectors.rows import Shaped
from tacit.connectors.shape import Fields, WrongShape
from tacit.connectors.text import from_html, links
from tacit.history import Article


@dataclass
class Addresses:
    """Where the articles met so far are found: address to external id."""

    articles: dict[str, str] = field(default_factory=dict)

    def learn(self, article: Article) -> None:
        for address in filter(None, (article.url, *article.aliases)):
            self.articles.setdefault(_plain(address), article.external_id)

    def cited(self, text: str) -> tuple[str, ...]:
        """The known articles that a text links to, in order."""
        found = (self.articles.get(_plain(address)) for address in links(text))
        return tuple(dict.fromkeys(each for each in found if each is not None))


def article(row: Fields, addresses: Addresses) -> Shaped:
    is_withdrawn = row.flag("withdrawn")
    markdown = row.text("markdown", "") if "html" not in row else from_html(row.text("html"))
    if not markdown.strip() and not is_withdrawn:
        raise WrongShape("markdown: expected the text of the article, here or as html")
    told = Article(
        external_id=row.id("external_id"),
        title=row.line("title", None),
        markdown=markdown,
        url=row.optional_text("url"),
        locale=row.optional_text("locale"),
        language=row.optional_text("language"),
        at=row.moment("at") if "at" in row else None,
        aliases=row.ids("aliases"),
        is_withdrawn=is_withdrawn,
    )
    addresses.learn(told)
    return Shaped(told)


def _plain(address: str) -> str:
    """An address without what may differ between two links to one page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return f"{parts.netloc.lower()}{parts.path.rstrip('/')}"
