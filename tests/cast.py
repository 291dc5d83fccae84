"""One small invented shop, kept the same for every test: who asks, who replies, what it knows.

Ada and Bruno buy tea and kettles; Ines and Jonas reply; Stefan walks by. A
test opens it with `open_shop` and leads conversations through `Shop` and
`Talk`. Its embedder is a hashed bag of words and its clock is set by hand, so
everything is quick and falls out the same each time.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from tacit.answering.learned import Learned
from tacit.app import fire, follow
from tacit.conversation import Conversation
from tacit.events import (
    Actor,
    Author,
    ConversationId,
    ConversationOpened,
    ConversationReturned,
    DecisionId,
    DecisionTaken,
    EntryId,
    Event,
    FeedbackGiven,
    LessonSettled,
    Logged,
    MessageId,
    MessageReceived,
    ModeSet,
    PersonId,
    ReplyDelivered,
    WorkspaceId,
)
from tacit.flows import answer, people, publish, receive
from tacit.flows.answer import Preview
from tacit.flows.follow import Follower
from tacit.flows.port import Port
from tacit.history import Article
from tacit.knowledge.words import terms
from tacit.language.vector import packed
from tacit.store.batch import Job, Person
from tacit.store.log import Store

OPENS_AT = datetime(2024, 3, 4, 9, 0, tzinfo=UTC)
DIMENSIONS = 64
HELP = "https://help.kettle.example/"

# What every question has in common would make all of them alike.
_COMMON = set(
    terms(
        "a an and are as at be by can could did do does for from get got had has have how i if in "
        "is it me my of on or our please so that the there they this to up was we what when where "
        "which who why will with would you your"
    )
)
_GERMAN = {"ich", "wie", "der", "die", "das", "und", "nicht", "meine", "kann"}
_PASSAGE_WORDS = 60


def _article(name: str, title: str, markdown: str) -> Article:
    return Article(name, title, markdown, url=HELP + name, locale="en-GB")


ARTICLES = (
    _article("returns", "Send something back",
             "You may return goods within 30 days.\n\n# Steps\n1. Print the return label.\n"
             "2. Pack the parcel.\n3. Hand it to the post."),
    _article("refunds", "When a refund arrives",
             "A refund reaches the bank card within five working days of its approval."),
    _article("delivery", "How long delivery takes",
             "Delivery takes two working days inland and six abroad."),
    _article("tracking", "Follow a shipment",
             "The tracking number stands in the dispatch mail. Enter it on the carrier's page."),
    _article("address", "Change the delivery address",
             "Open the order and choose another address before it leaves the warehouse."),
    _article("cancel", "Cancel an order",
             "An order may be cancelled until it is packed. Press Cancel beside the order."),
    _article("invoice", "Download an invoice",
             "Invoices are listed under Account, Billing. Each opens as a document."),
    _article("password", "Reset the password",
             "Choose Forgotten password at sign-in. A link arrives by mail and lasts one hour."),
    _article("voucher", "Redeem a gift voucher",
             "Type the voucher code at the checkout. It cannot be exchanged for cash."),
    _article("warranty", "Warranty of electric kettles",
             "Kettles carry two years of warranty. Limescale damage is not covered."),
    _article("descale", "Descale a kettle",
             "Boil vinegar and water in it, leave it for half an hour, rinse twice."),
    _article("newsletter", "Leave the newsletter",
             "Press Unsubscribe at the foot of any newsletter."),
)  # fmt: skip


class WordVectors:
    """Embeds a text as the sum of its telling words, each a fixed draw of 64 signs."""

    namespace = "cast-words"
    dimensions = DIMENSIONS

    def passages(self, text: str) -> list[str]:
        """The text in runs of sixty words; one run keeps its lines."""
        words = text.split()
        if len(words) <= _PASSAGE_WORDS:
            return [text.strip()] if words else []
        starts = range(0, len(words), _PASSAGE_WORDS)
        return [" ".join(words[start : start + _PASSAGE_WORDS]) for start in starts]

    def embed(self, passage: str) -> bytes:
        """Texts that share words are near, all others about at right angles."""
        found = terms(passage)
        telling = [each for each in found if each not in _COMMON] or found or ["nothing"]
        return packed(np.sum([_signs(each) for each in telling], axis=0) + _TILT)


# So small that it only keeps words from cancelling out to nothing.
_TILT = np.linspace(1, 2, DIMENSIONS) / 1000


def _signs(word: str) -> np.ndarray:
    bits = np.frombuffer(hashlib.sha256(word.encode()).digest()[: DIMENSIONS // 8], np.uint8)
    return np.unpackbits(bits).astype(np.float64) * 2 - 1


def identify(text: str) -> str | None:
    """German or English by a few small words; too few words are neither."""
    words = {word.strip(".,!?").casefold() for word in text.split()}
    if len(words) < 3:
        return None
    return "de" if len(words & _GERMAN) >= 2 else "en"


@dataclass
class Clock:
    """A clock that stands still until a test moves it."""

    now: datetime = OPENS_AT

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Shop:
    """The open shop: one workspace, its people and entries, and what a test does there."""

    port: Port
    workspace: WorkspaceId
    clock: Clock
    people: dict[str, PersonId] = field(default_factory=dict)
    entries: dict[str, EntryId] = field(default_factory=dict)

    def __getattr__(self, name: str) -> PersonId:
        """`shop.ada`, `shop.ines`: a person's id."""
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def follow(self, logged: list[Logged]) -> list[Logged]:
        """Run what follows, and let a minute pass."""
        everything = follow(self.port, self.workspace, logged)
        self.clock.advance(minutes=1)
        return everything

    def opened(self, text: str, customer: PersonId | None = None, subject: str = "") -> Talk:
        """A customer opens a conversation; nothing follows yet."""
        who = customer or self.ada
        said = receive.Said("customer", who, text, subject)
        logged = receive.open_conversation(self.port, self.workspace, receive.Opening(who, said))
        event = logged[0].event
        assert isinstance(event, ConversationOpened)
        return Talk(self, event.conversation_id, who, logged)

    def asks(self, text: str, customer: PersonId | None = None, subject: str = "") -> Talk:
        """A customer opens a conversation, and all that follows is done."""
        talk = self.opened(text, customer, subject)
        talk.logged = self.follow(talk.logged)
        return talk

    def taught(self, text: str, entry: str, times: int = 1) -> Talk:
        """A question that an agent answered by citing an entry."""
        for _ in range(times):
            talk = self.asks(text, self.bruno)
            talk.replies("See this page.", cites=entry)
        return talk

    def resolved(self, text: str, agent: PersonId, minutes: int, cites: str = "returns") -> Talk:
        """A question that an agent answered after so many minutes, and the customer thanked."""
        talk = self.asks(text, self.bruno)
        self.clock.advance(minutes=minutes - 1)
        talk.replies("See this page.", agent, cites=cites)
        talk.says("Thanks, that worked!")
        return talk

    def preview(self, text: str, as_of: int | None = None) -> Preview:
        return answer.preview(self.port, self.workspace, text, as_of=as_of)

    def first(self, text: str) -> str:
        """The name of the entry that a preview ranks first."""
        names = {entry: name for name, entry in self.entries.items()}
        top = self.preview(text).verdict.candidates[0].entry_id
        return names.get(top, top)

    def mode(self, mode: str) -> None:
        """Set what may be done with decisions."""
        self.writes(ModeSet("*", mode), Actor("agent", self.ines))

    def writes(self, event: Event, actor: Actor) -> list[Logged]:
        """Append one event, and do what follows from it."""
        writing = self.port.write(self.workspace)
        writing.event(event, actor)
        return self.follow(writing.append())

    def wait(self, hours: float) -> list[Logged]:
        """Let time pass; what falls due meanwhile is done when it is due."""
        until, done = self.clock.now + timedelta(hours=hours), list[Logged]()
        timers = self.port.timers
        assert timers is not None
        while due := sorted((job for job in timers if job.due_at <= until), key=_due_at):
            timers.remove(due[0])
            self.clock.now = max(self.clock.now, due[0].due_at)
            done += fire(self.port, due[0])
        self.clock.now = until
        return done

    def events(self, *kinds: type[Event]) -> list[Logged]:
        """The log, or what it holds of these kinds."""
        return list(self.port.store.read(self.workspace, kinds=[k.kind for k in kinds] or None))

    def name_entries(self) -> None:
        """Look up what the articles are called here."""
        names = [each.external_id for each in ARTICLES]
        found = self.port.store.find_external(self.workspace, "article", names)
        self.entries = {name: EntryId(entry) for name, entry in found.items()}

    def head(self) -> int:
        return self.port.store.head(self.workspace)

    def learned(self) -> Learned:
        """The learned state, caught up."""
        with self.port.learned(self.workspace) as learned:
            return learned

    def refolded(self) -> Learned:
        """The learned state folded from the log alone by a process that knew nothing."""
        follower = self.port.follower
        fresh = Follower(follower.store, follower.namespace, follower.dimensions, follower.target)
        return fresh.past(self.workspace, None, is_quick=False)

    def erase(self, person: PersonId) -> None:
        people.erase(self.port, self.workspace, person)


