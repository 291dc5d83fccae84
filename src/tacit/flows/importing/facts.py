"""Imports conversations as facts: events and exemplars, with nothing decided.

The importer hands it messages in the order of time, many at once; it makes
one append of them. What is known already, by external id, is passed over. The
log that comes of it does not depend on how many come at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tacit import reward
from tacit.conversation import Conversation, answers, best_reply
from tacit.events import (
    AccountId,
    Actor,
    ConversationId,
    ConversationOpened,
    ConversationResolved,
    EntryId,
    Event,
    ExemplarPaired,
    FeedbackGiven,
    Logged,
    MessageId,
    MessageReceived,
    PersonId,
    SolutionMarked,
    WorkspaceId,
)
from tacit.flows.importing.behind import Behind
from tacit.flows.port import MANIFEST, Port, Writing, add_stubs, question_text, spellings
from tacit.history import Conversation as Told
from tacit.history import Message
from tacit.store.batch import Batch, ExternalId, Person, Vectors


@dataclass(frozen=True)
class Happening:
    """One message of a history at its place in time; `at` never precedes its conversation.

    `name` is its external id, the conversation's before it. `question` is set on
    the first reply that may be paired: the opening turn it answers, and whether
    that has a subject. `is_last` tells that no more of the conversation is spooled.
    """

    name: str
    told: Told
    message: Message
    at: datetime
    sequence: int
    question: tuple[str, bool] | None = None
    is_last: bool = False


def may_be_paired(message: Message) -> bool:
    """Whether an exemplar may be paired once this was said, and never before one such."""
    return message.author == "agent" and bool(
        message.cites or message.is_solution or not message.asks
    )


@dataclass
class Facts:
    """What the importer remembers between appends, so that it need not ask for it.

    An append is written while the next one is being made: nothing that `take`
    looks up may be in the append before it and not in here.
    """

    port: Port
    workspace: WorkspaceId
    behind: Behind[Batch]
    people: dict[str, PersonId] = field(default_factory=dict)
    accounts: dict[str, AccountId] = field(default_factory=dict)
    articles: dict[str, EntryId] = field(default_factory=dict)
    open: dict[str, Conversation] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)

    def take(self, happenings: Sequence[Happening]) -> int:
        """Make facts of these messages, in one append; returns how many were new.

        Each is recorded at its own time, or now in a live workspace. The append
        also says that the spool is done up to the last of them. It is written
        behind the caller's back; what went wrong with it comes up at the next call.
        """
        known = self._look_up(happenings)
        append = _Append(self, self.port.write(self.workspace))
        fresh = [each for each in happenings if each.name not in known]
        for each in fresh:
            append.message(each)
        append.writing.spooled = happenings[-1].sequence
        append.writing.is_history = True
        self.behind.put(append.writing.batch())
        self._forget(happenings)
        return len(fresh)

    def _forget(self, happenings: Sequence[Happening]) -> None:
        """Drop the conversations that ended in the append before this one: it is written."""
        for name in self.ended.difference(each.told.external_id for each in happenings):
            self.open.pop(name, None)
        self.ended = {each.told.external_id for each in happenings if each.is_last}

    def _look_up(self, happenings: Sequence[Happening]) -> set[str]:
        """Learn what is known round these messages; returns the names of those known themselves."""
        told = {each.told.external_id: each.told for each in happenings}
        said = [each.message for each in happenings]
        people = {each.author_id for each in said} | {each.customer for each in told.values()}
        accounts = {each.account for each in told.values() if each.account}
        articles = {form for each in said for cite in each.cites for form in spellings(cite)}
        wanted = {
            "person": people.difference(self.people),
            "account": accounts.difference(self.accounts),
            "article": articles.difference(self.articles),
            "conversation": told.keys() - self.open.keys(),
            "message": [each.name for each in happenings],
        }
        found = self.port.store.find_externals(self.workspace, wanted)
        self.people |= {name: PersonId(id) for name, id in found["person"].items()}
        self.accounts |= {name: AccountId(id) for name, id in found["account"].items()}
        self.articles |= {name: EntryId(id) for name, id in found["article"].items()}
        for name, id in found["conversation"].items():
            self.open[name] = self.port.conversation(self.workspace, ConversationId(id))
        return set(found["message"])


@dataclass
class _Append:
    """One append of facts being made."""

    facts: Facts
    writing: Writing

    def _person(self, name: str) -> PersonId:
        """Who is called so, made known where nobody is."""
        known = self.facts.people.get(name)
        if known is not None:
            return known
        person = self.facts.people[name] = PersonId(self.writing.new_id())
        self.writing.people.append(Person(person, "customer"))
        self.writing.external_ids.append(ExternalId("person", name, person, person))
        return person

    def _cited(self, said: Message) -> list[EntryId]:
        """The entries that a message cites; an agent who cites what nobody knows adds a stub."""
        found = list[EntryId]()
        for cite in said.cites:
            entry = self._entry(cite)
            if entry is None and said.author == "agent":
                entry = self._stub(cite)
            if entry is not None and entry not in found:
                found.append(entry)
        return found

    def _entry(self, cite: str) -> EntryId | None:
        known = self.facts.articles
        return next((known[form] for form in spellings(cite) if form in known), None)

    def _stub(self, cite: str) -> EntryId:
        if MANIFEST not in self.writing.expected:
            # The append under way may hold the last version of the knowledge.
            self.facts.behind.wait()
        entry = self.facts.articles[cite] = add_stubs(self.writing, [cite])[cite]
        return entry

    def message(self, happening: Happening) -> None:
        """Add one message, and the pairing that follows from it."""
        told, said = happening.told, happening.message
        self.writing.at = happening.at
        conversation = self.facts.open.get(told.external_id) or self._open(told)
        if conversation.customer_id is not None:
            self.writing.customers.add(conversation.customer_id)
        author = self._person(said.author_id)
        actor = Actor(said.author, author)
        is_first = not conversation.spoken
        text = f"{told.subject}\n{said.text}" if is_first and told.subject else said.text
        cites = self._cited(said)
        message = MessageId(self.writing.new_id())
        event = MessageReceived(
            conversation.conversation_id,
            message,
            said.author,
            author,
            self.writing.body(message, text, author, conversation.conversation_id),
            told.language if said.author == "customer" else None,
            cites,
            said.asks,
            is_first and bool(told.subject),
            reward.signals(said.text) if said.author == "customer" else [],
        )
        self._log(conversation, event, actor)
        self.writing.external_ids.append(
            ExternalId("message", happening.name, message, author, conversation.conversation_id)
        )
        if said.is_solution and said.author != "customer":
            mark = SolutionMarked(conversation.conversation_id, message)
            self._log(conversation, mark, Actor("customer", conversation.customer_id))
        if (said.author == "agent" or said.is_solution) and not told.is_spam:
            self._pair(conversation, happening)
        self._end(conversation, told)

    def _end(self, conversation: Conversation, told: Told) -> None:
        """Log how the other system says that it ended, behind its last message."""
        customer = Actor("customer", conversation.customer_id)
        if told.outcome == "resolved":
            resolved = ConversationResolved(conversation.conversation_id, "confirmed", "customer")
            self._log(conversation, resolved, customer)
        if told.csat is not None:
            rated = FeedbackGiven(conversation.conversation_id, "csat", told.csat)
            self._log(conversation, rated, customer)

    def _open(self, told: Told) -> Conversation:
        conversation = Conversation(ConversationId(self.writing.new_id()))
        self.facts.open[told.external_id] = conversation
        customer = self._person(told.customer)
        opened = ConversationOpened(
            conversation.conversation_id,
            customer,
            self.facts.accounts.get(told.account or ""),
            told.channel,
            told.locale,
        )
        self._log(conversation, opened, Actor("customer", customer))
        self.writing.external_ids.append(
            ExternalId(
                "conversation",
                told.external_id,
                conversation.conversation_id,
                customer,
                conversation.conversation_id,
            )
        )
        return conversation

    def _log(self, conversation: Conversation, event: Event, actor: Actor) -> None:
        """Add an event and fold it at once; its position is not known yet and not needed."""
        self.writing.event(event, actor)
        at = self.writing.at
        conversation.see(Logged(0, "", event, at, at, actor, "import"))

    def _pair(self, conversation: Conversation, happening: Happening) -> None:
        reply = best_reply(conversation)
        opening = conversation.opening_turn()
        if reply is None or not opening or not isinstance(reply.event, MessageReceived):
            return
        query, held = [each.message_id for each in opening], conversation.exemplar
        cites = answers(conversation, reply)
        if held is not None and (held.reply, held.query, held.cites) == (
            reply.message_id, query, cites
        ):  # fmt: skip
            return
        assert reply.event.author_id is not None, "an agent's reply has an author"
        n = held.n + 1 if held else 1
        pair = ExemplarPaired(
            conversation.conversation_id,
            n,
            query,
            reply.message_id,
            reply.event.author_id,
            cites,
        )
        self._log(conversation, pair, Actor(reply.author, reply.event.author_id))
        if held is None:
            self._question(conversation, opening, happening.question)

    def _question(
        self,
        conversation: Conversation,
        opening: list[MessageReceived],
        asked: tuple[str, bool] | None,
    ) -> None:
        """Lay the question's vectors beside the log; the row tells its text, else the log does."""
        if asked is not None:
            text = asked[0]
        else:
            # An earlier import took the turn in, and paired nothing: marked as spam, say.
            ids = [each.message_id for each in opening]
            text = question_text(self.facts.port, self.facts.workspace, ids)
        self.writing.vectors.append(
            Vectors(
                opening[-1].message_id,
                self.facts.port.embedder.namespace,
                self.facts.port.vectors_of(text, has_subject=opening[0].has_subject),
                conversation.customer_id,
                conversation.conversation_id,
            )
        )
