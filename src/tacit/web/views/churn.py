"""That the account left soon after a conversation, in one sentence."""

from __future__ import annotations

from tacit.metrics.churn import Churn


def churn_in_words(churn: Churn | None) -> str:
    """The line of a page; '' where the account did not leave.

    >>> churn_in_words(Churn(20, is_unresolved=True))
    'The account left 20 days later; this was not resolved.'
    >>> churn_in_words(Churn(0, is_unresolved=False))
    'The account left within a day; this was resolved.'
    """
    if churn is None:
        return ""
    later = f"{churn.days} {'day' if churn.days == 1 else 'days'} later"
    when = later if churn.days else "within a day"
    return f"The account left {when}; this was {'not ' if churn.is_unresolved else ''}resolved."
