"""The ways that resolve a matter: the fastest that was gone often enough comes first."""

from __future__ import annotations

from tacit.events import EntryId
from tacit.metrics.paths import LEAST, Path, Paths, paths_of
from tacit.metrics.steps import Ending
from tacit.share import Share
from tests.metrics.written import MONDAY

ANSWER, ASK_FIRST = ("replied", EntryId("reset")), ("agent_asked", None)
RESOLVED = ("resolved", None)
Steps = tuple[tuple[str, EntryId | None], ...]
DIRECT, ASKED = (ANSWER, RESOLVED), (ASK_FIRST, ANSWER, RESOLVED)


def ended(steps: Steps, minutes: int, *, held: bool) -> Ending:
    return Ending(MONDAY, None, 0, minutes, steps, held)


def test_of_ten_resolutions_the_fastest_way_is_first_with_its_counts() -> None:
    """Asked first: 10, 20, 30 and 40 minutes, so the lower median is 20; at once: 60 to 110."""
    endings = [ended(ASKED, 10 * n, held=True) for n in (1, 2, 3, 4)]
    endings += [ended(DIRECT, 10 * n, held=n != 7) for n in (6, 7, 8, 9, 10, 11)]
    assert len(endings) == 10
    assert paths_of(endings) == Paths(
        [Path(ASKED, Share(4, 4), 20), Path(DIRECT, Share(5, 6), 80)], others=0
    )


def test_a_way_that_was_gone_too_seldom_is_counted_and_not_listed() -> None:
    rare = [ended(ASKED, 1, held=True)] * (LEAST - 1)
    found = paths_of([*rare, *[ended(DIRECT, 60, held=True)] * LEAST])
    assert [each.steps for each in found.listed] == [DIRECT]
    assert found.others == LEAST - 1


def test_of_equally_fast_ways_the_commoner_is_first_whatever_the_order_of_the_log() -> None:
    endings = [ended(ASKED, 5, held=True)] * 3 + [ended(DIRECT, 5, held=True)] * 4
    assert [each.steps for each in paths_of(endings).listed] == [DIRECT, ASKED]
    assert paths_of(endings[::-1]) == paths_of(endings)


def test_nothing_resolved_has_no_ways() -> None:
    assert paths_of([]) == Paths([], 0)
