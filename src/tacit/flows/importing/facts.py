"""Imports conversations as facts: events and exemplars, with nothing decided.

The importer hands it messages in the order of time, many at once; it makes
one append of them. What is known already, by external id, is passed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tacit import reward
from tacit.conversation import Conversation, best_reply
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
from tacit.flows.port import Port, Writing, add_stubs, question_text, spellings
from tacit.history import Conversation as Told
from tacit.history import Message
from tacit.store.batch import Batch, ExternalId, Person, Vectors


@dataclass(frozen=True)
class Happening:
    """One message of a history at its place in time; `at` never precedes its conversation.

    `question` is set on a conversation's first reply: the opening turn it
    answers, and whether that has a subject.
    """

    told: Told
    message: Message
    at: datetime
    sequence: int
    question: tuple[str, bool] | None = None


@dataclass
class Facts:
    """What the importer remembers between appends, so that it need not ask for it."""

    port: Port
    workspace: WorkspaceId
    people: dict[str, PersonId] = field(default_factory=dict)
    accounts: dict[str, AccountId] = field(default_factory=dict)
    entries: dict[str, EntryId] = field(default_factory=dict)
    open: dict[str, Conversation] = field(default_factory=dict)
    pending: list[Batch] = field(default_factory=list)

    def take(self, happenings: Sequence[Happening], upto: int) -> int:
        """Make facts of these messages, in one append; returns how many were new.

        They are recorded at the time of the last one, so a call should span a
        day at most. `flush` writes what was made. `upto` is the sequence in
        the spool up to which all is done then.
        """
        append = _Append(self, self.port.write(self.workspace, happenings[-1].at))
        if not self.port.store_is_live(self.workspace):
            append.writing.recorded_at = append.writing.at
        known = self._known(happenings)
        self._reopen(happenings)
        self._learn_names(append, happenings)
        new = 0
        for each in happenings:
            if f"{each.told.external_id}/{each.message.external_id}" not in known:
                append.message(each)
                new += 1
        append.close(upto)
        return new

    def flush(self) -> None:
        """Write all that was made, in one transaction."""
        outcomes = self.port.store.append_many(self.pending, durable=self.port.is_durable)
        self.pending.clear()
        for outcome in outcomes:
            if isinstance(outcome, Exception):
                raise outcome

    def _known(self, happenings: Sequence[Happening]) -> set[str]:
        wanted = [f"{h.told.external_id}/{h.message.external_id}" for h in happenings]
        return set(self.port.store.find_external(self.workspace, "message", wanted))

    def _learn_names(self, append: _Append, happenings: Sequence[Happening]) -> None:
        """Find or make ids for the people and the cited entries of these messages."""
        names = {h.message.author_id for h in happenings} | {h.told.customer for h in happenings}
        unknown = [name for name in sorted(names) if name not in self.people]
        found = self.port.store.find_external(self.workspace, "person", unknown)
        self.people |= {name: PersonId(person) for name, person in found.items()}
        for name in unknown:
            if name not in self.people:
                append.person(name)
        named = {h.told.account for h in happenings if h.told.account} - set(self.accounts)
        accounts = self.port.store.find_external(self.workspace, "account", named)
        self.accounts |= {name: AccountId(account) for name, account in accounts.items()}
        cited = dict.fromkeys(c for h in happenings for c in h.message.cites)
        unseen = [each for each in cited if each not in self.entries]
        if unseen:
            agents = {c for h in happenings if h.message.author == "agent" for c in h.message.cites}
            self._learn_entries(append, unseen, agents)

    def _learn_entries(self, append: _Append, unseen: list[str], by_agents: set[str]) -> None:
        """Find the entries that are cited; what only an agent names and nobody knows is a stub."""
        forms = {form for each in unseen for form in spellings(each)}
        known = self.port.store.find_external(self.workspace, "article", forms)
        for each in unseen:
            match = [known[form] for form in spellings(each) if form in known]
            if match:
                self.entries[each] = EntryId(match[0])
        stubs = [each for each in unseen if each not in self.entries and each in by_agents]
        if stubs:
            self.flush()
            self.entries |= add_stubs(append.writing, stubs)

    def _reopen(self, happenings: Sequence[Happening]) -> None:
        """Read the conversations that an earlier import or the live desk began."""
        names = dict.fromkeys(h.told.external_id for h in happenings)
        unread = [name for name in names if name not in self.open]
        known = self.port.store.find_external(self.workspace, "conversation", unread)
        for name, conversation in known.items():
            self.open[name] = self.port.conversation(self.workspace, ConversationId(conversation))


@dataclass
class _Append:
    """One append of facts being made."""

    facts: Facts
    writing: Writing
    people: list[Person] = field(default_factory=list)

    def person(self, name: str) -> None:
        """Make a person known."""
        person = PersonId(self.writing.new_id())
        self.facts.people[name] = person
        self.people.append(Person(person, "customer"))
        self.writing.external_ids.append(ExternalId("person", name, person, person))

    def message(self, happening: Happening) -> None:
        """Add one message, and the pairing that follows from it."""
        told, said = happening.told, happening.message
        self.writing.at = happening.at
        conversation = self.facts.open.get(told.external_id) or self._open(told)
        author = self.facts.people[said.author_id]
        actor = Actor(said.author, author)
        is_first = not conversation.spoken
        text = f"{told.subject}\n{said.text}" if is_first and told.subject else said.text
        message = MessageId(self.writing.new_id())
        known = self.facts.entries
        event = MessageReceived(
            conversation.conversation_id,
            message,
            said.author,
            author,
            self.writing.body(message, text, author, conversation.conversation_id),
            told.language if said.author == "customer" else None,
            list(dict.fromkeys(known[each] for each in said.cites if each in known)),
            said.author == "agent" and said.text.rstrip().endswith("?"),
            is_first and bool(told.subject),
            reward.signals(said.text) if said.author == "customer" else [],
        )
        self._log(conversation, event, actor)
        self.writing.external_ids.append(
            ExternalId(
                "message",
                f"{told.external_id}/{said.external_id}",
                message,
                author,
                conversation.conversation_id,
            )
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
        customer = self.facts.people[told.customer]
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
        if held is not None and (held.reply, held.query) == (reply.message_id, query):
            return
        assert reply.event.author_id is not None, "an agent's reply has an author"
        n = held.n + 1 if held else 1
        pair = ExemplarPaired(
            conversation.conversation_id,
            n,
            query,
            reply.message_id,
            reply.event.author_id,
            reply.event.cites,
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
        ids = [each.message_id for each in opening]
        text = asked[0] if asked else question_text(self.facts.port, self.facts.workspace, ids)
        self.writing.vectors.append(
            Vectors(
                opening[-1].message_id,
                self.facts.port.embedder.namespace,
                self.facts.port.vectors_of(text, has_subject=opening[0].has_subject),
                conversation.customer_id,
                conversation.conversation_id,
            )
        )

    def close(self, upto: int) -> None:
        """Hand it over to be written, with the people and how far the spool is done."""
        self.writing.people = self.people
        self.writing.spooled = upto
        self.facts.pending.append(self.writing.batch())
