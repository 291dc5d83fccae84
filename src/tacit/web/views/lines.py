"""The list of conversations as a page and as a live fragment show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tacit.answering.handoff import HANDOFF_REASONS
from tacit.answering.mood import LINE
from tacit.events import EPOCH, AccountId, IntentId, PersonId, WorkspaceId, microseconds
from tacit.flows import inbox, listing
from tacit.flows.routing import span
from tacit.store.listing import COUNTED_AT_MOST, FLAGGED, Filter, Line
from tacit.web.problems import invalid
from tacit.web.views.words import short, subject_of, unmarked

if TYPE_CHECKING:
    from tacit.answering.learned import Learned
    from tacit.flows.port import Port
    from tacit.store.batch import Account, Person
    from tacit.web.shared import Shared

LINES = 40
# More accounts than this are found by search, not in a menu; of teams there are fewer.
_ACCOUNTS = 200
_TEAMS = 200
# Those that were asked most; the others are found on their page.
_INTENTS = 100
_EXCERPT_LETTERS = 140

# The views of the inbox: what is shown, in the words of agents, and the filter it is.
VIEWS: dict[str, tuple[str, Filter]] = {
    "waiting": ("Waiting", Filter(is_waiting=True)),
    "flagged": ("Flagged", Filter(is_flagged=True)),
    "handed-over": ("Handed over", Filter(state="with_agent")),
    "assistant": ("By the assistant", Filter(author="assistant")),
    "to-judge": ("To judge", Filter()),
    "resolved": ("Resolved", Filter(state="resolved")),
    "all": ("All", Filter()),
}
_EMPTY = {
    "waiting": ("Nobody waits.", "New questions appear here by themselves."),
    "flagged": (
        "Nothing is flagged.",
        "Where it is set so, a customer whose frustration rises is; see Settings.",
    ),
    "handed-over": ("Nothing is handed over.", "What the assistant is not sure of comes here."),
    "assistant": (
        "The assistant has answered nobody yet.",
        "In mode auto it answers what it is sure enough of; see Settings.",
    ),
    "to-judge": (
        "No answer waits to be judged.",
        "Some of what the assistant answers alone is drawn by lot, so that somebody looks.",
    ),
    "resolved": ("Nothing is resolved yet.", "What you resolve is kept here."),
    "all": ("No conversation yet.", "Ask something as a customer: open “Try it”."),
}


# What the assistant does, and has done, by action.
_DID = {
    "answer": ("answer", "answered"),
    "ask": ("ask", "asked"),
    "hand_off": ("hand over", "unsure"),
}
# Handed over because it did not know, or not which; for any other reason it may have been sure.
_DOUBTS = ("low_confidence", "outside_knowledge", "ambiguous_intent", "language")


@dataclass(frozen=True)
class Choice:
    """What a reader asked the list for, as the address says it."""

    view: str = "waiting"
    account: str = ""
    team: str = ""
    language: str = ""
    channel: str = ""
    intent: str = ""
    mood: str = ""
    search: str = ""
    after: str = ""

    def address(self, **changed: str) -> str:
        """The query of an address with this choice; `after` is left out unless named."""
        values = vars(replace(self, **{"after": "", **changed}))
        kept = {name: value for name, value in values.items() if value}
        return "?" + urlencode(kept)

    @property
    def is_narrowed(self) -> bool:
        """Whether more than a view is asked for."""
        return self.is_sifted or bool(self.search)

    @property
    def is_sifted(self) -> bool:
        """Whether anything is chosen in the menus."""
        menus = (self.account, self.team, self.intent, self.mood, self.language, self.channel)
        return any(menus)

    def filter(self, among: list[str] | None = None) -> Filter:
        """The filter that this choice is; raises the problem of a cursor that is none of ours."""
        if self.view not in VIEWS:
            raise invalid("view", "choose one of " + ", ".join(VIEWS))
        wanted = replace(
            VIEWS[self.view][1],
            account_id=self.account or None,
            team_id=self.team or None,
            language=self.language or None,
            channel=self.channel or None,
            among=among,
            frustration=LINE if self.mood == "frustrated" else None,
            urgency=LINE if self.mood == "urgent" else None,
            limit=LINES + 1,
        )
        return wanted if not self.after else _after(wanted, self.after)


def _after(wanted: Filter, cursor: str) -> Filter:
    first, _, rest = cursor.partition(".")
    number, _, id = rest.partition(".")
    if not (first + number).isdecimal() or len(first) != 1 or not 0 < len(number) < 19:
        raise invalid("after", "follow the link to older conversations")
    after = EPOCH + timedelta(microseconds=int(number))
    return replace(wanted, after=after, after_id=id, after_precedence=int(first))


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    line: Line
    who: str
    account: str
    subject: str
    excerpt: str
    spoke: str
    team: str

    @property
    def id(self) -> str:
        """The conversation's id."""
        return self.line.conversation_id

    @property
    def did(self) -> str:
        """What the assistant did, or would have done in its mode."""
        does, did = _DID[self.line.action or "hand_off"]
        if self.line.mode == "auto":
            is_doubt = HANDOFF_REASONS.get(self.line.rule or "") in _DOUBTS
            return "handed over" if did == "unsure" and not is_doubt else did
        return "draft" if self.line.mode == "draft" else f"would {does}"

    @property
    def is_frustrated(self) -> bool:
        """Whether the customer is probably frustrated, and was not answered yet."""
        return (self.line.frustration or 0) >= LINE and self.line.asked_at is not None

    @property
    def sooner(self) -> str:
        """For how much waiting their frustration counts; '' where that is less than a minute."""
        asked, due = self.line.asked_at, self.line.due_at
        minutes = (asked - due) // timedelta(minutes=1) if asked and due else 0
        return span(minutes) if minutes else ""

    @property
    def is_flagged(self) -> bool:
        """Whether agents are to look at it, whoever answers it."""
        return self.line.precedence == FLAGGED

    @property
    def state(self) -> str:
        """The state in a word."""
        if self.line.state == "resolved":
            return "resolved" if self.line.resolution != "assumed" else "assumed resolved"
        if self.line.state == "with_agent":
            return "with agents"
        return "answered" if self.line.author == "assistant" else "open"


