"""The gate over learning: what an agent taught acts once nothing that is known speaks against it.

Runs after each pairing of a live conversation; what a history's agents said in their
time is taken as it was. New words wait for it, a citation has acted for the moment
that it takes. What is held is judged again when another agent says the same; what a
person settled stays as they settled it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tacit.answering.compose import own_words
from tacit.answering.gate import known, replay
from tacit.answering.gate.policy import policy_class
from tacit.answering.gate.sending import is_linked
from tacit.answering.gate.verdict import NEEDS_SECOND, UNSAFE, WAITING, Claim, Desk, judge
from tacit.answering.learned import Learned
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
    MessageId,
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

# Two questions this alike, answered in words this alike, are one answer (cosine).
_ALIKE, _SAME_WORDS = 0.8, 0.9
_JUDGED_AGAIN = 3
# Replies that are looked through for a link to a host that no article names.
_LINKING = 2_000

Publication = Literal["agent", "two_agents", "review"]


class NeedsSecond(ValueError):
    """What its own author cannot let pass; another person has to."""


def on_pairing(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
    """Judge what a new pairing teaches, and what waits for somebody who says the same."""
    pair = logged.event
    assert isinstance(pair, ExemplarPaired)
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
        if other is None or ruling.kind != "held" or ruling.rule not in WAITING:
            continue
        is_other = other.author_id != held.author_id and entry != held.entry_id
        if is_other and known.alike(learned, held, other) >= _ALIKE and found < _JUDGED_AGAIN:
            found += 1
            yield entry


def _gate(port: Port, writing: Writing, entry: EntryId, cause: int, *, again: bool = False) -> None:
    """Judge an exemplar and say so; one that was held only where it may act now."""
    matter = _gathered(port, writing.workspace, entry)
    held = matter.held
    wish = None if held.cites else _publication(port, matter, is_later_heard=again)
    if not held.cites and wish is None:
        return
    is_history = port.origin != "live"
    said = None if is_history else _judged(port, writing.workspace, matter)
    if again and not isinstance(said, ExemplarPassed):
        return
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

    `alike` is how alike the questions of `others` are. What was said is embedded
    once, when it is first compared.
    """

    held: Exemplar
    conversation: Conversation
    others: list[Exemplar]
    alike: list[float]
    guards: list[Exemplar]
    late: list[Exemplar]
    addresses: str
    is_gone: bool
    texts: dict[str, str] = field(default_factory=dict)
    dead: frozenset[str] = frozenset()
    _said: list[known.Testimony] | None = None

    def question(self, exemplar: Exemplar) -> str:
        """What was asked there; what was erased is left out."""
        return "\n".join(self.texts[each] for each in exemplar.query if each in self.texts)

    def reply(self, exemplar: Exemplar) -> str:
        """The words of the reply that would be told to others."""
        return own_words(self.texts.get(exemplar.reply, ""))

    def said(self, port: Port) -> list[known.Testimony]:
        """What the lesson's own agent said, and then what the others did."""
        if self._said is None:
            near = zip([self.held, *self.others], [1.0, *self.alike], strict=True)
            self._said = [self._testimony(port, each, alike) for each, alike in near]
        return self._said

    def _testimony(self, port: Port, said: Exemplar, alike: float) -> known.Testimony:
        text = self.reply(said)
        is_compared = bool(text) and (said is self.held or not said.cites)
        vector = _vector(port, text) if is_compared else None
        is_stale = bool(names(text) & self.dead)
        return known.Testimony(
            said.author_id, alike, said.cites, text, vector, is_stale, said.entry_id
        )


def _gathered(port: Port, workspace: WorkspaceId, entry: EntryId) -> _Matter:
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
            *replay.near(learned, held),
            "\n".join(e.text.url or "" for e in live if e and e.event.origin == "stub"),
            any(e is None for e in live) and not set(held.cites) & learned.exemplars.by_id.keys(),
        )
    asked = [id for each in (held, *matter.guards, *matter.late) for id in each.query]
    said = [each.reply for each in (held, *others)]
    matter.texts |= port.store.bodies(workspace, [*asked, *said])
    told = "\n".join(matter.texts[each] for each in said if each in matter.texts)
    with port.learned(workspace) as learned:
        matter.dead = frozenset(gone(learned.library, told))
    return matter


def _judged(port: Port, workspace: WorkspaceId, matter: _Matter) -> ExemplarPassed | ExemplarHeld:
    """What the gate says of an exemplar, with its figures."""
    held, claim = matter.held, _claim(port, workspace, matter)
    reply, *said = matter.said(port)
    with port.learned(workspace) as learned:
        found = known.known(learned, held, reply, said, terms(matter.question(held)))
        # Who said the same is answered as well by this as by their own words.
        alike = found.said_alike
        cases = [_case(learned, matter, e, alike, is_pinned=True) for e in matter.guards]
        cases += [_case(learned, matter, e, alike, is_pinned=False) for e in matter.late]
        moved = replay.moved(learned, held, _question(learned, matter, held), cases)
        hosts = _Hosts(port, workspace, learned, held.author_id)
        verdict = judge(claim, Desk(hosts.has, learned.library.says), found, moved)
    against = _one_of_each(matter.others, found.against | found.opposed)
    passed = ExemplarPassed(
        held.entry_id,
        held.n,
        verdict.rule,
        moved.pinned,
        moved.judged,
        moved.affected,
        moved.wins,
        moved.losses,
        len(found.agree),
        [*moved.broken],
        against,
    )
    if verdict.passes:
        return passed
    return ExemplarHeld(is_unsafe=verdict.rule in UNSAFE, **vars(passed))


