"""An embedder that was told some vectors beforehand, by many processes at once.

The importer and benchmarks use it: they know what will be asked, so a pool of
processes embeds ahead and the flows find each vector ready. The vectors are
the same bytes either way.
"""

from __future__ import annotations

from tacit.language.embedding import Embedder


class Remembered:
    """Wraps an embedder; a vector told by `tell` is given out and kept."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: dict[str, bytes] = {}

    @property
    def namespace(self) -> str:
        """That of the embedder it wraps: equal bytes, one namespace."""
        return self._embedder.namespace

    @property
    def dimensions(self) -> int:
        """Length of every vector, in bytes."""
        return self._embedder.dimensions

    def passages(self, text: str) -> list[str]:
        """As the embedder cuts it."""
        return self._embedder.passages(text)

    def embed(self, passage: str) -> bytes:
        """The vector told before, else the embedder's."""
        known = self._vectors.get(passage)
        return self._embedder.embed(passage) if known is None else known

    def knows(self, passage: str) -> bool:
        """Whether the vector of a passage was told."""
        return passage in self._vectors

    def tell(self, passage: str, vector: bytes) -> None:
        """Remember a vector."""
        self._vectors[passage] = vector

    def forget(self) -> None:
        """Drop every vector that was told."""
        self._vectors.clear()