@dataclass(frozen=True)
class Lines:
    """The list: its rows, the next page's cursor, and the counts beside the views."""

    choice: Choice
    rows: Sequence[Row]
    following: str
    waiting: int
    flagged: int
    with_agents: int
    to_judge: int
    now: datetime
    empty: tuple[str, str] = ("", "")

    @property
    def sooner_hours(self) -> int:
        """For how many hours of waiting sure frustration counts."""
        return listing.SOONER // timedelta(hours=1)

    @property
    def title(self) -> str:
        """What the list is of."""
        return VIEWS[self.choice.view][0]

    def counted(self, view: str) -> str:
        """The count beside a view; '' for a view without one, or with nothing in it."""
        counts = {
            "waiting": self.waiting,
            "flagged": self.flagged,
            "handed-over": self.with_agents,
            "to-judge": self.to_judge,
        }
        count = counts.get(view, 0)
        if count > COUNTED_AT_MOST:
            return f"{COUNTED_AT_MOST}+"
        return str(count) if count else ""


def listed(shared: Shared, workspace: WorkspaceId, choice: Choice) -> Lines:
    """The list of a choice, searched where it says so."""
    words = choice.search.strip()
    among = shared.search.find(shared.port, workspace, words) if words else None
    return lines_of(shared.port, workspace, choice, among)


def _within(port: Port, workspace: WorkspaceId, choice: Choice, wanted: Filter) -> Filter:
    """The filter narrowed to an intent, where one is chosen."""
    if not choice.intent:
        return wanted
    with port.learned(workspace) as learned:
        intents, members = learned.intents.held_by(IntentId(choice.intent))
    return replace(wanted, intents=intents, members=members)


