"""The web addresses in a text, and the hosts they lead to.

Compose asks it for what may not be quoted, the gate for where a reply sends
people. Pure.
"""

from __future__ import annotations

import re

# Each alternative may begin in few places and gives back little: read from every letter
# on, 50,000 of a customer's characters took three minutes.
_HOST = r"(?<![\w-])(?:[\w-]++\.){1,10}"
_ENDS = "com|org|net|io|dev|app|eu|de|info|example"
ADDRESS = re.compile(
    rf"https?://\S+|www\.\S+|(?<!\S)\S[^\s@]*+@\S+\.\S+|{_HOST}[a-z]{{2,24}}/\S*|"
    rf"{_HOST}(?:{_ENDS})\b",
    re.IGNORECASE,
)
# Where a browser would go: the scheme, who signs in (nobody honest), the host.
_LINK = re.compile(
    rf"(?:https?:)?//(?:([^\s/@]{{0,100}})@)?([\w.-]+)|(?<![\w@/.-])({_HOST}(?:{_ENDS}))\b(/?)|"
    rf"(?<![\w@/.-])({_HOST}[a-z]{{2,24}})/",
    re.IGNORECASE,
)
# Names of machines that programs, not people, connect to.
_MACHINES = re.compile(r"^(?:e?smtp|imaps?|pop3?|mail|mx|dav|caldav|carddav|ldap)\d?[.-]")


def hosts(text: str) -> list[str]:
    """The hosts that a text's links lead to, in lower case, each once.

    A mail server that a text names bare is no link. Who writes a name before an @
    hides where it leads: such a host is given with it.

    >>> hosts("See https://Help.example/kb, [here](//a.example/x) and www.b.example.")
    ['help.example', 'a.example', 'b.example']
    >>> hosts("Set imap.mail.example as server, see c.example/start"), hosts("Open prefs.js")
    (['c.example'], [])
    >>> hosts("https://help.example@elsewhere.info/x")
    ['help.example@elsewhere.info']
    """
    found = dict[str, None]()
    for name, host, bare, slash, with_path in _LINK.findall(text):
        plain = (host or bare or with_path).lower().strip(".").removeprefix("www.")
        if "." not in plain or (bare and not slash and _MACHINES.match(plain)):
            continue
        found[f"{name.lower()}@{plain}" if name else plain] = None
    return list(found)
