"""How the terminal writes a figure: counts where there are few, and always the interval."""

from __future__ import annotations

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tacit.metrics.metric import Reading
from tacit.metrics.window import WrongWindow

# Below so many a percentage claims more than it knows: the counts stand alone.
FEW = 30


def zone_of(name: str) -> ZoneInfo:
    """The time zone of this name; raises WrongWindow for one that nobody knows here."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        message = f"no time zone {name!r} is known here; write one such as UTC or Europe/Berlin"
        raise WrongWindow(message) from None


def brief(reading: Reading) -> str:
    """A reading in one cell: its value and its interval."""
    value, between, counts = cells_of(reading)
    shown = counts if value == "few" else value
    return f"{shown} ({between})" if reading.n else value


def cells_of(reading: Reading) -> tuple[str, str, str]:
    """A reading's value, interval and counts; few conversations have no percentage."""
    value, (low, high) = reading.value(), reading.interval
    if value is None:
        return "none", "", ""
    counts = f"of {reading.n:,}"
    # An error is finer than its conversations: it has no count of its own.
    is_count = reading.share.whole == reading.n
    counts = f"{reading.share.part:,} {counts}" if is_count else counts
    digits = 0 if is_count else 1
    span = next(
        (f"{low:.{d}%}–{high:.{d}%}" for d in (0, 1) if f"{low:.{d}%}" != f"{high:.{d}%}"),
        f"{low:.2%}–{high:.2%}",
    )
    return "few" if reading.n < FEW else f"{value:.{digits}%}", span, counts


def more_in_words(listed: int, shown: int, by: str = "--all") -> str:
    """How many of a list are not shown, and what shows them; "" where all are.

    >>> more_in_words(61, 20), more_in_words(20, 20)
    ('41 more with --all.', '')
    """
    return f"{listed - shown:,} more with {by}." if listed > shown else ""


def counted(count: int) -> str:
    return f"{count:,}" if count else ""
