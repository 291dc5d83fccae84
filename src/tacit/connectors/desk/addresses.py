"""From a link in a text to the slug of an article: the last part of a path after `/kb/`."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from tacit.clean import clean
from tacit.connectors.text import links

MARK = "/kb/"


def slugs(text: str, hosts: frozenset[str]) -> tuple[str, ...]:
    """Slugs that a text links to on these hosts, in order; a link without a host is the desk's.

    >>> slugs("Try [this](/en/kb/reset#now), not https://other.example/kb/x", frozenset())
    ('reset',)
    """
    if MARK not in text:
        return ()
    found = (split(address) for address in links(text))
    return tuple(
        dict.fromkeys(slug for prefix, slug in found if slug and host(prefix) in {"", *hosts})
    )


def split(address: str) -> tuple[str, str]:
    """The part of an address up to `/kb/`, and the slug after it; twice empty where there is none.

    >>> split("https://help.shop.example/en/kb/reset-password?utm=1#top")
    ('https://help.shop.example/en/kb/', 'reset-password')
    """
    page, _, query = address.partition("#")[0].partition("?")
    prefix, mark, rest = page.rpartition(MARK)
    slug = clean(unquote(rest)).strip("/ ").rpartition("/")[2]
    # `/kb/new?title=…` is the form that writes a page, not a page.
    if not mark or not slug or query.startswith("title=") or host(prefix) is None:
        return "", ""
    return prefix + mark, slug


def host(prefix: str) -> str | None:
    """The host of an address, empty where it names none, None where it is no address."""
    try:
        return urlsplit(prefix).netloc.lower()
    except ValueError:
        return None
