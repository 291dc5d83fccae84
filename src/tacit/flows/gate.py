"""The gate over learning: what an agent taught acts once nothing that is known speaks against it.

Runs after each pairing of a live conversation; what a history's agents said in their
time is taken as it was. New words wait for it, a citation has acted for the moment
that it takes. What is held is judged again when another agent says the same; what a
person settled stays as they settled it.

The learned state is held for one case at a time: whoever asks meanwhile is answered
between two of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tacit.answering.compose import own_words
from tacit.answering.gate import known, replay
from tacit.answering.gate.folding import Supposing
from tacit.answering.gate.scope import tells_terms
from tacit.answering.gate.sending import is_linked
from tacit.answering.gate.verdict import UNSAFE, WAITING, Claim, Desk, judge
from tacit.answering.learned import Learned
from tacit.answering.policy import is_usual
from tacit.conversation import Conversation
from tacit.events import (
    SYSTEM,
    Actor,
    ConversationId,
    EntryId,
    ExemplarHeld,
    ExemplarPaired,
    ExemplarPassed,
    ExemplarPublished,
    Logged,
    MessageReceived,
    PersonId,
    Stream,
    WorkspaceId,
)
from tacit.flows.port import Port, Writing
from tacit.knowledge.exemplars import Exemplar
from tacit.knowledge.question import Question, subject_of
from tacit.knowledge.stale import gone, names
from tacit.knowledge.words import terms
from tacit.store.batch import Conflict

# Two questions this alike, answered in words this alike, are one answer (cosine); less alike
# questions where the words are the very same.
_ALIKE, _SAME_WORDS = 0.8, 0.9
_LESS_ALIKE, _VERY_SAME = 0.7, 0.97
# Of those, the nearest that are compared.
_COMPARED = 3
_JUDGED_AGAIN = 3
# Replies that are looked through for a link to a host that no article names.
_LINKING = 2_000

Publication = Literal["agent", "two_agents", "review"]


def on_pairing(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """Judge what a new pairing teaches, and what waits for somebody who says the same."""
    pair = logged.event
    assert isinstance(pair, ExemplarPaired)
    if pair.cites and port.origin != "live":
        return []
    entry = EntryId(pair.conversation_id)
    writing = port.write(workspace, logged.at)
    with port.learned(workspace) as learned:
        held = learned.exemplars.by_id.get(entry)
        if held is None or held.is_withdrawn or held.n != pair.n:
            return []
        waiting = list(_waiting(learned, held))
    _gate(port, writing, entry, logged.position)
    for each in waiting:
        _gate(port, writing, each, logged.position, again=True)
    return writing.append()


def _waiting(learned: Learned, held: Exemplar) -> Iterator[EntryId]:
    """What the gate holds of alike questions, and a further agent may vouch for."""
    found = 0
    for entry, ruling in reversed(learned.rulings.items()):
        other = learned.exemplars.by_id.get(entry)
        if other is None or ruling.kind != "held":
            continue
        if ruling.rule not in WAITING and not known.needs_second(learned, other):
            continue
        is_other = other.author_id != held.author_id and entry != held.entry_id
        if is_other and known.alike(learned, held, other) >= _ALIKE and found < _JUDGED_AGAIN:
            found += 1
            yield entry


def _gate(port: Port, writing: Writing, entry: EntryId, cause: int, *, again: bool = False) -> None:
    """Judge an exemplar and say so; one that was held only where it may act now."""
    is_judged = port.origin == "live"
    matter = _gathered(port, writing.workspace, entry, is_judged=is_judged)
    held = matter.held
    wish = None if held.cites else _publication(port, matter, is_later_heard=again)
    if not held.cites and wish is None:
        return
    matter.is_echo = wish == "two_agents"
    said = _judged(port, writing.workspace, matter) if is_judged else None
    if again and not isinstance(said, ExemplarPassed):
        return
    company = _company(port, writing.workspace, matter.conversation)
    if said is None and tells_terms(matter.reply(held), company):
        return  # a history's, which nobody judges
    if said is not None:
        writing.event(said, SYSTEM, cause)
    if wish is not None and not isinstance(said, ExemplarHeld) and not held.is_published:
        author = Actor("agent", held.author_id)
        writing.event(ExemplarPublished(held.entry_id, held.reply, wish), author, cause)
    own = Stream("entry", entry)
    stream = port.stream(writing.workspace, own)
    writing.expected[own] = stream[-1].position if stream else 0


# ---- what is known of a lesson ------------------------------------------------------


@dataclass
class _Matter:
    """A lesson, what bears on it in the learned state, and the texts of all of that.

    `alike` is how alike the questions of `others` are, `at` the position of that state. What
    was said is embedded once, when it is first compared.
    """

    held: Exemplar
    conversation: Conversation
    others: list[Exemplar]
    alike: list[float]
    guards: list[Exemplar]
    late: list[Exemplar]
    addresses: str
    is_gone: bool
    at: int
    texts: dict[str, str] = field(default_factory=dict)
    dead: frozenset[str] = frozenset()
    is_echo: bool = False
    _said: dict[EntryId, known.Testimony] = field(default_factory=dict)

    def question(self, exemplar: Exemplar) -> str:
        """What was asked there; what was erased is left out."""
        return "\n".join(self.texts[each] for each in exemplar.query if each in self.texts)

    def reply(self, exemplar: Exemplar) -> str:
        """The words of the reply that would be told to others."""
        return own_words(self.texts.get(exemplar.reply, ""))

    def own(self, port: Port) -> known.Testimony:
        """What the lesson's own agent said."""
        return self.said(port, self.held, 1.0)

    def said(self, port: Port, exemplar: Exemplar, alike: float) -> known.Testimony:
        """What an agent said there, to a question that is so alike."""
        if exemplar.entry_id not in self._said:
            self._said[exemplar.entry_id] = self._testimony(port, exemplar, alike)
        return self._said[exemplar.entry_id]

    def _testimony(self, port: Port, said: Exemplar, alike: float) -> known.Testimony:
        text = self.reply(said)
        is_compared = bool(text) and (said is self.held or not said.cites)
        vector = _vector(port, text) if is_compared else None
        is_stale = bool(names(text) & self.dead)
        return known.Testimony(
            said.author_id, alike, said.cites, text, vector, is_stale, said.entry_id
        )


