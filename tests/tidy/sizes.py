"""How long, deep and wide code may be. Where the numbers come from: STYLE.md."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterable

from tests.tidy.sources import Source

FUNCTION_LINES, FUNCTION_LINES_P95 = 60, 25
FILE_LINES, FILE_LINES_P95 = 450, 300
PARAMETERS, NESTING = 6, 3


def p95(sizes: Iterable[int]) -> int:
    """The smallest size that at least 95 of 100 do not exceed."""
    ordered = sorted(sizes)
    return ordered[-(-len(ordered) * 95 // 100) - 1] if ordered else 0


def function_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from `def` to the end; the docstring is not counted."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


def long_functions(files: list[Source]) -> list[str]:
    sizes = [(function_lines(each), each, source) for source in files for each in source.functions]
    found = [
        source.says(function.lineno, f"{function.name} has {lines} lines, {FUNCTION_LINES} at most")
        for lines, function, source in sizes
        if lines > FUNCTION_LINES
    ]
    tail = p95(lines for lines, _, _ in sizes)
    if tail > FUNCTION_LINES_P95:
        longest = sorted(sizes, key=lambda size: -size[0])[: len(sizes) // 20 + 1]
        names = ", ".join(f"{function.name} {lines}" for lines, function, _ in longest)
        found.append(f"functions: p95 {tail}, {FUNCTION_LINES_P95} at most; longest: {names}")
    return found


def long_files(files: list[Source]) -> list[str]:
    sizes = {source.path: len(source.text.splitlines()) for source in files}
    found = [
        f"{path} has {lines} lines, {FILE_LINES} at most"
        for path, lines in sizes.items()
        if lines > FILE_LINES
    ]
    tail = p95(sizes.values())
    if tail > FILE_LINES_P95:
        found.append(f"files: p95 {tail}, {FILE_LINES_P95} at most")
    return found


def many_parameters(files: list[Source]) -> list[str]:
    return [
        source.says(function.lineno, f"{function.name} takes {count}, {PARAMETERS} at most")
        for source in files
        for function in source.functions
        if (count := len(parameters(function))) > PARAMETERS
    ]


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[ast.arg]:
    """What a caller can give; `self` and `cls` come by themselves."""
    given = function.args
    named = [*given.posonlyargs, *given.args]
    named = named[1:] if named and named[0].arg in ("self", "cls") else named
    return [*named, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]


def deep_nesting(files: list[Source]) -> list[str]:
    return [
        source.says(function.lineno, f"{function.name} nests {depth} deep, {NESTING} at most")
        for source in files
        for function in source.functions
        if (depth := max(map(nesting, function.body))) > NESTING
    ]


def nesting(node: ast.AST) -> int:
    """How many control blocks stand in one another; `elif` is its `if`'s neighbour."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.expr):
        return 0
    below = [*ast.iter_child_nodes(node)]
    if isinstance(node, ast.If) and len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If):
        return max(1 + max(map(nesting, node.body)), nesting(node.orelse[0]))
    blocks = ast.If | ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith | ast.Try
    deeper = isinstance(node, blocks | ast.Match)
    return deeper + max(map(nesting, below), default=0)


def code_lines(source: Source) -> int:
    """Lines with a token; docstrings and comments are not counted."""
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    tokens = tokenize.generate_tokens(io.StringIO(source.text).readline)
    full = {
        line
        for token in tokens
        if token.type not in skipped and token.string
        for line in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            full -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(full)
