"""Conversations as rows, from files that read like a play. README.md says how to write one.

=== 2024-10-07 email dora resolved 5 | Can't get in
--- 08:20
Morning, I've forgotten my password.
--- mira 08:31 reset-password
Good morning Dora, choose …
--- +1 09:21
That worked, thank you!
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from pathlib import Path

from tacit.demo.days import Days
from tacit.demo.pages import Row

_FIRST_NUMBER = 1042
_OUTCOMES = ("resolved", "unresolved", "open", "unsaid")
_LINK = re.compile(r"\[\[([a-z0-9-]+)\]\]")


class WrongTalk(ValueError):
    """A conversation is not written as it should be; the text names file, line and remedy."""


@dataclass(frozen=True)
class Cast:
    """Who may speak, and what may be cited: customers' rows, agents' names, pages' addresses.

    A conversation repeats all of its customer's row: a part of it would be news of them.
    """

    customers: dict[str, Row]
    agents: set[str]
    pages: dict[str, str]


@dataclass
class Said:
    """One message as it is written; `day` and `clock` are when."""

    author: str
    day: date
    clock: time
    marks: list[str]
    lines: list[str] = field(default_factory=list)


@dataclass
class Talk:
    """One conversation as it is written; `place` is its file and line."""

    place: str
    day: date
    channel: str
    customer: str
    outcome: str
    csat: int | None
    subject: str
    said: list[Said] = field(default_factory=list)


def conversations(folder: Path, days: Days, cast: Cast) -> Iterator[Row]:
    """Every conversation, numbered in the order of opening. Raises WrongTalk."""
    found = [talk for path in sorted(folder.glob("*.txt")) for talk in _read(path)]
    for talk in found:
        if not talk.said:
            raise WrongTalk(f"{talk.place}: a conversation with no message; write --- and a time")
    found.sort(key=lambda talk: (talk.day, talk.said[0].clock, talk.place))
    for number, talk in enumerate(found, _FIRST_NUMBER):
        yield _row(f"Q-{number}", talk, days, cast)


def _read(path: Path) -> Iterator[Talk]:
    talk: Talk | None = None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        place = f"{path.name}:{number}"
        if line.startswith("=== "):
            if talk is not None:
                yield talk
            talk = _opened(line, place)
        elif line.startswith("--- ") and talk is not None:
            talk.said.append(_begun(line, place, talk))
        elif talk is not None and talk.said:
            talk.said[-1].lines.append(line)
        elif line.strip():
            raise WrongTalk(f"{place}: expected === or --- before any words, found {line[:40]!r}")
    if talk is not None:
        yield talk


def _opened(line: str, place: str) -> Talk:
    head, _, subject = line[4:].partition(" | ")
    try:
        day, channel, customer, outcome, *csat = head.split()
        if outcome not in _OUTCOMES or len(csat) > 1:
            raise ValueError
        rated = int(csat[0]) if csat else None
        return Talk(
            place, date.fromisoformat(day), channel, customer, outcome, rated, subject.strip()
        )
    except ValueError:
        raise WrongTalk(
            f"{place}: expected === DAY CHANNEL CUSTOMER {'|'.join(_OUTCOMES)} [1-5] | SUBJECT"
        ) from None


def _begun(line: str, place: str, talk: Talk) -> Said:
    """The head of a message: [AUTHOR] [+DAYS | DAY] TIME [ARTICLE …] [*]."""
    words = line[4:].split()
    author = talk.customer if re.match(r"[+\d]", words[0]) else words.pop(0)
    day = talk.said[-1].day if talk.said else talk.day
    try:
        if words[0].startswith("+"):
            day += timedelta(days=int(words.pop(0)))
        elif "-" in words[0]:
            day = date.fromisoformat(words.pop(0))
        return Said(author, day, time.fromisoformat(words[0]), words[1:])
    except (ValueError, IndexError):
        raise WrongTalk(
            f"{place}: expected --- [WHO] [+DAYS or DAY] TIME [ARTICLE …] [*]"
        ) from None


def _row(name: str, talk: Talk, days: Days, cast: Cast) -> Row:
    if talk.customer not in cast.customers:
        raise WrongTalk(f"{talk.place}: there is no customer {talk.customer!r} in people.toml")
    row: Row = {
        "kind": "conversation",
        "external_id": name,
        "customer": cast.customers[talk.customer],
        "channel": talk.channel,
    }
    if talk.subject:
        row["subject"] = days.told(talk.subject)
    if talk.outcome in ("resolved", "unresolved"):
        row["outcome"] = talk.outcome
    if talk.csat is not None:
        row["csat"] = talk.csat
    row["messages"] = [_message(each, talk, days, cast) for each in talk.said]
    return row


def _message(said: Said, talk: Talk, days: Days, cast: Cast) -> Row:
    text = "\n".join(said.lines).strip()
    cites = [each for each in said.marks if each != "*"]
    cites += [each for each in _LINK.findall(text) if each not in cites]
    for each in cites:
        if each not in cast.pages:
            raise WrongTalk(f"{talk.place}: there is no article {each!r}")
    row: Row = {
        "author": _author(said.author, talk, cast),
        "at": days.at(said.day, said.clock),
        "text": _LINK.sub(lambda m: cast.pages[m[1]], days.told(text)),
    }
    if cites:
        row["cites"] = cites
    if "*" in said.marks:
        row["solution"] = True
    return row


def _author(name: str, talk: Talk, cast: Cast) -> Row:
    if name == talk.customer:
        return {"kind": "customer"}
    if name in cast.agents:
        return {"kind": "agent", "external_id": f"agent-{name}"}
    if name.startswith("~"):
        return {"kind": "bystander", "external_id": f"bystander-{name[1:]}"}
    raise WrongTalk(f"{talk.place}: nobody is called {name!r}; a bystander is written ~{name}")
