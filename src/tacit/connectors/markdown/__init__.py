"""A folder of Markdown or MDX pages as articles, one page each.

A page's external id is its path without the ending. Every article counts as
present from the start unless its front matter has a `date`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tacit.connectors.lines import LIMIT_BYTES, Line
from tacit.connectors.markdown.pages import article
from tacit.connectors.reading import Reading
from tacit.connectors.rows import let_in
from tacit.connectors.seen import Seen
from tacit.connectors.shape import WrongShape
from tacit.history import Row

__all__ = ["MarkdownReading"]

_ENDINGS = (".md", ".mdx")


class MarkdownReading(Reading):
    """The pages of a folder and its folders, in the order of their paths."""

    kind = "markdown"
    expects = "a folder with pages (.md or .mdx)"

    @classmethod
    def recognises(cls, path: Path) -> bool:
        return path.is_dir() and next(_pages(path), None) is not None

    def files(self) -> list[Path]:
        return sorted(_pages(self.path))

    def rows(self) -> Iterator[Row]:
        self.progress.bytes_read = 0
        seen = Seen()
        for path in self.files():
            yield from self._page(path, seen)

    def _page(self, path: Path, seen: Seen) -> Iterator[Row]:
        name = path.relative_to(self.path)
        line = Line(name.as_posix().encode("utf-8", "replace").decode(), 1, {})
        try:
            if path.stat().st_size > LIMIT_BYTES:
                raise WrongShape(f"the page is longer than {LIMIT_BYTES // 2**20} MiB")
            content = path.read_bytes()
            self.progress.bytes_read += len(content)
            text = content.decode("utf-8-sig", "replace")
            yield from let_in(article(name, text, self.options), line, seen)
        except WrongShape as error:
            yield line.refused(str(error))
        except OSError as error:
            yield line.refused(f"cannot be read: {error.strerror or error}")


def _pages(folder: Path) -> Iterator[Path]:
    """Pages of a folder; what is hidden or linked from elsewhere is not of it."""
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if each[0] != "." and each != "node_modules")
        for name in names:
            path = Path(root, name)
            is_page = name[0] != "." and path.suffix.lower() in _ENDINGS
            if is_page and path.is_file() and not path.is_symlink():
                yield path
