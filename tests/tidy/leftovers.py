"""What is left behind in a hurry: swallowed errors, prints, sleeps, local addresses."""

from __future__ import annotations

import ast
import re

from tests.tidy.floors import room
from tests.tidy.sources import Source, Texts, walk_each


def swallowed_exceptions(files: list[Source]) -> list[str]:
    return walk_each(files, swallows)


def swallows(node: ast.AST) -> str | None:
    match node:
        case ast.ExceptHandler(type=None):
            return "a bare except also takes the interrupt"
        case ast.ExceptHandler(body=[ast.Pass() | ast.Expr(value=ast.Constant())]):
            return "an exception is swallowed; contextlib.suppress says that it is meant"
    return None


def prints(files: list[Source]) -> list[str]:
    """Only the terminal's door prints."""
    return walk_each((source for source in files if room(source.module) != "cli"), is_print)


def is_print(node: ast.AST) -> str | None:
    match node:
        case ast.Call(func=ast.Name(id="print")):
            return "print() outside cli"
    return None


def sleeps(files: list[Source]) -> list[str]:
    return walk_each(files, is_sleep)


def is_sleep(node: ast.AST) -> str | None:
    match node:
        case ast.Attribute(value=ast.Name(id="time"), attr="sleep"):
            return "a test that sleeps waits on the clock; wait on what happens"
        case ast.ImportFrom(module="time", names=names) if any(n.name == "sleep" for n in names):
            return "a test that sleeps waits on the clock; wait on what happens"
    return None


def missing_docstrings(files: list[Source]) -> list[str]:
    return [
        source.says(1, "says nothing of what it is, who calls it, what it must not know")
        for source in files
        if not ast.get_docstring(source.tree)
    ]


TO_DO = re.compile(r"\b(TODO|FIXME|XXX)\b(?!.*(#|issue )\d)")
# The two files that must spell what they look for.
ABOUT_THEM = ("tests/test_tidy.py", "tests/tidy/leftovers.py")
SOURCE_SUFFIXES = (".py", ".sql", ".js", ".css", ".html", ".sh", ".toml", "Makefile", ".ci/run")
REGISTRY = re.compile(r"\b(pypi\.org|pythonhosted\.org|npmjs\.(org|com)|crates\.io)\b")
MACHINE_PATH = re.compile(r"(?<![\w.~<})\]-])/(work|root|home)(?=[/\s\"'`)\]]|$)")


def lines_with(texts: Texts, pattern: re.Pattern[str], complaint: str) -> list[str]:
    return [
        f"{path}:{number}: {complaint}"
        for path, text in texts.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def unnumbered_todos(texts: Texts) -> list[str]:
    read = {
        path: text
        for path, text in texts.items()
        if path.endswith(SOURCE_SUFFIXES) and path not in ABOUT_THEM
    }
    return lines_with(read, TO_DO, "what is left to do has an issue number")


def machine_addresses(texts: Texts) -> list[str]:
    """A registry's host or one machine's folder holds on one machine only."""
    read = {path: text for path, text in texts.items() if path not in ABOUT_THEM}
    return [
        *lines_with(read, REGISTRY, "a registry's address: where packages come from is a setting"),
        *lines_with(read, MACHINE_PATH, "a folder of one machine"),
    ]
