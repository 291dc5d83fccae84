"""HTML as Markdown: what a reader would see, with nothing that runs or is fetched.

Called by `text.from_html` only, which cleans what goes in and what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from urllib.parse import quote

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Tag

STRUCTURE_LIMIT = 1024 * 1024
"""Longest HTML, in characters, that is parsed: 1 to 3 seconds at the very worst."""

_UNSEEN = frozenset(
    [
        "head",
        "iframe",
        "noscript",
        "object",
        "script",
        "select",
        "style",
        "svg",
        "template",
        "title",
    ]
)
# fmt: off
_BLOCKS = frozenset([
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6",
    "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "ul",
])
# fmt: on
# What is no whole tag, comment or declaration: html.parser takes quadratic time over it.
_LOOSE = re.compile(r"<(?!/?[a-zA-Z][^<>]*>)")
_DECLARATION = re.compile(r"<[!?][^<>]*>")
_UNREAD = re.compile(r"<(script|style)\b[^<>]*>.*?(?:</\1\b[^<>]*>|\Z)", re.IGNORECASE | re.DOTALL)
# All but spaces, brackets and quotes, which would end a Markdown link early.
_LEFT_ALONE = "%/:?#[]@!$&'*+,;=~"
_OTHER_SCHEME = re.compile(r"(?!https?:|mailto:)[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def markdown_of(html: str) -> str:
    html = _LOOSE.sub("&lt;", _DECLARATION.sub("", without_between(html, "<!--", "-->")))
    if len(html) > STRUCTURE_LIMIT:
        return unescape(re.sub(r"<[^<>]*>", "\n", _UNREAD.sub("", html)))
    soup = BeautifulSoup(html, "html.parser")
    try:
        return "\n\n".join(_blocks(soup))
    except RecursionError:
        # Nobody nests so deep to be read; the words alone will do.
        return "\n".join(soup.stripped_strings)


def without_between(text: str, opens: str, closes: str) -> str:
    """The text without what stands between the two marks.

    By hand: a lazy pattern takes quadratic time where marks open and never close.
    """
    kept, end = [], 0
    while (start := text.find(opens, end)) >= 0 and (stop := text.find(closes, start)) >= 0:
        kept.append(text[end:start])
        end = stop + len(closes)
    return "".join([*kept, text[end:]])


def _blocks(parent: Tag) -> Iterator[str]:
    """The paragraphs of an element; text between its blocks is a paragraph of its own."""
    line = ""
    for child in parent.children:
        if isinstance(child, Tag) and child.name in _BLOCKS:
            if line.strip():
                yield _tidy(line)
            line = ""
            yield from filter(None, _block(child))
        else:
            line += _inline(child)
    if line.strip():
        yield _tidy(line)


def _block(tag: Tag) -> Iterator[str]:
    if len(tag.name) == 2 and tag.name[0] == "h" and tag.name[1].isdigit():
        heading = " ".join(_words(tag).split())
        yield f"{'#' * int(tag.name[1])} {heading}" if heading else ""
    elif tag.name in _SHAPES:
        yield _SHAPES[tag.name](tag)
    else:
        yield from _blocks(tag)


def _list(tag: Tag) -> str:
    points = [child for child in tag.children if isinstance(child, Tag) and child.name == "li"]
    lines = []
    for number, point in enumerate(points, start=1):
        mark = f"{number}. " if tag.name == "ol" else "- "
        text = "\n".join(_blocks(point))
        lines.append(mark + text.replace("\n", "\n" + " " * len(mark)))
    return "\n".join(lines)


def _table(tag: Tag) -> str:
    """A line for each row, its cells between bars."""
    rows = []
    for row in tag.find_all("tr"):
        cells = [" ".join(_words(cell).split()) for cell in row.find_all(["td", "th"])]
        rows.append("| " + " | ".join(cells) + " |" if any(cells) else "")
    return "\n".join(filter(None, rows))


def _quote(tag: Tag) -> str:
    return "\n".join(f"> {line}".rstrip() for line in "\n\n".join(_blocks(tag)).splitlines())


def _code(tag: Tag) -> str:
    text = tag.get_text().strip("\n")
    return f"```\n{text}\n```" if text.strip() else ""


_SHAPES: dict[str, Callable[[Tag], str]] = {
    "ul": _list,
    "ol": _list,
    "table": _table,
    "blockquote": _quote,
    "pre": _code,
}


def _inline(node: object) -> str:
    """Words, links and code inside a line."""
    if isinstance(node, PreformattedString):  # comments and declarations
        return ""
    if isinstance(node, NavigableString):
        return re.sub(r"\s+", " ", str(node))
    if not isinstance(node, Tag) or node.name in _UNSEEN:
        return ""
    if node.name == "br":
        return "\n"
    if node.name == "img":
        return str(node.get("alt") or "")
    words = _words(node)
    if node.name == "a":
        return _link(words, str(node.get("href") or "").strip())
    if node.name in {"code", "kbd", "samp"} and words.strip() and "`" not in words:
        return f"`{words.strip()}`"
    # A block inside a line is set off, so that its words do not run into the next.
    return f" {words} " if node.name in _BLOCKS else words


def _words(tag: Tag) -> str:
    return "".join(map(_inline, tag.children))


def _link(words: str, address: str) -> str:
    text = " ".join(words.split())
    is_followed = address and address[0] != "#" and not _OTHER_SCHEME.match(address)
    if not is_followed or not text:
        return words
    return f"[{text}]({quote(address, _LEFT_ALONE)})" if text != address else address


def _tidy(line: str) -> str:
    return "\n".join(" ".join(part.split()) for part in line.strip().split("\n"))
