"""The one door through which other people's text comes in: `clean` takes out what hides in it.

Readers of histories and the web door call it on every text they take. It
knows nothing of what the text is for.
"""

from __future__ import annotations

import re
import unicodedata

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
