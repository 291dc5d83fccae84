"""The style guide that runs: floors, sizes, words and leftovers, by the standard library alone.

`make check` and `make test` call it; it needs no service and imports nothing
of the product. A check (tests/tidy/) is a function from sources to
complaints. Each has a test that holds it over the project and a planted
breaker below, a small wrong source that it must complain of: a check that
cannot fail promises nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.tidy.floors import cycles_and_chains, dead_modules, floors, impurity, late_imports
from tests.tidy.leftovers import (
    machine_addresses,
    missing_docstrings,
    prints,
    sleeps,
    swallowed_exceptions,
    unnumbered_todos,
)
from tests.tidy.sizes import code_lines, deep_nesting, long_files, long_functions, many_parameters
from tests.tidy.sources import Check, Source, Texts, kept_texts, sources
from tests.tidy.words import banned_names, wrong_words


def holds(complaints: list[str]) -> None:
    assert not complaints, "\n" + "\n".join(complaints)


def ours() -> list[Source]:
    return sources("src")


def programs() -> list[Source]:
    return sources("bench", "tools")


def test_arrows_point_down() -> None:
    holds(floors(ours()))


def test_facts_and_judgement_are_pure() -> None:
    holds(impurity(ours()))


def test_imports_make_no_cycle_and_no_long_chain() -> None:
    holds(cycles_and_chains(ours()))


def test_imports_stand_at_the_top() -> None:
    holds(late_imports(ours()))


def test_no_module_is_dead() -> None:
    holds(dead_modules(ours()))


@pytest.mark.parametrize("files", [ours, programs])
@pytest.mark.parametrize("check", [long_functions, long_files, many_parameters, deep_nesting])
def test_code_keeps_its_sizes(check: Check, files: Callable[[], list[Source]]) -> None:
    holds(check(files()))


@pytest.mark.parametrize("check", [banned_names, wrong_words])
def test_words_are_those_of_the_glossary(check: Check) -> None:
    holds(check([*ours(), *programs()]))


def test_no_exception_is_swallowed() -> None:
    holds(swallowed_exceptions([*ours(), *programs(), *sources("tests")]))


def test_only_the_cli_prints() -> None:
    holds(prints(ours()))


def test_no_test_sleeps() -> None:
    holds(sleeps(sources("tests")))


def test_every_module_says_what_it_is() -> None:
    holds(missing_docstrings([*ours(), *programs(), *sources("tests")]))


def test_what_is_left_to_do_has_an_issue_number() -> None:
    holds(unnumbered_todos(kept_texts()))


def test_no_file_names_a_machine_or_a_registry() -> None:
    holds(machine_addresses(kept_texts()))


def test_the_share_of_test_code_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    tests, code = (sum(map(code_lines, sources(folder))) for folder in ("tests", "src"))
    with capsys.disabled():
        print(f"\ntest code / code = {tests} / {code} = {tests / code:.2f}")
    assert code > 0


# ---- planted breakers -----------------------------------------------------------

LONG = "def long():\n" + "    x = 1\n" * 60
CHAIN = {f"src/tacit/m{n}.py": f"import tacit.m{n + 1}" for n in range(10)}

BREAKERS: list[tuple[Check, Texts]] = [
    (floors, {"src/tacit/learners/a.py": "from tacit.store import batch"}),
    (floors, {"src/tacit/learners/a.py": "from tacit.answering import rank"}),
    (floors, {"src/tacit/metrics/a.py": "import tacit.learners.beta"}),
    (floors, {"src/tacit/store/a.py": "from ..language import onnx"}),
    (floors, {"src/tacit/flows/answer.py": "from tacit.flows import receive"}),
    (floors, {"src/tacit/flows/answer.py": "from .receive import receive"}),
    (floors, {"src/tacit/flows/answer.py": "import tacit.app"}),
    (floors, {"src/tacit/web/a.py": "from tacit.cli import main"}),
    (floors, {"src/tacit/web/a.py": "from tacit.connectors import ALL"}),
    (floors, {"src/tacit/app.py": "import tacit.web"}),
    (floors, {"src/tacit/common.py": ""}),
    (impurity, {"src/tacit/reward.py": "import time"}),
    (impurity, {"src/tacit/reward.py": "import numpy"}),
    (impurity, {"src/tacit/learners/a.py": "from pathlib import Path"}),
    (impurity, {"src/tacit/learners/a.py": "import sklearn"}),
    (impurity, {"src/tacit/learners/a.py": "rng = np.random"}),
    (impurity, {"src/tacit/lesson.py": "at = datetime.now(UTC)"}),
    (impurity, {"src/tacit/lesson.py": "key = hash('a')"}),
    (
        cycles_and_chains,
        {"src/tacit/a.py": "import tacit.b", "src/tacit/b.py": "from tacit import a"},
    ),
    (cycles_and_chains, {**CHAIN, "src/tacit/m10.py": ""}),
    (late_imports, {"src/tacit/a.py": "def f():\n    import tacit.b"}),
    (dead_modules, {"src/tacit/a.py": ""}),
    (dead_modules, {"src/tacit/cli/a.py": ""}),
    (long_functions, {"src/tacit/a.py": LONG}),
    (long_functions, {"src/tacit/a.py": LONG.replace("    x = 1\n" * 60, "    x = 1\n" * 25)}),
    (long_files, {"src/tacit/a.py": "x = 1\n" * 451}),
    (long_files, {"src/tacit/a.py": "x = 1\n" * 301}),
    (many_parameters, {"src/tacit/a.py": "def f(self, a, b, c, d, e, *f, g): ..."}),
    (
        deep_nesting,
        {"src/tacit/a.py": "def f():\n if a:\n  for b in c:\n   with d:\n    while e: pass"},
    ),
    (banned_names, {"src/tacit/a.py": "class QueueManager: ..."}),
    (banned_names, {"src/tacit/a.py": "def f(data): ..."}),
    (banned_names, {"src/tacit/a.py": "for item in x: ..."}),
    (banned_names, {"src/tacit/utils.py": ""}),
    (banned_names, {"src/tacit/a.py": "import x as misc"}),
    (wrong_words, {"src/tacit/a.py": "open_tickets = 3"}),
    (wrong_words, {"src/tacit/a.py": "# the bot says"}),
    (wrong_words, {"src/tacit/a.py": '"""Cuts a text into chunks."""'}),
    (wrong_words, {"src/tacit/a.py": "end_user = 3"}),
    (swallowed_exceptions, {"src/tacit/a.py": "try: f()\nexcept: g()"}),
    (swallowed_exceptions, {"src/tacit/a.py": "try: f()\nexcept OSError:\n  pass"}),
    (prints, {"src/tacit/web/a.py": "print(1)"}),
    (sleeps, {"tests/a.py": "import time\ntime.sleep(1)"}),
    (sleeps, {"tests/a.py": "from time import sleep"}),
    (missing_docstrings, {"src/tacit/a.py": "x = 1"}),
]


@pytest.mark.parametrize(("check", "files"), BREAKERS)
def test_a_planted_breaker_is_found(check: Check, files: Texts) -> None:
    assert check([Source(path, text) for path, text in files.items()])


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (unnumbered_todos, "# TODO: later"),
        (machine_addresses, "see https://pypi.org/simple"),
        (machine_addresses, 'DATA = "/work/shared"'),
        (machine_addresses, "cd /root"),
    ],
)
def test_a_planted_line_is_found(check: Callable[[Texts], list[str]], text: str) -> None:
    assert check({"bench/a.py": text})


FINE: Texts = {
    "src/tacit/answering/rank.py": '"""Ranks. TODO"""\nimport tacit.learners.beta',
    "src/tacit/learners/beta.py": '"""A belief."""\nimport math\nimport numpy as np',
    "src/tacit/flows/answer.py": '"""Answers."""\nfrom tacit.flows.port import Port',
    "src/tacit/flows/port.py": '"""What flows share."""\nfrom tacit.store import batch',
    "src/tacit/store/batch.py": '"""One append."""\nfrom tacit.events import Event',
    "src/tacit/events/__init__.py": '"""Facts."""\nfrom tacit.events.event import Event',
    "src/tacit/events/event.py": '"""What they share."""\nfrom datetime import datetime',
    "src/tacit/cli/__init__.py": '"""The terminal."""\nCOMMANDS = {"ask": "tacit.cli.ask.ASK"}',
    "src/tacit/cli/ask.py": '"""Asks."""\nfrom tacit.connectors import ALL\nimport tacit.app',
    "src/tacit/app.py": '"""Wires."""\nimport tacit.flows.answer\nfrom tacit.answering import rank',
}


@pytest.mark.parametrize("check", list(dict.fromkeys(check for check, _ in BREAKERS)))
def test_a_tidy_source_is_left_alone(check: Check) -> None:
    holds(check([Source(path, text) for path, text in FINE.items()]))