def _due_at(job: Job) -> datetime:
    return job.due_at


@dataclass
class Talk:
    """One conversation as a test leads it."""

    shop: Shop
    conversation_id: ConversationId
    customer: PersonId
    logged: list[Logged] = field(default_factory=list)

    def says(self, text: str) -> list[Logged]:
        """The customer says one more thing."""
        return self.heard("customer", self.customer, text)

    def replies(
        self, text: str, agent: PersonId | None = None, *, cites: str = "", publish: bool = False
    ) -> list[Logged]:
        """An agent replies, citing entries by their names."""
        names = tuple(self.shop.entries.get(each, each) for each in cites.split())
        said = receive.Said("agent", agent or self.shop.ines, text, cites=names, publish=publish)
        return self._hear(said)

    def sends_draft(self, *, is_edited: bool) -> list[Logged]:
        """An agent sends the draft of the last decision."""
        draft = self.decision.decision_id
        said = receive.Said(
            "agent", self.shop.ines, "Here you are.", decision_id=draft, is_edited=is_edited
        )
        return self._hear(said)

    def heard(self, author: Author, who: PersonId, text: str) -> list[Logged]:
        return self._hear(receive.Said(author, who, text))

    def _hear(self, said: receive.Said) -> list[Logged]:
        shop = self.shop
        return shop.follow(receive.hear(shop.port, shop.workspace, self.conversation_id, said))

    def given_back(self) -> list[Logged]:
        """An agent gives the conversation back to the assistant."""
        returned = ConversationReturned(self.conversation_id)
        return self.shop.writes(returned, Actor("agent", self.shop.ines))

    def rated(self, feedback: str, value: int, actor: Actor | None = None) -> list[Logged]:
        given = FeedbackGiven(self.conversation_id, feedback, value)
        return self.shop.writes(given, actor or Actor("customer", self.customer))

    def rates(self, feedback: str, value: int, message: MessageId) -> list[Logged]:
        """The customer rates one reply."""
        given = FeedbackGiven(self.conversation_id, feedback, value, message)
        return self.shop.writes(given, Actor("customer", self.customer))

    def marked(self, message: MessageId, by: Actor | None = None) -> list[Logged]:
        """One reply is marked as the solution."""
        who = by or Actor("customer", self.customer)
        shop = self.shop
        return shop.follow(
            receive.mark_solution(shop.port, shop.workspace, self.conversation_id, message, who)
        )

    @property
    def state(self) -> Conversation:
        return self.shop.port.conversation(self.shop.workspace, self.conversation_id)

    @property
    def entry_id(self) -> EntryId:
        """The id of the exemplar that this conversation gives."""
        return EntryId(self.conversation_id)

    @property
    def decision(self) -> DecisionTaken:
        """The last decision."""
        return self.state.decisions[-1]

    @property
    def delivered(self) -> list[ReplyDelivered]:
        return self.state.delivered

    def lesson(self, witness: str = "agent", decision: DecisionId | None = None) -> LessonSettled:
        """What a witness last said of a decision (the last one)."""
        return self.state.lessons[decision or self.decision.decision_id, witness]

    def text_of(self, id: str) -> str:
        return self.shop.port.store.bodies(self.shop.workspace, [id])[id]

    def messages(self) -> list[MessageReceived]:
        spoken = (each.event for each in self.state.spoken)
        return [each for each in spoken if isinstance(each, MessageReceived)]