def _gathered(port: Port, workspace: WorkspaceId, entry: EntryId, *, is_judged: bool) -> _Matter:
    """What bears on a lesson; of a history only what may publish its words."""
    conversation = port.conversation(workspace, ConversationId(entry))
    with port.learned(workspace) as learned:
        held = learned.exemplars.by_id[entry]
        others = known.testimonies(learned, held)
        live = [learned.library.live.get(each) for each in held.cites]
        matter = _Matter(
            held,
            conversation,
            others,
            [known.alike(learned, held, each) for each in others],
            *(replay.near(learned, held) if is_judged else ([], [])),
            "\n".join(e.text.url or "" for e in live if e and e.event.origin == "stub"),
            any(e is None for e in live) and not set(held.cites) & learned.exemplars.by_id.keys(),
            learned.position,
        )
    said = [each.reply for each in (held, *others)]
    matter.texts |= port.store.bodies(workspace, [*held.query, *said])
    if is_judged:
        told = "\n".join(matter.texts[each] for each in said if each in matter.texts)
        with port.learned(workspace) as learned:
            matter.dead = frozenset(gone(learned.library, told))
    return matter


def _judged(port: Port, workspace: WorkspaceId, matter: _Matter) -> ExemplarPassed | ExemplarHeld:
    """What the gate says of an exemplar, with its figures."""
    claim, reply = _claim(port, workspace, matter), matter.own(port)
    near = zip(matter.others, matter.alike, strict=True)
    said = [matter.said(port, each, alike) for each, alike in near]
    with port.learned(workspace) as learned:
        held = _still(learned, matter.held)
        found = known.known(learned, held, reply, said, terms(matter.question(held)))
    moved = _moved(port, workspace, matter, found.said_alike)
    with port.learned(workspace) as learned:
        hosts = _Hosts(port, workspace, learned, held)
        usual = partial(is_usual, learned)
        others = known.has_others(learned, held)
        verdict = judge(claim, Desk(hosts.has, learned.library.says, usual, others), found, moved)
    against = _one_of_each(matter.others, found.against | found.opposed)
    figures = dict[str, Any](
        entry_id=held.entry_id,
        n=held.n,
        rule=verdict.rule,
        pinned=moved.pinned,
        judged=moved.judged,
        affected=moved.affected,
        wins=moved.wins,
        losses=moved.losses,
        agree=len(found.agree),
        broken=[*moved.broken],
        against=against,
    )
    if verdict.passes:
        return ExemplarPassed(**figures)
    account = None
    if verdict.rule == "personal" or tells_terms(claim.text, claim.company):
        # Theirs alone, whatever was objected first, and whoever lets it pass.
        account = matter.conversation.account_id or matter.conversation.customer_id
    return ExemplarHeld(is_unsafe=verdict.rule in UNSAFE, account_id=account, **figures)


def _still(learned: Learned, held: Exemplar) -> Exemplar:
    """An exemplar as it is now; raises Conflict where it was erased or told anew meanwhile."""
    now = learned.exemplars.by_id.get(held.entry_id)
    if now is None or now.n != held.n:
        raise Conflict("the exemplar moved while it was judged")
    return now


