"""Does it learn wrong things? Two hundred bad lessons among eight hundred good ones.

`bench.lessons` makes the stream and says how each kind is made. The half year
before is imported as a new desk's history is; the release is published; from
then on every conversation goes through the product's own flows at its time: asked,
decided, replied to by an agent, paired, gated. Once a week somebody reads what
waits for a second person and is truly of a policy class, and settles it rightly;
what the gate took for a policy class wrongly goes on waiting and counts as not promoted.

*Promoted* is what serves in the end: a citation that votes, words that are published.

- `bad.promoted`, `good.promoted`: shares of the 200 and of the 800; `KIND.promoted` of each kind.
- `bad.policy_promoted`, `good.policy_promoted`: of those that are truly of a policy class.
- `bad.promoted_alone`, `good.promoted_alone`: before anybody approved anything.
- `approvals.asked`: lessons that waited for a second person; `approvals.needless` of them were
  of no policy class.
- `no_gate.KIND`, `two_agents.bad|good`: what would serve without a gate (whatever was cited or
  published, or said by two agents), and if only what two agents say alike served.
- `gate.ms_p50|p99|max`, `gate.n`: what a pairing's step took, embedding the replies included.
- `rollback.gross|subtle.mean|p50|p95|within`: judged decisions until a lesson is retired that goes
  wrong in 80% or 30% of its cases, and the share retired within 8 and 60; `turned_p50`, the same
  where it was sound for its first thousand; `rollback.false_10|false_05`: share of sound lessons,
  wrong in 10% or 5%, retired within 1,000; `rollback.best`: what no test can pass that retires one
  sound lesson in a hundred. All from `bench.retiring`, without dice.
"""

from __future__ import annotations

import tempfile
import time
from argparse import Namespace
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from rich.console import Console
from rich.progress import track

from bench import report, retiring
from bench.kept import Kept
from bench.lessons import BAD, KINDS, Step, Stream, Truth, stream
from tacit import app as wiring
from tacit.answering.learned import Learned
from tacit.app import App, fire, follow, opened
from tacit.events import (
    Actor,
    ConversationId,
    ConversationOpened,
    EntryId,
    ExemplarHeld,
    ExemplarPaired,
    ExemplarPassed,
    Logged,
    PersonId,
    WorkspaceId,
)
from tacit.flows import approval, customers, gate, publish, receive
from tacit.flows.importing import passages_of
from tacit.flows.port import Port
from tacit.history import Account, Customer
from tacit.language.pool import Pool
from tacit.language.remembered import Remembered
from tacit.rehearsal import Rehearsal, rehearsal
from tacit.settings import Settings
from tacit.store.batch import Person
from tacit.taking import take_in

_REPLIES_AFTER = timedelta(hours=1)
_APPROVES_EVERY = timedelta(days=7)


