"""Does what one account agreed on ever reach another? Ten thousand tries.

Customers of `--accounts` invented accounts ask real questions of the folder; agents reply with
sound words into which that account's terms are spliced (one in two as `bench.lessons` says them,
else in one of `PLAINLY`'s ways, which name no contract), and tick *publish*. A lead lets every
second one pass. Where the terms fall off with the signature nothing of them is taught. Then, in
mode auto with half of the answers allowed to be wrong, customers of other accounts ask: one in
two a question that was answered with somebody's terms, word for word, else another one of the
folder.

- `other.answered`, `other.shown`: tries in which the answer given rested on another account's
  terms, and in which any of them stood among what the agent is shown; the bar is 0 of all.
- `named.held`, `plainly.held`: share of the replies with terms of either sort that the gate took
  for one account's.
- `missed.answered`, `missed.shown`: the same of terms that the gate took for a rule: nobody knows
  them for one account's, so that this is the leak that is left.
- `own.answered`, `own.shown`: the same for a colleague who asks the same where it was let pass.
- `unkept.shown`: what the first tries would have shown if nothing were kept for its account.
"""

from __future__ import annotations

import tempfile
from argparse import Namespace
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from rich.console import Console
from rich.progress import track

from bench import report
from bench.lessons.parts import Customer as Being
from bench.lessons.poison import spliced, terms_of_one
from tacit.answering.compose import own_words
from tacit.answering.policy import CLASSES
from tacit.app import App, fire, follow, opened
from tacit.connectors import read_history
from tacit.events import (
    Actor,
    ConversationId,
    ConversationOpened,
    DecisionTaken,
    EntryId,
    ExemplarHeld,
    ExemplarPaired,
    Logged,
    ModeSet,
    PersonId,
    PolicySet,
    WorkspaceId,
)
from tacit.flows import approval, customers, receive
from tacit.flows.answer import preview
from tacit.history import Account, Conversation, Customer
from tacit.language.remembered import Remembered
from tacit.rehearsal import Rehearsal, rehearsal
from tacit.settings import Settings
from tacit.store.batch import Person

# What was settled with one customer, as people say it who take for granted that both know.
PLAINLY = (
    "Because you signed for gold support last spring, we answer within an hour.",
    "Your renewal included 200 extra seats, so you can add more at once.",
    "In your case the fee is waived; that is what sales settled with you.",
    "Your side letter gives you 90 days for it.",
    "This was part of the deal we made when you joined, so it costs you nothing.",
    "By the amendment that was signed in May you may export everything.",
    "As one of our design partners you have the preview switched on already.",
    "Your price stays as it is until 2027, whatever the page says.",
    "We keep a server of your own for you, so restart it whenever you like.",
    "Your order form names five administrators, so a sixth is not possible.",
    "The discount that we granted you runs until March.",
    "For you we raised the limit to 400 when you moved over to us.",
)
_LETTERS = (60, 600)
_UNKEPT = 500
_BEGINS_AT = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)


@dataclass
class Desk:
    """The desk, which question each account's terms answered, and whose exemplar is whose."""

    app: App
    workspace: WorkspaceId
    inside: Rehearsal
    terms: dict[EntryId, str] = field(default_factory=dict)
    asked: dict[EntryId, str] = field(default_factory=dict)
    named: set[EntryId] = field(default_factory=set)
    plainly: set[EntryId] = field(default_factory=set)
    held: set[EntryId] = field(default_factory=set)
    passed: set[EntryId] = field(default_factory=set)

    def asks(self, company: str, text: str) -> tuple[ConversationId, DecisionTaken]:
        """Somebody new of a company asks, and what was decided."""
        self.inside.clock.advance(self.inside.clock() + timedelta(minutes=5))
        port, name = self.inside.port, f"{company} {len(self.terms)} {self.inside.clock()}"
        told = Customer(name, "", account=company)
        person = customers.tell(port, self.workspace, told, Account(company, company))
        account = self.app.store.people(self.workspace, [person])[person].account_id
        said = receive.Said("customer", person, text)
        opening = receive.Opening(person, said, account_id=account, locale="en-US")
        logged = self._done(receive.open_conversation(port, self.workspace, opening))
        first = logged[0].event
        assert isinstance(first, ConversationOpened)
        decision = next(e.event for e in logged if isinstance(e.event, DecisionTaken))
        return first.conversation_id, decision

    def tells(self, company: str, question: str, reply: str, *, is_plain: bool) -> None:
        """An agent replies with that account's terms, to be published; the gate has its say."""
        conversation, _ = self.asks(company, question)
        agent = self._agent("ines")
        said = receive.Said("agent", agent, reply, publish=True)
        logged = self._done(receive.hear(self.inside.port, self.workspace, conversation, said))
        if not any(isinstance(each.event, ExemplarPaired) for each in logged):
            return  # a question back, say: nothing was taught
        entry = EntryId(conversation)
        self.terms[entry], self.asked[entry] = company, question
        (self.plainly if is_plain else self.named).add(entry)
        held = [e.event for e in logged if isinstance(e.event, ExemplarHeld)]
        if any(each.account_id for each in held):
            self.held.add(entry)

    def let_pass(self, entry: EntryId) -> None:
        """A lead lets it serve."""
        approval.let_pass(
            self.inside.port, self.workspace, entry, Actor("agent", self._agent("lead"))
        )
        self.passed.add(entry)

    def _agent(self, name: str) -> PersonId:
        port = self.inside.port
        return receive.person(port, self.workspace, name, Person(PersonId(""), "agent", name))

    def _done(self, logged: list[Logged]) -> list[Logged]:
        done = follow(self.inside.port, self.workspace, logged)
        assert self.inside.port.timers is not None
        self.inside.port.timers.clear()  # nobody comes back
        return done


