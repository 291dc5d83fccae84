"""Links that lead somewhere from a reply, and no pictures: a reply is words.

A page links to its neighbours by paths. Where the site's address is told they
become whole addresses; else only their words stay, since a customer cannot
follow them.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from urllib.parse import quote, urljoin

# What stands between the brackets holds no bracket, so that nothing is read twice.
_WORDS = r"[^\[\]\n]{0,500}"
_TARGET = r"(?:\([^()\n]{0,2000}\)|\[[^\[\]\n]{0,200}\])"
_CODE_OR_PICTURE = re.compile(rf"(?P<code>`[^`\n]+`)|!\[(?P<alt>{_WORDS})\]{_TARGET}")
_LONE = re.compile(rf"^[ \t]*(?:!\[{_WORDS}\]{_TARGET}[ \t]*)+$\n?", re.MULTILINE)
_LINK = re.compile(
    r"(?P<code>`[^`\n]+`)|\[(?P<words>[^\[\]]{0,500})\]"
    r"\(\s{0,9}<?(?P<address>[^\s()<>]{0,2000})>?(?P<title>\s+\"[^\"\n]{0,500}\")?\s{0,9}\)"
)
_WHOLE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ENDING = re.compile(r"(?:(?:^|/)(?:index|readme))?\.mdx?(?=#|\?|$)", re.IGNORECASE)
_HOME = re.compile(r"(?:^|/)(?:index|readme)\Z", re.IGNORECASE)


def address_of(page: PurePath, site: str) -> str:
    """Where a page of a folder is found, whose root is at `site`.

    >>> address_of(PurePath("guide/pay.mdx"), "https://docs.example")
    'https://docs.example/guide/pay'
    >>> address_of(PurePath("guide/index.md"), "https://docs.example/help/")
    'https://docs.example/help/guide'
    """
    path = _HOME.sub("", page.with_suffix("").as_posix())
    return f"{site.rstrip('/')}/{quote(path)}".rstrip("/")


def without_pictures(text: str) -> str:
    """The text without images: one on a line of its own goes, one inside leaves its words.

    >>> without_pictures("Press ![the gear](/a.png) twice.\\n\\n![shot](b.png)\\n\\nDone.")
    'Press the gear twice.\\n\\n\\nDone.'
    """
    return _CODE_OR_PICTURE.sub(lambda found: found["code"] or found["alt"], _LONE.sub("", text))


def followable(text: str, page: PurePath, site: str | None) -> str:
    """The text with its links as whole addresses, or as their words where none is known.

    >>> followable("See [this](../faq.mdx#pay).", PurePath("a/b.md"), "https://docs.example")
    'See [this](https://docs.example/faq#pay).'
    >>> followable("See [this](../faq.mdx) or [us](https://x.example).", PurePath("a/b.md"), None)
    'See this or [us](https://x.example).'
    """
    # A page's own folder: what its relative links begin at.
    root = f"{site.rstrip('/')}/" if site else None
    base = f"{root}{quote(page.as_posix())}" if root else None

    def told(link: re.Match[str]) -> str:
        if link["code"] or _WHOLE.match(link["address"]) or link["address"].startswith("//"):
            return link[0]
        if root is None or base is None or not link["words"].strip():
            return link["words"]
        bare = _ENDING.sub("", link["address"])
        if bare.startswith("#") or not bare:
            return f"[{link['words']}]({address_of(page, root)}{bare})"
        whole = urljoin(root, bare.lstrip("/")) if bare[0] == "/" else urljoin(base, bare)
        return f"[{link['words']}]({whole})"

    return _LINK.sub(told, text)
