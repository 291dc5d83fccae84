"""What one walk along what follows has read and written: each stream and text is read once.

`app.follow` begins one, or goes on with that of a request. A flow that reads through
it may see a stream as it was a moment ago, which does no harm: an append expects the
stream where it was read, or brings a key that is used once, and one that is refused
makes the walk forget all it held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tacit.events import Logged, Stream
from tacit.store.batch import Body


@dataclass
class Walk:
    """Streams and texts by name, as they were read or written last.

    `taken_back` are the keys of jobs that its appends made needless.
    """

    _streams: dict[Stream, list[Logged]] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)
    taken_back: set[str] = field(default_factory=set)

    def stream(self, stream: Stream, read: Callable[[], list[Logged]]) -> list[Logged]:
        """All events of a stream; `read` brings one that the walk does not hold."""
        held = self._streams.get(stream)
        if held is None:
            held = self._streams[stream] = read()
        return held

    def texts(
        self, ids: Sequence[str], read: Callable[[list[str]], Mapping[str, str]]
    ) -> dict[str, str]:
        """Texts by id; `read` brings those that the walk does not hold."""
        missing = [each for each in ids if each not in self._texts]
        if missing:
            self._texts |= read(missing)
        return {each: self._texts[each] for each in ids if each in self._texts}

    def wrote(
        self, logged: Sequence[Logged], expected: Mapping[Stream, int], bodies: Iterable[Body]
    ) -> None:
        """Take in an append of this walk's own.

        A stream that the append did not expect to find as it is held may hold more by now.
        """
        self._texts |= {each.body_id: each.text for each in bodies}
        for stream in {each.event.stream: None for each in logged}:
            held = self._streams.pop(stream, [])
            stood_at = held[-1].position if held else 0
            if expected.get(stream) == stood_at:
                own = [each for each in logged if each.event.stream == stream]
                self._streams[stream] = [*held, *own]

    def forget(self) -> None:
        """Hold nothing: what was read has moved."""
        self._streams.clear()
        self._texts.clear()