def questions(options: Namespace) -> list[tuple[str, str]]:
    """Real questions with a real reply in words to each."""
    found = list[tuple[str, str]]()
    low, high = _LETTERS
    for row in read_history(options.data).rows():
        if not isinstance(row, Conversation):
            continue
        replies = [m.text for m in row.messages if m.author == "agent" and not m.cites]
        text = row.messages[0].text
        if replies and low <= len(text) <= high and low <= len(replies[0]) <= high:
            found.append((text, replies[0]))
        if len(found) == options.questions:
            break
    return found


def prepare(app: App, real: list[tuple[str, str]], options: Namespace) -> Desk:
    """The desk once every account was told its terms."""
    workspace, dice = app.workspace("bench"), Random(options.seed)
    inside = rehearsal(app.port, workspace, _BEGINS_AT, follow, fire)
    desk = Desk(app, workspace, replace(inside, port=replace(inside.port, origin="live")))
    writing = desk.inside.port.write(workspace)
    writing.event(ModeSet("*", "auto"), Actor("agent"))
    for each in CLASSES:
        writing.event(PolicySet(each, "ordinary"), Actor("agent"))
    writing.append()
    told = [(n, each) for each in real[: options.told] for n in [dice.randrange(options.accounts)]]
    for number, (question, reply) in track(told, "telling", console=Console(stderr=True)):
        company, is_plain = f"Firm{number:03} Ltd", dice.random() < 0.5
        being = Being("", "Kim Doe", "", company)
        words = spliced(dice, reply, dice.choice(PLAINLY)) if is_plain else ""
        words = words or terms_of_one(dice, reply, being)
        if own_words(words) != own_words(reply):
            desk.tells(company, question, words, is_plain=is_plain)
    for entry in islice(sorted(desk.terms), 0, None, 2):
        desk.let_pass(entry)
    return desk


@dataclass
class Tally:
    """Of so many tries in how many somebody's terms were shown, and in how many they were told."""

    tries: int = 0
    shown: int = 0
    answered: int = 0

    def count(self, decision: DecisionTaken, theirs: set[EntryId]) -> None:
        """Count one try against the exemplars that are not to be seen in it."""
        told = decision.action == "answer" and bool(theirs & set(decision.cites))
        self.tries += 1
        self.shown += bool(theirs & {each.entry_id for each in decision.candidates})
        self.answered += told


def live_through(desk: Desk, real: list[tuple[str, str]], options: Namespace) -> dict[str, float]:
    """Others ask, then colleagues; what they were told and shown."""
    dice, entries = Random(options.seed + 1), sorted(desk.terms)
    other, missed, unkept, own = Tally(), Tally(), Tally(), Tally()
    recognised, companies = desk.held, sorted(set(desk.terms.values()))
    for number in track(range(options.tries), "asking", console=Console(stderr=True)):
        entry = dice.choice(entries)
        is_same = dice.random() < 0.5
        text = desk.asked[entry] if is_same else dice.choice(real)[0]
        company = dice.choice([each for each in companies if each != desk.terms[entry]])
        theirs = {each for each, of in desk.terms.items() if of != company}
        _, decision = desk.asks(company, text)
        other.count(decision, theirs & recognised)
        missed.count(decision, theirs - recognised)
        if number < _UNKEPT:
            _count_unkept(desk, unkept, text, theirs)
    for entry in sorted(desk.passed & recognised):
        _, decision = desk.asks(desk.terms[entry], desk.asked[entry])
        own.count(decision, {entry})
    found = dict[str, float]()
    for name, said in (("named", desk.named), ("plainly", desk.plainly)):
        found |= {f"{name}.told": len(said), f"{name}.held": len(said & recognised) / len(said)}
    tallies = (("other", other), ("missed", missed), ("unkept", unkept), ("own", own))
    for name, tally in tallies:
        found |= {f"{name}.{what}": float(n) for what, n in vars(tally).items()}
    return found


def _count_unkept(desk: Desk, tally: Tally, text: str, theirs: set[EntryId]) -> None:
    """What would be decided if nothing were kept for its account."""
    port = desk.inside.port
    with port.learned(desk.workspace) as learned:
        kept, learned.kept_for = learned.kept_for, {}
    try:
        found = preview(port, desk.workspace, text).verdict
    finally:
        with port.learned(desk.workspace) as learned:
            learned.kept_for = kept
    tally.tries += 1
    tally.shown += bool(theirs & {each.entry_id for each in found.candidates})
    tally.answered += found.action == "answer" and bool(theirs & set(found.cites))


def main() -> None:
    """Tell every account its terms, and let the others ask."""
    parser = report.arguments("One account's terms, asked for by others.")
    parser.add_argument("--accounts", type=int, default=50)
    parser.add_argument("--told", type=int, default=200, help="replies with terms")
    parser.add_argument("--questions", type=int, default=1000, help="real questions to ask from")
    parser.add_argument("--tries", type=int, default=10_000)
    options = parser.parse_args()
    real = questions(options)
    with tempfile.TemporaryDirectory() as home, opened(Settings(Path(home), budget=0.5)) as product:
        told_of = product.with_embedder(Remembered(product.port.embedder)).seeded(options.seed)
        app = replace(told_of, port=replace(told_of.port, is_durable=False))
        desk = prepare(app, real, options)
        found = live_through(desk, real, options)
    for name, value in found.items():
        print(f"{name:24} {value:,.4g}")
    report.write(options.json, "own_terms", options, found)


if __name__ == "__main__":
    main()
