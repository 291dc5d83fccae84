"""What the learned state does about what the gate, a test or a person says of an exemplar.

The learned state's fold calls `see`; the gate is told by `Supposing` what would be.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from tacit.events import EntryId, ExemplarHeld, ExemplarPassed, ExemplarSuspended, ExemplarTried

if TYPE_CHECKING:
    from tacit.answering.counted import Counted
    from tacit.answering.learned import Learned
    from tacit.knowledge.exemplars import Exemplar


@dataclass(frozen=True)
class Ruling:
    """What was last said of pairing `n` of an exemplar, and the rule that said so."""

    kind: Literal["passed", "held", "suspended"]
    n: int
    rule: str


# The rule of a test that found too many failures; the gate's own are in `verdict.RULES`.
TRIED = "tried"


def see(
    learned: Learned, event: ExemplarPassed | ExemplarHeld | ExemplarTried | ExemplarSuspended
) -> None:
    """Fold one more of them; those of an earlier pairing are passed over."""
    exemplar = learned.exemplars.by_id.get(event.entry_id)
    if exemplar is None:
        return
    is_new = learned.position > learned.known
    if isinstance(event, ExemplarTried):
        if is_new:
            learned.trials.learn(event.entry_id, event.reward)
        return
    if exemplar.n != event.n:
        return
    match event:
        case ExemplarPassed(n=n, rule=rule, token=token):
            ruling = Ruling("passed", n, rule)
            learned.told_to.pop(event.entry_id, None)
            if token is not None:
                learned.told_to[event.entry_id] = token
            if exemplar.is_suspended and is_new:
                learned.trials.drop(event.entry_id)  # what acts again is tried from the beginning
            _resume(learned, event.entry_id)
        case ExemplarHeld(n=n, rule=rule, is_unsafe=is_unsafe, account_id=account):
            ruling = Ruling("held", n, rule)
            if account is not None:
                learned.kept_for[event.entry_id] = account
            # Words that were never published go on being shown to agents, as not approved.
            if exemplar.cites or exemplar.is_published or is_unsafe:
                _suspend(learned, event.entry_id)
        case ExemplarSuspended(n=n):
            ruling = Ruling("suspended", n, TRIED)
            _suspend(learned, event.entry_id)
    # Said anew, it is the latest: pinned cases are looked through from the end.
    learned.rulings.pop(event.entry_id, None)
    learned.rulings[event.entry_id] = ruling


def _suspend(learned: Learned, entry: EntryId) -> None:
    """Let an exemplar count for nothing, as if it had never been paired."""
    suspended = learned.exemplars.suspend(entry)
    if suspended is not None:
        learned.unteach(suspended)
        whole = learned.exemplars.vector(suspended)
        learned.pseudo_labels.suspect(entry, suspended.cites, whole)
        learned.counted = None


def _resume(learned: Learned, entry: EntryId) -> None:
    """Let an exemplar that was suspended count again."""
    resumed = learned.exemplars.resume(entry)
    if resumed is not None:
        learned.teach(resumed)
        learned.pseudo_labels.clear(entry)
        learned.counted = None


@contextmanager
def untaught(learned: Learned, exemplar: Exemplar) -> Iterator[None]:
    """While the block runs, the learners know nothing of one exemplar; afterwards, what they did.

    They are sums of whole numbers: what is taken back and taught again leaves no trace.
    """
    if not exemplar.serves:
        yield
        return
    learned.count_out(exemplar)
    try:
        yield
    finally:
        learned.count_in(exemplar)


@dataclass
class Supposing:
    """One state with an exemplar and without it, at one position; its voters are counted once.

    The learners keep what it taught them, which is one of all their lessons.
    """

    entry: EntryId
    _at: int = -1
    _counted: dict[bool, Counted | None] = field(default_factory=dict)

    @contextmanager
    def that(self, learned: Learned, *, serves: bool) -> Iterator[None]:
        """While the block runs, the exemplar's words and vote count, or do not: what would be."""
        if learned.position != self._at:
            self._at, self._counted = learned.position, {}
        held, counted = learned.exemplars.by_id[self.entry], learned.counted
        before = held.is_suspended, held.is_published
        is_published = serves and not held.cites
        if before == (not serves, is_published):
            yield
            return
        learned.exemplars.serve(held, serves=serves, is_published=is_published)
        learned.counted = self._counted.get(serves)
        try:
            yield
        finally:
            self._counted[serves] = learned.counted
            learned.counted = counted
            learned.exemplars.serve(held, serves=not before[0], is_published=before[1])
