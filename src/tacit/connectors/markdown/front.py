"""The few lines between `---` and `---`, or `+++` and `+++`, at the head of a page.

Seven of its keys are read, all of one line. A real tree of 90 pages holds five
keys and nothing but one-line texts, so this reads `key: value` and refuses
what else stands at a key it needs; a whole YAML reader would be a dependency
for seven lines of text. Keys that are not needed may hold anything, and so may
`description`, which is then passed over. Between `+++` stands TOML.
"""

from __future__ import annotations

import re
import tomllib

from tacit.connectors.shape import WrongShape

KEYS = frozenset({"title", "slug", "url", "locale", "language", "date", "description"})
_OPTIONAL = frozenset({"description"})

_BLOCK = re.compile(r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_PAIR = re.compile(r"([A-Za-z_][\w-]*)[ \t]*:(?:[ \t]+(.*))?")
_COMMENT = re.compile(r"(?:^|[ \t]+)#.*")
_QUOTED = re.compile(r"""(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)')[ \t]*(?:#.*)?""")
_ESCAPE = re.compile(r'\\(["\\/])')
_OTHER_YAML = tuple("[]{}|>&*!%@`")


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The keys that are known, and the text after them.

    >>> front_matter("---\\ntitle: 'Paying: how'  # new\\nicon: [a, b]\\n---\\nHello.")
    ({'title': 'Paying: how'}, 'Hello.')
    """
    if toml := _TOML.match(text):
        return _of_toml(toml[1]), text[toml.end() :]
    block = _BLOCK.match(text)
    if not block:
        return {}, text
    found = {}
    for line in block[1].splitlines():
        pair = _PAIR.fullmatch(line)
        if pair and pair[1] in KEYS and (value := _scalar(pair[1], (pair[2] or "").strip())):
            found[pair[1]] = value
    return found, text[block.end() :]


def _of_toml(block: str) -> dict[str, str]:
    try:
        told = tomllib.loads(block)
    except tomllib.TOMLDecodeError as error:
        raise WrongShape(f"the lines between +++ are no TOML: {error}") from None
    return {key: str(value) for key, value in told.items() if key in KEYS}


def _scalar(key: str, value: str) -> str:
    if value.startswith(("'", '"')):
        quoted = _QUOTED.fullmatch(value)
        if quoted:
            single = quoted[2]
            return _ESCAPE.sub(r"\1", quoted[1]) if single is None else single.replace("''", "'")
    elif not value.startswith(_OTHER_YAML):
        plain = _COMMENT.sub("", value)
        return "" if plain in {"null", "~"} else plain
    if key in _OPTIONAL:
        return ""
    raise WrongShape(f"{key}: expected a text in one line, found {value[:40]!r}")
