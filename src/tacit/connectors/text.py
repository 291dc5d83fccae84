"""The one door through which other people's text comes in.

`clean` is called on every text that a reader takes; `from_html` turns a page
into Markdown; `links` finds addresses. Nothing here fetches anything.
"""

from __future__ import annotations

import re
import unicodedata

from tacit.connectors.html import markdown_of

_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff"
    "\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
# Arabic, Syriac, the scripts of India, Burmese, Khmer and Mongolian spell with joiners.
_JOINING = (
    "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ua840-\ua87f"
    "\ua8e0-\ua8ff\ufb50-\ufdff\ufe70-\ufefc"
)
# Only these three sequences of tag characters are flags; any other hides words.
_FLAGS = "|".join(
    "".join(chr(0xE0000 + ord(letter)) for letter in name) + "\U000e007f"
    for name in ("gbeng", "gbsct", "gbwls")
)

_LINE_ENDS = re.compile("\r\n?|[\v\f\u0085\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_SUSPECT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200d\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff0-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
# What no eye sees. Marks of direction (U+200E, U+200F, U+061C) stay: text
# from right to left needs them. Overrides go: they make text read as it is not.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb"
    "\U000e0080-\U000e0fff]"
)
_TAGS = re.compile(f"(?<=\U0001f3f4)({_FLAGS})|[\U000e0000-\U000e007f]")
_SELECTOR = re.compile(f"(?<![{_EMOJI}0-9#*])[\ufe0e\ufe0f]|(?<=[0-9#*])[\ufe0e\ufe0f](?!\u20e3)")
_JOINER = re.compile(
    f"(?<![{_JOINING}])\u200c"
    f"|(?<![{_JOINING}{_EMOJI}\ufe0f])\u200d"
    f"|(?<=[{_EMOJI}\ufe0f])\u200d(?![{_EMOJI}])"
)

_LINK = re.compile(
    r"!\[[^\]\n]{0,500}\]\([^()\s]{0,2000}[^()\n]{0,500}\)"  # an image: passed over
    r"|\]\(\s{0,9}<?(?P<inline>(?:[^\s()<>]|\([^\s()<>]*\))+)"
    r"|(?P<bare>https?://[^\s<>\"\]\\`|]+)",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def clean(text: str) -> str:
    """Text as it may be stored, matched and shown: NFC, LF, nothing unseen in it.

    Kept: tab, line feed, emoji with the joiners and selectors inside them,
    marks of direction and the joiners of scripts that spell with them. What
    hides words or breaks a database goes; a lone surrogate becomes U+FFFD.

    >>> clean("cafe\\u0301\\r\\nopen\\x00 \\u200bnow")
    'café\\nopen now'
    """
    if text.isascii():
        return _CONTROL.sub("", _LINE_ENDS.sub("\n", text)) if _CONTROL.search(text) else text
    text = unicodedata.normalize("NFC", text)
    # What is taken out may bring two marks together that change places, and so
    # part a third from what kept it. Four rounds bound the time; a text that still
    # changes then loses all its joiners and selectors.
    for _ in range(4):
        before, text = text, _tidied(text)
        if text == before:
            return text
    return unicodedata.normalize("NFC", _SUSPECT.sub("", text))


def _tidied(text: str) -> str:
    if not _SUSPECT.search(text):
        return text
    text = _SURROGATE.sub("\ufffd", _LINE_ENDS.sub("\n", text))
    text = _TAGS.sub(lambda found: found[1] or "", _UNSEEN.sub("", text))
    text = _JOINER.sub("", _SELECTOR.sub("", text))
    return unicodedata.normalize("NFC", text)


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
