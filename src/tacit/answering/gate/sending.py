"""Where a reply sends people: to hosts of this desk, or to others.

The gate asks it of a reply's own words and of the pages that it cites. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from tacit.answering.addresses import hosts

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.events import PersonId

# Names of markup, written as addresses that nobody opens.
_NAMESPACES = frozenset(("w3.org",))
# Where everybody has a page of their own: another's there says nothing of this one.
_SHARED = frozenset(
    "github.io gitlab.io blogspot.com wordpress.com sites.google.com docs.google.com web.app "
    "netlify.app vercel.app herokuapp.com azurewebsites.net pages.dev medium.com substack.com "
    "atlassian.net zendesk.com co.uk com.au co.jp com.br".split()
)


def strange(text: str, is_ours: Callable[[str], bool]) -> str | None:
    """Why a text sends people where this desk does not; None where it does.

    `disguised` is an address that hides where it leads, `foreign` one that neither
    an article nor another agent links to, as `is_ours` says of a host.

    >>> strange("See https://help.example@elsewhere.info/x", lambda host: True)
    'disguised'
    >>> strange("See https://kb.help.example/x", lambda host: host == "help.example")
    """
    for host in hosts(text):
        if "@" in host or "xn--" in host:
            return "disguised"
        if not any(each in _NAMESPACES or is_ours(each) for each in _owners(host)):
            return "foreign"
    return None


def _owners(host: str) -> list[str]:
    """A host and those above it, whose owner decides about it."""
    parts = host.split(".")
    above = [".".join(parts[n:]) for n in range(len(parts) - 1)]
    return above[:1] + [each for each in above[1:] if each not in _SHARED]


def is_linked(learned: Learned, host: str, author: PersonId, replies: Iterable[str]) -> bool:
    """Whether a live article lies at a host or links to it, or another agent sent people there.

    `replies` are the words of other agents. A page that is cited and whose text we lack
    vouches for its host where another agent cited it.
    """
    if learned.library.says(host):
        return True
    named = re.compile(rf"(?<![\w-]){re.escape(host)}(?![\w-])", re.IGNORECASE)
    at = {e: r for e, r in learned.library.live.items() if r.text.url and named.search(r.text.url)}
    if any(each.event.origin != "stub" for each in at.values()):
        return True
    cited = (e for e in learned.exemplars.ordered if e.serves and e.author_id != author)
    return any(set(each.cites) & at.keys() for each in cited) or any(map(named.search, replies))