@dataclass
class Run:
    """One stream being lived through, and what became of its lessons.

    `entries` are the exemplars of each lesson by its number, `gated` the last word of the
    gate itself on each, `approved` those that waited for a second person.
    """

    app: App
    workspace: WorkspaceId
    inside: Rehearsal
    truths: dict[int, Truth] = field(default_factory=dict)
    entries: dict[int, list[EntryId]] = field(default_factory=lambda: defaultdict(list))
    gated: dict[EntryId, ExemplarHeld | ExemplarPassed] = field(default_factory=dict)
    asked: set[int] = field(default_factory=set)
    gate_ms: list[float] = field(default_factory=list)
    published: set[int] = field(default_factory=set)
    _of: dict[EntryId, int] = field(default_factory=dict)

    @property
    def port(self) -> Port:
        return self.inside.port

    def tell(self, step: Step) -> None:
        """One conversation: asked, answered an hour later, and all that follows."""
        self.inside.clock.advance(step.at)
        opened = self._asked(step)
        entry = EntryId(opened)
        if step.truth is not None:
            self.truths[step.truth.number] = step.truth
            self.entries[step.truth.number].append(entry)
            self._of[entry] = step.truth.number
            if step.reply.publish or step.reply.cites:
                self.published.add(step.truth.number)
        self.inside.clock.advance(step.at + _REPLIES_AFTER)
        agent = self._agent(step.reply.agent)
        reply = step.reply
        said = receive.Said("agent", agent, reply.text, cites=reply.cites, publish=reply.publish)
        self._done(receive.hear(self.port, self.workspace, opened, said))

    def _asked(self, step: Step) -> ConversationId:
        who = step.customer
        account = Account(who.company, who.company) if who.company else None
        told = Customer(who.external_id, who.name, who.email, account=who.company or None)
        person = customers.tell(self.port, self.workspace, told, account)
        held = self.app.store.people(self.workspace, [person])[person]
        said = receive.Said("customer", person, step.text, step.subject)
        opening = receive.Opening(person, said, account_id=held.account_id, locale="en-US")
        logged = receive.open_conversation(self.port, self.workspace, opening)
        self._done(logged)
        event = logged[0].event
        assert isinstance(event, ConversationOpened)
        return event.conversation_id

    def _agent(self, name: str) -> PersonId:
        wanted = Person(PersonId(""), "agent", name)
        return receive.person(self.port, self.workspace, name, wanted)

    def _done(self, logged: list[Logged]) -> None:
        for each in follow(self.port, self.workspace, logged):
            if isinstance(each.event, ExemplarHeld | ExemplarPassed):
                self.gated[each.event.entry_id] = each.event
        assert self.port.timers is not None
        self.port.timers.clear()  # in mode observe nothing was sent, so nothing waits

    def approve(self) -> None:
        """Somebody settles what waits for a second person, where it is truly a matter of policy."""
        lead = Actor("agent", self._agent("Lead"))
        for entry, said in list(self.gated.items()):
            if entry not in self._of or said.rule != "policy":
                continue
            truth = self.truths[self._of[entry]]
            if truth.number in self.asked:
                continue
            self.asked.add(truth.number)
            if truth.policy and truth.is_bad:
                publish.withdraw(self.port, self.workspace, entry, "wrong", lead)
            elif truth.policy:
                approval.let_pass(self.port, self.workspace, entry, lead)

    def serving(self) -> set[int]:
        """The lessons that serve now."""
        with self.port.learned(self.workspace) as learned:
            return {
                number
                for number, entries in self.entries.items()
                if any(_acts(learned, each) for each in entries)
            }


def _acts(learned: Learned, entry: EntryId) -> bool:
    held, ruling = learned.exemplars.by_id.get(entry), learned.rulings.get(entry)
    if held is None or ruling is None or ruling.kind != "passed":
        return False
    return held.serves and bool(held.cites or held.is_published)


def prepare(app: App, told: Stream, options: Namespace) -> Run:
    """Take in the half year before, and what the release changed."""
    workspace = app.workspace("bench")
    embedder = app.port.embedder
    assert isinstance(embedder, Remembered)
    with Pool() as pool:
        kept = Kept(pool, embedder.namespace)
        take_in(app, workspace, iter([*told.articles, *told.history]), kept, rehearse=0)
        inside = rehearsal(app.port, workspace, told.release_at, follow, fire)
        inside.clock.advance(told.release_at)
        pages = (text for each in told.release for text in publish.passages_of(app.port, each))
        asked = (text for each in told.steps for text in _questions(embedder, each))
        wanted = list(dict.fromkeys([*pages, *asked]))
        for passage, vector in zip(wanted, kept.embed_all(wanted), strict=True):
            embedder.tell(passage, vector)
        kept.save()
    publish.put_articles(inside.port, workspace, told.release, "release")
    live = replace(inside.port, origin="live")
    return Run(app, workspace, replace(inside, port=live))


def _questions(embedder: Remembered, step: Step) -> Iterable[str]:
    text = f"{step.subject}\n{step.text}" if step.subject else step.text
    return passages_of(embedder, (text, bool(step.subject)))


def live_through(run: Run, told: Stream, options: Namespace) -> None:
    """Every conversation in its turn; once a week what waits is read."""
    _time_the_gate(run)
    approves_at = told.release_at + _APPROVES_EVERY
    steps = told.steps[: options.steps or None]
    for step in track(steps, "teaching", console=Console(stderr=True)):
        while step.at >= approves_at:
            run.approve()
            approves_at += _APPROVES_EVERY
        run.tell(step)
    run.approve()