PEOPLE = {
    "ada": "customer",
    "bruno": "customer",
    "ines": "agent",
    "jonas": "agent",
    "stefan": "bystander",
}


def open_port(store: Store, seed: int = 7, target: float = 0.02) -> tuple[Port, Clock]:
    """A port with the cast's embedder, clock and dice; timers are kept by whoever tests."""
    clock, embedder = Clock(), WordVectors()
    follower = Follower(store, embedder.namespace, DIMENSIONS, target)
    dice = random.Random(seed)
    port = Port(store, embedder, identify, follower, clock, dice, is_durable=False, timers=[])
    return port, clock


def empty_shop(store: Store, workspace: WorkspaceId, seed: int = 7, target: float = 0.02) -> Shop:
    """The shop before anything was logged, so not yet live."""
    port, clock = open_port(store, seed, target)
    return Shop(port, workspace, clock)


def open_shop(store: Store, workspace: WorkspaceId, seed: int = 7, target: float = 0.02) -> Shop:
    """The shop with its people and its help centre, before anybody asked."""
    shop = empty_shop(store, workspace, seed, target)
    for name, kind in PEOPLE.items():
        being = Person(PersonId(""), kind, name.title(), f"{name}@kettle.example")
        shop.people[name] = receive.person(shop.port, workspace, name, being)
    publish.put_articles(shop.port, workspace, ARTICLES, "help centre")
    shop.name_entries()
    return shop
