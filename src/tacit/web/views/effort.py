"""What a conversation cost its customer, in one line: low or high, by what, and the counts."""

from __future__ import annotations

from collections.abc import Iterator

from tacit.metrics.effort import Effort


def effort_in_words(effort: Effort) -> str:
    """The line of a page; '' before anybody replied or rated.

    >>> effort_in_words(Effort(turns=3, rephrasings=1, is_replied=True))
    'Effort high, as estimated: 3 turns, asked again in other words'
    >>> effort_in_words(Effort(rated=2, turns=1, is_replied=True))
    'Effort low, rated 2 of 7: 1 turn'
    """
    if effort.rated is None and not effort.is_replied:
        return ""
    by = "as estimated" if effort.rated is None else f"rated {effort.rated} of 7"
    return f"Effort {'low' if effort.is_low else 'high'}, {by}: {', '.join(_counted(effort))}"


def _counted(effort: Effort) -> Iterator[str]:
    yield f"{effort.turns} {'turn' if effort.turns == 1 else 'turns'}"
    if effort.rephrasings:
        yield f"asked again in other words{_times(effort.rephrasings)}"
    if effort.is_person_wanted:
        yield "asked for a person"
    if effort.askings_elsewhere:
        yield f"asked the same in another conversation{_times(effort.askings_elsewhere)}"
    if effort.bug_reports:
        yield f"reported a bug about it{_times(effort.bug_reports)}"


def _times(count: int) -> str:
    return "" if count == 1 else f" {count} times"
