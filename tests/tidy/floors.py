"""Who may import whom, what pure code may not touch, and how long a chain of imports is."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator

from tests.tidy.sources import Source, walk_each

IMPORT_CHAIN = 10

FACTS = {
    "clean",
    "events",
    "payload",
    "conversation",
    "reward",
    "weights",
    "lesson",
    "share",
    "history",
}
JUDGEMENT = {"knowledge", "learners", "metrics", "answering"}
BACKENDS = {"store", "language"}
DOORS = {"connectors", "worker", "cli", "web"}
# app wires, rehearsal walks its table along a history, taking joins them to an import.
RING = {"app", "rehearsal", "taking"}
ROOMS = FACTS | JUDGEMENT | BACKENDS | DOORS | RING | {"demo", "flows", "settings", "tacit"}

MAY_IMPORT = {
    **dict.fromkeys(FACTS | BACKENDS | {"knowledge", "learners", "metrics"}, FACTS),
    "answering": FACTS | {"knowledge", "learners"},
    "flows": FACTS | JUDGEMENT | BACKENDS,
    "app": FACTS | JUDGEMENT | BACKENDS | {"flows", "settings"},
    "rehearsal": FACTS | JUDGEMENT | BACKENDS | {"flows", "app"},
    "taking": FACTS | JUDGEMENT | BACKENDS | {"flows", "app", "rehearsal"},
    **dict.fromkeys(DOORS, FACTS | JUDGEMENT | BACKENDS | RING | {"flows", "settings", "demo"}),
    "settings": set(),
    "demo": set(),
    "tacit": set(),
}
THIRD_PARTY = {"answering": {"numpy"}, "learners": {"numpy"}, "metrics": {"numpy"}}
THIRD_PARTY["knowledge"] = {"numpy", "simsimd", "snowballstemmer"}
# What brings in the clock, dice, the machine or the world.
IMPURE = set(
    """
    asyncio concurrent ctypes getpass glob http importlib io locale logging multiprocessing os
    pathlib platform random secrets selectors shutil signal socket sqlite3 ssl subprocess sys
    tempfile threading time urllib uuid
    """.split()
)
# `hash` of a string differs from process to process.
IMPURE_CALLS = {"open", "input", "print", "hash", "eval", "exec", "__import__"}
IMPURE_METHODS = {"now", "utcnow", "today", "random"}


def room(module: str) -> str:
    """The part of a module's name that has a floor: `events`, `store`, `flows` …"""
    return module.split(".")[1] if "." in module else module


def imports(source: Source, within: ast.AST | None = None) -> Iterator[tuple[int, str]]:
    """Line and full name of each thing imported; a relative import is made absolute."""
    package = source.module.split(".")
    package = package if source.path.endswith("__init__.py") else package[:-1]
    for node in ast.walk(within or source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def floors(files: list[Source]) -> list[str]:
    """Arrows point down only; siblings among flows and among doors do not know each other."""
    found = []
    for source in files:
        if room(source.module) not in ROOMS:
            found.append(
                source.says(1, f"{room(source.module)} has no floor in tests/test_tidy.py")
            )
            continue
        for line, name in imports(source):
            if name.split(".")[0] == "tacit" and not may_import(source.module, name):
                found.append(source.says(line, f"{source.module} may not import {name}"))
    return found


def may_import(module: str, name: str) -> bool:
    here, there = room(module), room(name)
    if here == "flows" and there == "flows":
        sibling, own = (dotted.split(".")[2:3] for dotted in (name, module))
        return sibling in (["port"], ["follow"], own) or not own
    if here == "cli" and there == "connectors":
        return name.count(".") == 2 or name == "tacit.connectors"
    if here == "cli" and there in ("worker", "web"):
        return True  # `tacit work` and `tacit serve` are those doors' own commands
    return here == there or there in MAY_IMPORT[here]


def impurity(files: list[Source]) -> list[str]:
    """Facts and Judgement take time and dice as arguments and touch nothing."""
    pure = [source for source in files if room(source.module) in FACTS | JUDGEMENT]
    found = walk_each(pure, impure_call)
    for source in pure:
        allowed = THIRD_PARTY.get(room(source.module), set()) | {"tacit"}
        for line, name in imports(source):
            top = name.split(".")[0]
            if top in IMPURE or (not is_stdlib(top) and top not in allowed):
                found.append(source.says(line, f"pure code may not import {name}"))
    return found


def impure_call(node: ast.AST) -> str | None:
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in IMPURE_CALLS:
            return f"{name}() has no place in pure code"
        case ast.Attribute(value=ast.Name(id="datetime" | "date" | "np" | "numpy"), attr=name):
            return f"{name}: time and dice are arguments" if name in IMPURE_METHODS else None
    return None


def is_stdlib(top: str) -> bool:
    return top in sys.stdlib_module_names or top == "__future__"


def import_graph(files: list[Source]) -> dict[str, set[str]]:
    """Who imports whom when loaded; what only a type checker reads is left out."""
    modules = {source.module for source in files}
    graph: dict[str, set[str]] = {module: set() for module in modules}
    for source in files:
        skipped = {line for node in ast.walk(source.tree) for line in unloaded_lines(node)}
        for line, name in imports(source):
            target = name if name in modules else name.rpartition(".")[0]
            if line not in skipped and target in modules and target != source.module:
                graph[source.module].add(target)
    return graph


def unloaded_lines(node: ast.AST) -> Iterable[int]:
    """Lines of a function's body, or of an `if TYPE_CHECKING`."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return ()


def cycles_and_chains(files: list[Source]) -> list[str]:
    """No import cycle, and no chain of modules longer than IMPORT_CHAIN."""
    graph = import_graph(files)
    chains: dict[str, list[str]] = {}
    found = []

    def longest(module: str, above: tuple[str, ...]) -> list[str]:
        if module in above:
            found.append("import cycle: " + " → ".join([*above[above.index(module) :], module]))
            return []
        if module not in chains:
            below = [longest(each, (*above, module)) for each in sorted(graph[module])]
            chains[module] = [module, *max(below, key=steps, default=[])]
        return chains[module]

    chain = max((longest(module, ()) for module in sorted(graph)), key=steps, default=[])
    if steps(chain) > IMPORT_CHAIN:
        found.append(f"{steps(chain)} modules in one import chain: " + " → ".join(chain))
    return found


def steps(chain: list[str]) -> int:
    """How many modules a reader passes; the files of the events are read as one."""
    return len({"tacit.events" if room(each) == "events" else each for each in chain})


def late_imports(files: list[Source]) -> list[str]:
    """An import inside a function hides an arrow; the connector registry alone may."""
    return [
        source.says(line, f"{name} is imported inside {function.name}")
        for source in files
        if source.path != "src/tacit/connectors/__init__.py"
        for function in source.functions
        for line, name in imports(source, function)
    ]


def dead_modules(files: list[Source]) -> list[str]:
    """Every module is imported by another, or is where a program starts."""
    imported = {name for source in files for _, name in imports(source)}
    imported |= {name.rpartition(".")[0] for name in imported}
    starts = {"tacit.cli", "tacit.worker", "tacit.store.migrate"} | commands(files)
    return [
        source.says(1, f"nobody imports {source.module}")
        for source in files
        if source.module not in imported | starts
        and not source.path.endswith("__init__.py")
        and room(source.module) != "connectors"
    ]


def commands(files: list[Source]) -> set[str]:
    """The modules that the terminal's table names: each is loaded when its command is called."""
    places = (
        node.value
        for source in files
        if source.module == "tacit.cli"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return {place.rpartition(".")[0] for place in places if place.startswith("tacit.cli.")}
