"""The documents keep pace: what is registered has a heading, links lead somewhere, examples run.

A missing heading is mended by writing the paragraph, not by widening a test.
"""

from __future__ import annotations

import ast
import doctest
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tacit.metrics import ALL as METRICS
from tests.tidy.sources import ROOT, kept_texts, sources
from tools import events_page

# What the product was promised to do; ids are never reused and never removed.
FEATURES = [
    *(f"F{n}" for n in range(1, 153)),
    *(f"N{n}" for n in range(1, 25)),
    *(f"P{n}" for n in range(1, 17)),
    *(f"Q{n}" for n in range(1, 16)),
]
STATE = re.compile(r"not yet|shown by \S.*")
FENCE = re.compile(r"^```.*?^```[^\S\n]*$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(<?([^)<>\s]+)>?(?:\s+\"[^\"]*\")?\)")


def pages() -> dict[str, str]:
    return {path: text for path, text in kept_texts().items() if path.endswith(".md")}


def headings(text: str) -> list[str]:
    """The headings of a page without their marks: "## `message.received`" is message.received."""
    lines = re.findall(r"^#+[ \t]+(.+?)[ \t]*$", FENCE.sub("", text), re.MULTILINE)
    return [re.sub(r"[`*]", "", line) for line in lines]


def without_heading(names: list[str], page: str) -> list[str]:
    return sorted(set(names) - set(headings((ROOT / page).read_text())))


def registered(module: str, registry: str) -> list[str]:
    """The names in one of the product's registries: a dict's keys, or a tuple's `name`s."""
    found = getattr(importlib.import_module(module), registry)
    return list(found) if isinstance(found, dict) else [each.name for each in found]


def benchmarks() -> list[str]:
    """The modules of bench/ that run by themselves; what they share has no `main`."""
    trees = {path.stem: ast.parse(path.read_text()) for path in (ROOT / "bench").glob("*.py")}
    return [
        name
        for name, tree in trees.items()
        if any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in tree.body)
    ]


@pytest.mark.parametrize(
    ("module", "registry", "page"),
    [
        ("tacit.events", "KINDS", "docs/reference/events.md"),
        ("tacit.learners", "ALL", "docs/reference/learners.md"),
        ("tacit.learners", "COUNTED", "docs/reference/learners.md"),
        ("tacit.settings", "SETTINGS", "docs/reference/settings.md"),
        ("tacit.cli", "COMMANDS", "docs/reference/commands.md"),
        ("tacit.metrics", "ALL", "docs/reference/metrics.md"),
    ],
)
def test_what_is_registered_has_a_heading(module: str, registry: str, page: str) -> None:
    assert without_heading(registered(module, registry), page) == []


def test_the_page_of_events_is_that_of_the_code() -> None:
    assert (ROOT / "docs/reference/events.md").read_text() == events_page.page()


def test_the_page_of_metrics_defines_each_as_the_code_does() -> None:
    page = (ROOT / "docs/reference/metrics.md").read_text()
    sections = (each.split("\n", 1) for each in page.split("\n## ")[1:])
    told = {name: " ".join(text.split()) for name, text in sections}
    assert [
        name for name, each in METRICS.items() if not told[name].startswith(each.definition)
    ] == []


def test_every_benchmark_has_a_heading() -> None:
    assert without_heading(benchmarks(), "docs/benchmarks.md") == []


def test_every_promise_has_a_row_and_a_state() -> None:
    rows = feature_rows((ROOT / "docs/features.md").read_text())
    assert [name for name in FEATURES if name not in rows] == []
    assert [name for name, state in rows.items() if not STATE.fullmatch(state)] == []


def feature_rows(page: str) -> dict[str, str]:
    """Id and state of each row: `| F1 | short name | not yet |`."""
    rows = re.findall(r"^\| *([FNPQ]\d+) *\|.*\| *([^|]+?) *\|$", page, re.MULTILINE)
    return dict(rows)


def test_every_link_leads_somewhere() -> None:
    assert [each for path, text in pages().items() for each in dead_links(path, text)] == []


def dead_links(path: str, text: str) -> Iterator[str]:
    """Relative links to no file, and anchors to no heading."""
    for target in LINK.findall(FENCE.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        file = (ROOT / path).parent / name if name else ROOT / path
        if not file.exists():
            yield f"{path}: {target} is not there"
        elif anchor and file.suffix == ".md" and anchor not in anchors(file):
            yield f"{path}: {target} has no such heading"


def anchors(file: Path) -> list[str]:
    """How a forge spells a page's headings in an address."""
    plain = (re.sub(r"[^\w\- ]", "", line.lower()) for line in headings(file.read_text()))
    return [line.replace(" ", "-") for line in plain]


def test_every_example_in_the_documents_runs() -> None:
    """Blocks fenced as `pycon` are sessions; a page's blocks share their names."""
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(verbose=False)
    for path, text in pages().items():
        blocks = re.findall(r"^```pycon\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
        runner.run(parser.get_doctest("\n".join(blocks), {}, path, path, 0))
    assert runner.summarize(verbose=False).failed == 0


@pytest.mark.parametrize("name", [source.module for source in sources("src")])
def test_every_example_in_the_code_runs(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_a_planted_breaker_is_found(tmp_path: Path) -> None:
    page = (
        "# `message.received`\n```\n# no heading\n```\n"
        "[a](b.md) [c](#d) [e](https://f) [g](#h)\n# H\n"
    )
    assert headings(page) == ["message.received", "H"]
    planted = tmp_path / "planted.md"
    planted.write_text(page)
    assert [line.split(": ")[1] for line in dead_links(str(planted), page)] == [
        "b.md is not there",
        "#d has no such heading",
    ]
    assert feature_rows("| F1 | a | perhaps |\n| F2 | b | not yet |") == {
        "F1": "perhaps",
        "F2": "not yet",
    }