def _time_the_gate(run: Run) -> None:
    def timed(port: Port, workspace: WorkspaceId, logged: Logged) -> list[Logged]:
        began = time.perf_counter()
        done = gate.on_pairing(port, workspace, logged)
        if any(isinstance(each.event, ExemplarHeld | ExemplarPassed) for each in done):
            run.gate_ms.append((time.perf_counter() - began) * 1000)
        return done

    _, *others = wiring.FOLLOWS[ExemplarPaired]
    wiring.FOLLOWS[ExemplarPaired] = ((timed, (ExemplarHeld, ExemplarPassed)), *others)


def figures_of(run: Run) -> dict[str, float]:
    """What became of the lessons."""
    serving = run.serving()
    approved = {n for n in run.asked if run.truths[n].policy}
    found = dict[str, float]()
    groups = {"bad": _of(run, bad=True), "good": _of(run, bad=False)}
    for name, numbers in groups.items():
        policy = {n for n in numbers if run.truths[n].policy}
        found[f"{name}.n"] = len(numbers)
        found[f"{name}.promoted"] = _share(numbers, serving)
        found[f"{name}.promoted_alone"] = _share(numbers, serving - approved)
        found[f"{name}.policy_n"] = len(policy)
        found[f"{name}.policy_promoted"] = _share(policy, serving)
        agreed = {n for n in numbers if any(_agree(run, e) for e in run.entries[n])}
        found[f"two_agents.{name}"] = _share(numbers, agreed)
        said = {n for n in numbers if n in run.published or len(run.entries[n]) > 1}
        found[f"no_gate.{name}"] = _share(numbers, said)
    for kind in KINDS:
        numbers = {n for n, truth in run.truths.items() if truth.kind == kind}
        found[f"{kind}.promoted"] = _share(numbers, serving)
    found["approvals.asked"] = len(run.asked)
    found["approvals.needless"] = len(run.asked - approved)
    found["gate.n"] = len(run.gate_ms)
    found["gate.ms_max"] = max(run.gate_ms, default=0)
    for name, share in (("p50", 0.5), ("p99", 0.99)):
        found[f"gate.ms_{name}"] = report.percentile(run.gate_ms, share)
    return found


def _of(run: Run, *, bad: bool) -> set[int]:
    return {n for n, truth in run.truths.items() if truth.is_bad is bad}


def _share(numbers: set[int], among: set[int]) -> float:
    return len(numbers & among) / len(numbers) if numbers else float("nan")


def _agree(run: Run, entry: EntryId) -> bool:
    gated = run.gated.get(entry)
    return gated is not None and gated.agree > 0


def show(run: Run, found: dict[str, float]) -> None:
    """A table for people."""
    serving = run.serving()
    print(f"{'kind':16} {'n':>4} {'serve':>6}  held back by")
    for kind in KINDS:
        numbers = {n for n, truth in run.truths.items() if truth.kind == kind}
        rules = Counter(_rule(run, n) for n in numbers - serving)
        told = ", ".join(f"{rule} {count}" for rule, count in rules.most_common())
        print(f"{kind:16} {len(numbers):4} {len(numbers & serving):6}  {told}")
    for name in sorted(found):
        print(f"{name:32} {found[name]:.4g}")


def _rule(run: Run, number: int) -> str:
    said = [run.gated[e].rule for e in run.entries[number] if e in run.gated]
    return said[-1] if said else "not gated"


def main() -> None:
    """Live through the stream of a seed, and roll back what was forced."""
    parser = report.arguments("Bad lessons among good ones.")
    parser.add_argument("--year", type=int, default=2024, help="whose texts are told")
    parser.add_argument("--steps", type=int, default=0, help="stop after so many conversations")
    parser.add_argument("--rollback-only", action="store_true")
    options = parser.parse_args()
    if options.rollback_only:
        for name, value in retiring.figures().items():
            print(f"{name:32} {value:.4g}")
        return
    told = stream(options.data, options.seed, options.year)
    with tempfile.TemporaryDirectory() as home, opened(Settings(Path(home))) as product:
        told_of = product.with_embedder(Remembered(product.port.embedder)).seeded(options.seed)
        app = replace(told_of, port=replace(told_of.port, is_durable=False))
        run = prepare(app, told, options)
        live_through(run, told, options)
        found = figures_of(run) | retiring.figures()
        show(run, found)
        lost = [n for n in run.serving() if run.truths[n].kind in BAD]
        print("bad lessons that serve:", sorted((n, run.truths[n].kind) for n in lost))
    report.write(options.json, "bad_lessons", options, found)


if __name__ == "__main__":
    main()