def menus_of(shared: Shared, workspace: WorkspaceId) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer: (value, label) by filter."""
    found = shared.app.store.listing.choices(workspace)
    none = list[tuple[str, str]]()
    named = shared.port.follower.glance(workspace, "intents", _most_asked, none)
    return {
        "account": shared.app.store.listing.accounts(workspace, _ACCOUNTS),
        "team": shared.app.store.listing.teams(workspace, _TEAMS),
        "intent": named,
        "mood": [("frustrated", "Frustrated"), ("urgent", "Urgent")],
        "language": [(each, each) for what, each in found if what == "language"],
        "channel": [(each, each) for what, each in found if what == "channel"],
    }


def _most_asked(learned: Learned) -> list[tuple[str, str]]:
    """The intents that were asked most, by name: (id, name)."""
    held = learned.intents
    most = sorted(held.live, key=lambda each: -len(held.members[each]))[:_INTENTS]
    named = ((each, learned.name_of(each)) for each in most)
    return sorted(((id, name) for id, name in named if name), key=lambda pair: pair[1])


def _to_judge(learned: Learned) -> list[str]:
    return [*learned.audits.conversations()]


def lines_of(
    port: Port, workspace: WorkspaceId, choice: Choice, among: list[str] | None = None
) -> Lines:
    """The list that a choice asks for, as of the log's end; `among` is what a search found."""
    inbox.catch_up(port, workspace)
    to_judge = port.follower.glance(workspace, "to judge", _to_judge, list[str]())
    if choice.view == "to-judge":
        with port.learned(workspace) as learned:
            to_judge = _to_judge(learned)
        among = [each for each in to_judge if among is None or each in among]
    found = listing.page(port, workspace, _within(port, workspace, choice, choice.filter(among)))
    shown = found[:LINES]
    following = _cursor(shown[-1], choice) if len(found) > LINES else ""
    waiting, flagged, with_agents = port.store.listing.counts(workspace)
    empty = _EMPTY[choice.view]
    if choice.is_narrowed:
        empty = ("Nothing passes these filters.", "Take one away, or search for fewer words.")
    rows = _rows(port, workspace, shown)
    counts = waiting, flagged, with_agents, len(to_judge)
    return Lines(choice, rows, following, *counts, port.clock(), empty)


def _cursor(line: Line, choice: Choice) -> str:
    at = line.due_at if choice.view == "waiting" and line.due_at else line.moved_at
    return f"{line.precedence}.{microseconds(at.astimezone(UTC))}.{line.conversation_id}"


def _rows(port: Port, workspace: WorkspaceId, lines: Sequence[Line]) -> list[Row]:
    wanted = [each for line in lines for each in (line.subject_id, line.message_id) if each]
    texts = port.store.bodies(workspace, wanted)
    people = port.store.people(workspace, [_person(line) for line in lines])
    companies = {line.conversation_id: _account(line, people) for line in lines}
    accounts = port.store.accounts(workspace, {each for each in companies.values() if each})
    teams = names_of_teams(port, workspace, lines)
    return [
        Row(
            line,
            (people[_person(line)].name if _person(line) in people else "") or "A customer",
            _name_of(accounts, companies[line.conversation_id]),
            subject_of(texts.get(line.subject_id or ""), has_subject=line.has_subject),
            short(_spoken(texts, line), _EXCERPT_LETTERS),
            line.author or "",
            teams.get(line.team_id or "", ""),
        )
        for line in lines
    ]


def _account(line: Line, people: Mapping[PersonId, Person]) -> AccountId | None:
    """The account that a conversation is for: its own, else its customer's."""
    being = people.get(_person(line))
    return AccountId(line.account_id) if line.account_id else being.account_id if being else None


def _name_of(accounts: Mapping[AccountId, Account], id: AccountId | None) -> str:
    return accounts[id].name if id is not None and id in accounts else ""


def names_of_teams(port: Port, workspace: WorkspaceId, lines: Sequence[Line]) -> dict[str, str]:
    """The names of the teams that lines are for, by id."""
    ids = {line.team_id for line in lines if line.team_id}
    found = port.store.externals_of(workspace, ids) if ids else []
    return {id: name for id, kind, name in found if kind == "team"}


def _spoken(texts: Mapping[str, str], line: Line) -> str:
    """What was said last, unless it is the message whose subject stands above it anyway."""
    text = texts.get(line.message_id or "", "")
    if line.message_id != line.subject_id:
        return text if line.author == "customer" else unmarked(text)
    head = subject_of(text, has_subject=line.has_subject)
    return text.removeprefix(head) if head != text.strip() else ""


def _person(line: Line) -> PersonId:
    return PersonId(line.customer_id)
