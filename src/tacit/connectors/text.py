"""Text out of other people's pages: `from_html` turns one into Markdown, `links` finds addresses.

Readers call it. Nothing here fetches anything.
"""

from __future__ import annotations

import re

from tacit.clean import clean
from tacit.connectors.html import markdown_of

_LINK = re.compile(
    r"!\[[^\]\n]{0,500}\]\([^()\s]{0,2000}[^()\n]{0,500}\)"  # an image: passed over
    r"|\]\(\s{0,9}<?(?P<inline>(?:[^\s()<>]|\([^\s()<>]*\))+)"
    r"|(?P<bare>https?://[^\s<>\"\]\\`|]+)",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def from_html(html: str) -> str:
    """A page, or a piece of one, as clean Markdown without scripts, styles or images.

    >>> from_html("<h2>Reset</h2><p>Open <a href='/kb/reset'>this</a>.<script>x()</script>")
    '## Reset\\n\\nOpen [this](/kb/reset).'
    """
    return clean(markdown_of(clean(html)))


def links(text: str) -> list[str]:
    """Addresses that a text names, Markdown or bare, each once, in order.

    >>> links("See [this](/kb/reset) or https://shop.example/kb/pay. Not ![me](/me.png).")
    ['/kb/reset', 'https://shop.example/kb/pay']
    """
    found: dict[str, None] = {}
    for match in _LINK.finditer(text):
        address = match["inline"] or _trimmed(match["bare"] or "")
        scheme = _SCHEME.match(address)
        if (
            address
            and address[0] != "#"
            and (not scheme or scheme[0].lower() in {"http:", "https:"})
        ):
            found[address] = None
    return list(found)


def _trimmed(address: str) -> str:
    """A bare address without the punctuation of the sentence round it."""
    excess = address.count(")") - address.count("(")
    while address and (address[-1] in ".,;:!?'*_~" or (address[-1] == ")" and excess > 0)):
        excess -= address[-1] == ")"
        address = address[:-1]
    return address


def name_of(value: object) -> str:
    """How to call a JSON value in a sentence.

    >>> name_of([1]), name_of(None), name_of(2.5)
    ('a list', 'null', 'the number 2.5')
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"the number {str(value)[:40]}"
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    return "a list" if isinstance(value, list) else "an object"
