"""Cutting a text into passages that a model can read whole.

Called by embedders. It knows one tokenizer and no model; it must not know what
the text is, so headings and lists are left to whoever has the article.
"""

import re
from functools import cached_property
from pathlib import Path

from tokenizers import Tokenizer

# Tokens, the special ones among them: what all-MiniLM-L6-v2 was tuned on.
LONGEST_PASSAGE = 256
# Characters. Prose fills 256 tokens with about 1,200; a run without spaces can
# be one token however long it is, and may not grow a passage without bound.
WIDEST_PASSAGE = 2048

# Each matches where a passage may end, best first: before an empty line; after
# a sentence or before a line's end; before any space.
PARAGRAPH = re.compile(r"(?=\n[^\S\n]*\n)")
SENTENCE = re.compile(r"""[.!?…؟۔।]+["'”’»)\]]*(?=\s)|[。！？]+[」』）]*|(?=\n)""")
WORD = re.compile(r"(?=\s)")
SPACE = re.compile(r"\s*")


class Cutter:
    """Cuts at the end of a paragraph, else of a sentence, else of a word.

    Only space around a passage is dropped: passages joined hold every other
    character of the text, in order.
    """

    def __init__(self, tokenizer_file: Path) -> None:
        self._tokenizer_file = tokenizer_file

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(self._tokenizer_file))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return tokenizer

    @cached_property
    def _room(self) -> int:
        return LONGEST_PASSAGE - self._tokenizer.num_special_tokens_to_add(is_pair=False)

    def passages(self, text: str) -> list[str]:
        passages = []
        start = end_of_space(text, 0)
        while start < len(text):
            window = text[start : start + WIDEST_PASSAGE]
            length = self._first_passage(window, is_rest=start + len(window) == len(text))
            passages.append(window[:length].rstrip())
            start = end_of_space(text, start + length)
        return passages

    def _first_passage(self, window: str, *, is_rest: bool) -> int:
        """Length of the passage that a window opens with."""
        limit = self._fitting(window)
        while True:
            is_whole = is_rest and limit == len(window)
            length = limit if is_whole else last_break(window, limit)
            # Cut inside a word, some tokenizers read its head as more tokens.
            fitting = self._fitting(window[:length])
            if fitting == length:
                return length
            limit = max(1, fitting)

    def _fitting(self, window: str) -> int:
        """How many of the window's characters a passage has room for."""
        spans = self._tokenizer.encode(readable(window), add_special_tokens=False).offsets
        if len(spans) <= self._room:
            return len(window)
        return max(1, spans[self._room - 1][1])


def last_break(window: str, limit: int) -> int:
    """The best place to cut at or before the limit.

    Paragraphs and sentences count from the middle on: a title alone makes a
    poor passage.
    """
    for ending, earliest in ((PARAGRAPH, limit // 2), (SENTENCE, limit // 2), (WORD, 1)):
        places = [found.end() for found in ending.finditer(window, 0, limit + 2)]
        places = [place for place in places if earliest <= place <= limit]
        if places:
            return places[-1]
    return limit


def end_of_space(text: str, start: int) -> int:
    found = SPACE.match(text, start)
    return found.end() if found else start


def readable(text: str) -> str:
    """Replace half characters (lone surrogates), one for one: tokenizers refuse them."""
    return text.encode("utf-8", "replace").decode("utf-8")
