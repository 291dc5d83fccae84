"""What may be done about each intent, and about each segment of customers, as it was last set.

The learned state folds what people and the autonomy flow set into it; decide asks it. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tacit.events import ModeSet

if TYPE_CHECKING:
    from tacit.answering.situation import Situation
    from tacit.events import Mode, ModeUnset

ORDER: tuple[Mode, ...] = ("observe", "draft", "auto")


@dataclass
class Modes:
    """The mode of whatever has one by name: an intent's id, a segment such as `plan=trial`, or `*`.

    None stands for one that follows all others again. `lost` are those that fell by what came of
    their answers, `segments` the names of segments with a mode by their token.

    >>> modes = Modes()
    >>> modes.see(ModeSet("plan=trial", "draft", token="a1"))
    >>> modes.strictest("auto", [["b2"], ["a1"]])
    ('draft', 'plan=trial')
    >>> modes.strictest("observe", [["a1"]])
    ('observe', None)
    """

    held: dict[str, Mode | None] = field(default_factory=dict)
    lost: dict[str, ModeSet] = field(default_factory=dict)
    segments: dict[str, str] = field(default_factory=dict)

    def see(self, said: ModeSet | ModeUnset) -> None:
        """Take what was set."""
        name = said.intent_id
        self.lost.pop(name, None)
        if not isinstance(said, ModeSet):
            self.held[name] = None
            self.segments = {token: n for token, n in self.segments.items() if n != name}
            return
        self.held[name] = said.mode
        if said.why == "lost":
            self.lost[name] = said
        if said.token is not None:
            self.segments[said.token] = name

    def strictest(self, mode: Mode, situation: Situation) -> tuple[Mode, str | None]:
        """The least that the mode of an intent and those of a situation's segments allow, and
        the segment that allows less than the intent does."""
        names = [self.segments[t] for line in situation for t in line if t in self.segments]
        least, segment = mode, None
        for name in names:
            own = self.held[name]
            if own is not None and ORDER.index(own) < ORDER.index(least):
                least, segment = own, name
        return least, segment

    def state(self) -> dict[str, Any]:
        """All of it as plain names and numbers."""
        lost = {name: [each.answers, each.wrong] for name, each in self.lost.items()}
        return {"held": self.held, "lost": lost, "segments": self.segments}
