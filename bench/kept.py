"""Vectors kept between benchmarks, so that the same questions are embedded once.

A file in .cache/bench holds each vector under the hash of its passage: no text
is kept. What is timed with an embedding in it must not be asked for here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import tee
from pathlib import Path

import numpy as np

from bench.desk import DEFAULT_HOME
from tacit.language.pool import Pool

_KEY_BYTES = 16


class Kept:
    """A pool that embeds only what no earlier run embedded; `save` keeps what is new."""

    def __init__(self, pool: Pool, namespace: str, home: Path = DEFAULT_HOME.parent) -> None:
        self._pool = pool
        self._file = home / f"vectors-{hashlib.sha256(namespace.encode()).hexdigest()[:12]}.npz"
        self._held = dict[bytes, bytes]()
        if self._file.is_file():
            with np.load(self._file) as held:
                keys, vectors = held["keys"], held["vectors"]
            for key, vector in zip(keys, vectors, strict=True):
                self._held[key.tobytes()] = vector.tobytes()

    def embed_all(self, passages: Iterable[str]) -> Iterator[bytes]:
        """The passages' vectors, in order."""
        asked, wanted = tee(passages)
        missing = self._pool.embed_all(p for p in wanted if _key(p) not in self._held)
        for passage in asked:
            key = _key(passage)
            if key not in self._held:
                self._held[key] = next(missing)
            yield self._held[key]

    def save(self) -> None:
        """Keep all vectors for the next run."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        keys = np.frombuffer(b"".join(self._held), np.uint8).reshape(-1, _KEY_BYTES)
        together = np.frombuffer(b"".join(self._held.values()), np.int8)
        np.savez(self._file, keys=keys, vectors=together.reshape(len(keys), -1))


def _key(passage: str) -> bytes:
    return hashlib.sha256(passage.encode()).digest()[:_KEY_BYTES]