def _moved(
    port: Port, workspace: WorkspaceId, matter: _Matter, alike: frozenset[EntryId]
) -> replay.Moved:
    """Rank every case with the lesson and without it, the state let go between two of them.

    Who says the same (`alike`) is answered as well by this as by their own words.
    """
    supposing, turns = Supposing(matter.held.entry_id), list[replay.Turn]()
    cases = [(each, True) for each in matter.guards] + [(each, False) for each in matter.late]
    for exemplar, is_pinned in cases:
        # Read one by one: it is then that others get hold of the state.
        matter.texts |= port.store.bodies(workspace, exemplar.query)
        right = frozenset(exemplar.cites or (exemplar.entry_id,))
        if exemplar.entry_id in alike:
            right |= {matter.held.entry_id}
        with port.learned(workspace, matter.at) as learned:
            _still(learned, matter.held)
            if (now := learned.exemplars.by_id.get(exemplar.entry_id)) is not None:
                question = _question(learned, matter, now)
                case = replay.Case(now, question, right, is_pinned)
                turns.append(replay.turn(learned, case, supposing))
    with port.learned(workspace, matter.at) as learned:
        held = _still(learned, matter.held)
        at = replay.expected_at(learned, held, _question(learned, matter, held), supposing)
    return replay.moved(turns, at)


def _one_of_each(others: Sequence[Exemplar], authors: frozenset[PersonId]) -> list[EntryId]:
    """The nearest exemplar of each of these agents."""
    found = dict[PersonId, EntryId]()
    for each in others:
        if each.author_id in authors:
            found.setdefault(each.author_id, each.entry_id)
    return [*found.values()]


@dataclass
class _Hosts:
    """Whose a host is; what other agents replied is read where no article tells.

    Replies to alike questions vouch for none, as who repeats an answer repeats its links;
    nor does what is held.
    """

    port: Port
    workspace: WorkspaceId
    learned: Learned
    held: Exemplar

    def has(self, host: str) -> bool:
        """Whether this desk sends people to a host; one that knows no page yet to all."""
        if not self.learned.library.live:
            return True
        author = self.held.author_id
        return is_linked(self.learned, host, author, ()) or is_linked(
            self.learned, host, author, self._replies
        )

    @cached_property
    def _replies(self) -> list[str]:
        rows = self.learned.exemplars.whole
        alike = rows.cosines(rows.vectors[self.held.place][None, :])[0]
        others = (
            each
            for each in reversed(self.learned.exemplars.ordered)
            if each.author_id != self.held.author_id
            and alike[each.place] < _ALIKE
            and not self._is_held(each.entry_id)
        )
        late = [each.reply for each, _ in zip(others, range(_LINKING), strict=False)]
        return list(self.port.store.bodies(self.workspace, late).values())

    def _is_held(self, entry: EntryId) -> bool:
        ruling = self.learned.rulings.get(entry)
        return ruling is not None and ruling.kind != "passed"


def _claim(port: Port, workspace: WorkspaceId, matter: _Matter) -> Claim:
    held, conversation = matter.held, matter.conversation
    opening = conversation.opening_turn()[0]
    question = matter.question(held)
    text = "" if held.cites else matter.reply(held)
    asked_in = next((m.language for m in conversation.opening_turn() if m.language), None)
    told_in = port.identify(text) if text else None
    customer = conversation.customer_id
    people = port.store.people(workspace, [customer]) if customer else {}
    return Claim(
        held.author_id,
        subject_of(question, has_subject=opening.has_subject),
        question,
        text,
        held.cites,
        matter.addresses,
        tuple(each.name for each in people.values() if each.name),
        _company(port, workspace, conversation),
        matter.is_gone,
        bool(names(text) & matter.dead),
        bool(asked_in and told_in and asked_in != told_in),
        matter.is_echo,
    )


def _company(port: Port, workspace: WorkspaceId, conversation: Conversation) -> str:
    """What the customer's account is called; '' for one without."""
    account = conversation.account_id
    accounts = port.store.accounts(workspace, [account]) if account else {}
    return next((each.name for each in accounts.values()), "")


def _vector(port: Port, text: str) -> NDArray[np.int8] | None:
    passages = port.embedder.passages(text)
    return np.frombuffer(port.embedder.embed(passages[0]), np.int8) if passages else None


def _question(learned: Learned, matter: _Matter, held: Exemplar) -> Question:
    rows, text = learned.exemplars, matter.question(held)
    whole, subject = (each.vectors[held.place] for each in (rows.whole, rows.subject))
    return Question(text, None, subject, whole, terms(text))


# ---- new words ----------------------------------------------------------------------


def _publication(port: Port, matter: _Matter, *, is_later_heard: bool) -> Publication | None:
    """Why new words may reach customers: their agent's right, or two agents' saying the same.

    The second agent's words are published; the first one's where they are judged again.
    """
    for message in (each.event for each in matter.conversation.spoken):
        is_reply = isinstance(message, MessageReceived) and message.message_id == matter.held.reply
        if is_reply and getattr(message, "publish", False):
            return "agent"
    near = [
        (each, alike)
        for each, alike in zip(matter.others, matter.alike, strict=True)
        if alike >= _LESS_ALIKE and (is_later_heard or each.place < matter.held.place)
    ]
    is_same = any(
        known.cosine(matter.own(port), matter.said(port, *each))
        >= (_SAME_WORDS if each[1] >= _ALIKE else _VERY_SAME)
        for each in near[:_COMPARED]
    )
    return "two_agents" if is_same else None


# ---- what people settle -------------------------------------------------------------
