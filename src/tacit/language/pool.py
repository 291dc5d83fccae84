"""Many passages at once: one single-threaded embedder in each of some processes.

Called by whoever embeds a whole help centre or history; a question that waits
for its answer is embedded in the serving process instead. It knows the setting
that names the model, not the model.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from itertools import chain, islice
from multiprocessing.process import BaseProcess
from types import TracebackType

from tacit.language.embedding import BUNDLED, Embedder, embedder_from
from tacit.language.vector import CannotEmbed

# Passages handed over at a time. Handing over costs about 0.3 ms and one
# passage 2 to 45, so the cost stays under 1% of the work.
BATCH = 16
# Fewer passages than these are embedded by the caller's process: until another one
# has started and loaded the model, about a second, they are done.
FEW = 32
# Batches under way for each process: one in work, one waiting, one being read.
BATCHES_AHEAD = 3
# Each process holds its own copy of the model, about 150 MB.
MOST_PROCESSES = 4


class Pool:
    """Embeds in the order given, and reads no further ahead than it must.

    Processes start when there is enough to embed and stay until `close`; with
    one process everything happens in the caller's. A program that uses more
    must guard its main module, as each process imports it anew.
    """

    def __init__(self, setting: str = BUNDLED, processes: int | None = None) -> None:
        self._setting = setting
        self._embedder = embedder_from(setting)
        self._processes = processes or min(available_cores(), MOST_PROCESSES)
        self._executor: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Pool":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def embed_all(self, passages: Iterable[str]) -> Iterator[bytes]:
        """Give one vector a passage, the same bytes that one embedder gives."""
        if self._processes == 1:
            return map(self._embedder.embed, passages)
        return self._embed_many(iter(passages))

    def close(self) -> None:
        """End the processes; what they were doing is given up."""
        if self._executor:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None

    def _embed_many(self, passages: Iterator[str]) -> Iterator[bytes]:
        first = list(islice(passages, FEW))
        if self._executor is None and len(first) < FEW:
            yield from map(self._embedder.embed, first)
        else:
            yield from self._embed_elsewhere(chain(first, passages))

    def _embed_elsewhere(self, passages: Iterator[str]) -> Iterator[bytes]:
        ahead: deque[Future[list[bytes]]] = deque()
        try:
            while batch := list(islice(passages, BATCH)):
                ahead.append(self._started().submit(embed_batch, self._setting, batch))
                if len(ahead) == self._processes * BATCHES_AHEAD:
                    yield from ahead.popleft().result()
            while ahead:
                yield from ahead.popleft().result()
        except BrokenProcessPool as broken:
            self.close()
            raise CannotEmbed(
                "an embedding process ended by itself, perhaps for want of memory "
                f"(each takes about 150 MB, {self._processes} were running)"
            ) from broken
        finally:
            for unread in ahead:
                unread.cancel()

    def _started(self) -> ProcessPoolExecutor:
        if self._executor is None:
            self._executor = ProcessPoolExecutor(
                self._processes,
                # A forked copy of a process with threads can hang; a fresh one cannot.
                mp_context=multiprocessing.get_context("spawn"),
                initializer=live_with_parent,
            )
        return self._executor


def available_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def embed_batch(setting: str, passages: list[str]) -> list[bytes]:
    embedder = embedder_here(setting)
    return [embedder.embed(passage) for passage in passages]


@cache
def embedder_here(setting: str) -> Embedder:
    """The embedder of this process, loaded once."""
    return embedder_from(setting)


def live_with_parent() -> None:
    """Leave Ctrl-C to the parent, and end when it ends, however it does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent:
        threading.Thread(target=end_after, args=(parent,), daemon=True).start()


def end_after(parent: BaseProcess) -> None:
    # A parent that was killed closes nothing: without this its processes
    # would wait for work for ever.
    parent.join()
    os._exit(1)