def _one_of_each(others: Sequence[Exemplar], authors: frozenset[PersonId]) -> list[EntryId]:
    """The nearest exemplar of each of these agents."""
    found = dict[PersonId, EntryId]()
    for each in others:
        if each.author_id in authors:
            found.setdefault(each.author_id, each.entry_id)
    return [*found.values()]


@dataclass
class _Hosts:
    """Whose a host is; what other agents replied is read where no article tells."""

    port: Port
    workspace: WorkspaceId
    learned: Learned
    author: PersonId

    def has(self, host: str) -> bool:
        """Whether this desk sends people to a host; one that knows no page yet to all."""
        if not self.learned.library.live:
            return True
        return is_linked(self.learned, host, self.author, ()) or is_linked(
            self.learned, host, self.author, self._replies
        )

    @cached_property
    def _replies(self) -> list[str]:
        others = (e for e in reversed(self.learned.exemplars.ordered) if e.author_id != self.author)
        late = [each.reply for each, _ in zip(others, range(_LINKING), strict=False)]
        return list(self.port.store.bodies(self.workspace, late).values())


def _claim(port: Port, workspace: WorkspaceId, matter: _Matter) -> Claim:
    held, conversation = matter.held, matter.conversation
    opening = conversation.opening_turn()[0]
    question = matter.question(held)
    text = "" if held.cites else matter.reply(held)
    asked_in = next((m.language for m in conversation.opening_turn() if m.language), None)
    told_in = port.identify(text) if text else None
    customer, account = conversation.customer_id, conversation.account_id
    people = port.store.people(workspace, [customer]) if customer else {}
    accounts = port.store.accounts(workspace, [account]) if account else {}
    return Claim(
        held.author_id,
        subject_of(question, has_subject=opening.has_subject),
        question,
        text,
        held.cites,
        matter.addresses,
        tuple(each.name for each in people.values() if each.name),
        next((each.name for each in accounts.values()), ""),
        matter.is_gone,
        bool(names(text) & matter.dead),
        bool(asked_in and told_in and asked_in != told_in),
    )


def _vector(port: Port, text: str) -> NDArray[np.int8] | None:
    passages = port.embedder.passages(text)
    return np.frombuffer(port.embedder.embed(passages[0]), np.int8) if passages else None


def _case(
    learned: Learned,
    matter: _Matter,
    held: Exemplar,
    alike: frozenset[EntryId],
    *,
    is_pinned: bool,
) -> replay.Case:
    right = frozenset(held.cites or (held.entry_id,))
    if held.entry_id in alike:
        right |= {matter.held.entry_id}
    return replay.Case(held.entry_id, _question(learned, matter, held), right, is_pinned)


def _question(learned: Learned, matter: _Matter, held: Exemplar) -> Question:
    rows, text = learned.exemplars, matter.question(held)
    whole, subject = (
        each.vectors[held.place].astype(np.int8) for each in (rows.whole, rows.subject)
    )
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
    if max(matter.alike, default=0.0) < _ALIKE:
        return None
    reply, *said = matter.said(port)
    is_same = any(
        known.cosine(reply, each) >= _SAME_WORDS
        for each, other in zip(said, matter.others, strict=True)
        if each.alike >= _ALIKE and (is_later_heard or other.place < matter.held.place)
    )
    return "two_agents" if is_same else None


# ---- what people settle -------------------------------------------------------------


def let_pass(port: Port, workspace: WorkspaceId, entry: EntryId, by: Actor) -> list[Logged]:
    """A person lets an exemplar pass, whatever the gate or its outcomes said of it.

    Raises NeedsSecond for its own author where it is of a policy class, or unsafe;
    KeyError for one that is not there. Does nothing for one that passed or was withdrawn.
    """
    with port.learned(workspace) as learned:
        held, ruling = learned.exemplars.by_id[entry], learned.rulings.get(entry)
    if held.is_withdrawn or ruling is None or ruling.kind == "passed":
        return []
    is_second = ruling.rule in NEEDS_SECOND or _is_policy(port, workspace, held)
    if is_second and by.id == held.author_id:
        raise NeedsSecond("Somebody else has to approve what is about money, access or the like.")
    writing = port.write(workspace)
    passed = ExemplarPassed(entry, held.n, "approved")
    writing.event(passed, by)
    if not held.cites and not held.is_published:
        writing.event(ExemplarPublished(entry, held.reply, "review"), by)
    stream = port.store.read_stream(workspace, passed.stream)
    writing.expected[passed.stream] = stream[-1].position if stream else 0
    return writing.append()


def _is_policy(port: Port, workspace: WorkspaceId, held: Exemplar) -> bool:
    """Whether own words are of a policy class."""
    if held.cites:
        return False
    texts = port.store.bodies(workspace, [*held.query, held.reply])
    question = "\n".join(_texts(texts, held.query))
    words = own_words(texts.get(held.reply, ""))
    return policy_class(subject_of(question, has_subject=False), words) is not None


def _texts(texts: dict[str, str], ids: Sequence[MessageId]) -> list[str]:
    return [texts[each] for each in ids if each in texts]
