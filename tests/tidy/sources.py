"""What the tidy checks read: our Python files, and every text that git keeps."""

from __future__ import annotations

import ast
import functools
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Source:
    """One Python file: where it is, what others import it as, what it says."""

    path: str
    text: str

    @functools.cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def module(self) -> str:
        dotted = self.path.removeprefix("src/").removesuffix(".py").replace("/", ".")
        return dotted.removesuffix(".__init__")

    @property
    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def says(self, line: int, complaint: str) -> str:
        return f"{self.path}:{line}: {complaint}"


Texts = dict[str, str]
Check = Callable[[list[Source]], list[str]]


@functools.cache
def sources(*folders: str) -> list[Source]:
    """Our Python files; migrations are history and are left as they were."""
    paths = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    names = [path.relative_to(ROOT).as_posix() for path in paths if "migrations" not in path.parts]
    return [Source(name, (ROOT / name).read_text()) for name in names]


@functools.cache
def kept_texts() -> dict[str, str]:
    """Every text file that git keeps or would keep."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    paths = [name for name in names.split("\0") if name and (ROOT / name).is_file()]
    return {name: text for name in paths if (text := text_of(ROOT / name)) is not None}


def text_of(path: Path) -> str | None:
    """What a file says; None for bytes that are no text (a picture, the bundled weights)."""
    with path.open("rb") as file:
        if b"\0" in file.read(8192):
            return None
    return path.read_text(errors="replace")


def walk_each(files: Iterable[Source], complaint: Callable[[ast.AST], str | None]) -> list[str]:
    """The complaints about single nodes, with their places."""
    return [
        source.says(getattr(node, "lineno", 1), found)
        for source in files
        for node in ast.walk(source.tree)
        if (found := complaint(node)) is not None
    ]
