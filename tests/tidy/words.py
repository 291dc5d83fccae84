"""One word a concept: what GLOSSARY.md refuses is not in our names, comments and docstrings."""

from __future__ import annotations

import ast
import functools
import io
import itertools
import re
import tokenize
from collections.abc import Iterator

from tests.tidy.floors import room
from tests.tidy.sources import ROOT, Source


@functools.cache
def banned_words() -> tuple[frozenset[str], frozenset[str]]:
    """GLOSSARY.md's bold words: those of its tables, and those of its names section.

    The first are never right in our own code and comments, the second never
    in a name.
    """
    tables, _, names = (ROOT / "GLOSSARY.md").read_text().partition("## Names")
    rows = [line.split("|") for line in tables.splitlines() if line.startswith("|")]
    words = {word for row in rows for word in re.findall(r"\*\*(.+?)\*\*", row[3])}
    return frozenset(words), frozenset(re.findall(r"\*\*(.+?)\*\*", names))


def words_of(name: str) -> set[str]:
    """The words of an identifier, also without a plural's s, and its pairs of words.

    `ticketQueue_ids` has ticket, queue, ids, id and ticket_queue among them.
    """
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_+", " ", name).lower().split()
    pairs = {f"{one}_{two}" for one, two in itertools.pairwise(spaced)}
    return {*spaced, *(word.removesuffix("s") for word in spaced), *pairs}


def defined_names(source: Source) -> Iterator[tuple[int, str]]:
    """Every name that this file gives: its own, its functions', arguments, variables, fields."""
    yield from ((1, part) for part in source.path.removesuffix(".py").split("/"))
    for node in ast.walk(source.tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node.lineno, name
            case ast.ClassDef(name=name) | ast.ExceptHandler(name=str(name)):
                yield node.lineno, name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                yield from ((node.lineno, alias.asname) for alias in names if alias.asname)


def banned_names(files: list[Source]) -> list[str]:
    banned = banned_words()[1]
    return [
        source.says(line, f"{name}: {word!r} says nothing, name what it is")
        for source in files
        for line, name in defined_names(source)
        for word in sorted(words_of(name) & banned - OTHERS_NAMES.get(name, frozenset()))
    ]


# Methods that a library calls by its own name.
OTHERS_NAMES = {
    "handle_data": frozenset({"data"}),
    "items": frozenset({"item"}),
    "get_route_handler": frozenset({"handler"}),
}


def wrong_words(files: list[Source]) -> list[str]:
    """Words that GLOSSARY.md refuses, in names, comments and docstrings.

    A connector may use the other side's words. The words of a string are not
    read: customers write as they like.
    """
    banned = banned_words()[0]
    return [
        source.says(line, f"{word!r} is not our word, see GLOSSARY.md")
        for source in files
        if room(source.module) != "connectors"
        for line, text in (*defined_names(source), *prose(source))
        for word in sorted(
            {w for part in re.findall(r"\w+", text) for w in words_of(part)} & banned
        )
    ]


def prose(source: Source) -> Iterator[tuple[int, str]]:
    """Comments and docstrings."""
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield getattr(node, "lineno", 1), ast.get_docstring(node) or ""
