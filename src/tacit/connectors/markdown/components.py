"""MDX as Markdown: components and HTML go, their words stay, code is left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from textwrap import dedent

from tacit.connectors.html import without_between

_FENCE = re.compile(
    r"^[ \t]*(`{3,}+(?![^\n]*`)|~{3,}+)[^\n]*\n(?:.*?^[ \t]*\1[`~]*[ \t]*$|.*\Z)", re.M | re.S
)
_IMPORT = re.compile(
    r"^import\s(?:[\w*{$][^;\"']{0,2000}?\sfrom\s+)?[\"'][^\"'\n]+[\"'];?[ \t]*$", re.M
)
_EXPORT = re.compile(
    r"^export\s(?:const|let|var|default|function|async|class)\b[^\n]*(?:\n(?!\s*\n)[^\n]+)*", re.M
)
_LINES = (
    "blockquote|br|center|dd|details|div|dl|dt|figcaption|figure|h[1-6]|hr|li|ol|p|pre|summary|"
    "table|tbody|tfoot|thead|tr|ul"
)
_WORDS = "a|abbr|b|code|em|i|iframe|img|kbd|mark|s|small|source|span|strong|sub|sup|td|th|u|video"
# Boxes of other tools: Docusaurus and VitePress, GitBook, and quotes of the forges.
_BOX = re.compile(
    r"^[ \t]*:{3,}[ \t]*(?:[a-z][\w-]*)?(?:\[(?P<named>[^\]\n]*)\]|[ \t]+(?P<titled>[^\n{]*))?"
    r"(?:\{[^}\n]*\})?[ \t]*$|^[ \t]*\{%[^\n]*?%\}[ \t]*$|^(?P<quote>>[ \t]*)\[![A-Za-z]+\][ \t]*$",
    re.MULTILINE,
)
_VALUE = r"""(?:"[^"]*"|'[^']*'|\{(?:[^{}]|\{[^{}]*\})*\})"""
_TAG = re.compile(
    rf"(?P<code>`[^`\n]+`)|</?(?P<name>[A-Z][\w.]*|(?:{_LINES}|{_WORDS})(?![\w-]))"
    # Between attributes stands a space, or the quote that ends the one before.
    rf"(?P<attributes>(?:(?:\s+|(?<=[\"'}}]))(?:[\w:.-]+(?:={_VALUE})?|\{{[^{{}}]*\}}))*)\s*/?>"
)
_LINE = re.compile(rf"(?:{_LINES})\Z")
_ATTRIBUTE = re.compile(r"""(?:^|\s)(title|label|alt|href)=(?:"([^"]*)"|'([^']*)')""")
_ANCHOR = re.compile(r"""<a\s+(?:[\w-]+="[^"]*"\s+)*href="([^"\s()]+)"[^<>]*>([^<>\[\]]+)</a>""")


def without_components(text: str, *, is_mdx: bool) -> str:
    """The Markdown of a page, its components told by their titles and the words inside.

    >>> without_components('<Tip title="Safe mode">\\n  Hold `<Shift>`.\\n</Tip>', is_mdx=True)
    '**Safe mode**\\n\\nHold `<Shift>`.'
    """
    pieces = [
        dedent(piece) if is_code else _prose(piece, is_mdx=is_mdx)
        for is_code, piece in segments(text)
    ]
    return re.sub(r"\n{3,}", "\n\n", "".join(pieces)).strip("\n")


def segments(text: str) -> Iterator[tuple[bool, str]]:
    """The text in order, cut where fenced code begins and ends; True for the code."""
    end = 0
    for fence in _FENCE.finditer(text):
        yield False, text[end : fence.start()]
        yield True, fence[0]
        end = fence.end()
    yield False, text[end:]


def _prose(text: str, *, is_mdx: bool) -> str:
    if is_mdx:
        text = _EXPORT.sub("", _IMPORT.sub("", text))
        text = without_between(text, "{/*", "*/}")
    text = _ANCHOR.sub(r"[\2](\1)", without_between(text, "<!--", "-->"))
    text = _BOX.sub(_box, text)
    bare = _TAG.sub(_words, text)
    return bare if bare == text else "\n".join(_dedented(bare))


def _box(mark: re.Match[str]) -> str:
    """What the first or last line of a box says: its title, in bold."""
    title = (mark["named"] or mark["titled"] or "").strip()
    return f"**{title}**\n" if title else (mark["quote"] or "").rstrip()


def _words(tag: re.Match[str]) -> str:
    """What a tag says by itself: a title, the text for an image, a new line, or nothing."""
    if tag["code"]:
        return str(tag[0])
    told: dict[str, str] = {
        name: double or single for name, double, single in _ATTRIBUTE.findall(tag["attributes"])
    }
    name = str(tag["name"])
    if name == "img":
        return told.get("alt", "")
    if name[0].islower():
        return "\n" if _LINE.match(name) else " " * (name in {"td", "th"})
    title = told.get("title") or told.get("label") or ""
    if not title:
        return ""
    link = f"[{title}]({told['href']})" if told.get("href") else f"**{title}**"
    # Inside a sentence a component is a word of it, else it heads what it holds.
    before = tag.string[max(0, tag.start() - 200) : tag.start()]
    return f" {title} " if before.rpartition("\n")[2].strip() else f"\n\n{link}\n\n"


def _dedented(text: str) -> Iterator[str]:
    """The lines, each paragraph moved to the left: what stood inside a component is no code."""
    for paragraph in re.split(r"\n[ \t]*\n", text):
        yield from dedent(paragraph).rstrip().split("\n")
        yield ""
