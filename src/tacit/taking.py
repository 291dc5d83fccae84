"""Takes a history into a workspace, end to end: read, spool, embed ahead, import, rehearse.

The terminal and benchmarks call `take_in`; it joins the reader, the pool of
embedding processes, the import and the rehearsal, and says how far it is.
"""

from __future__ import annotations

import gc
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from tacit.events import DecisionTaken, EntryRevised, LessonSettled, Logged, WorkspaceId
from tacit.flows import autonomy, intents, people, publish
from tacit.flows.importing import Happening, Import, Plan, Tally, passages_of, spool, spooled
from tacit.flows.port import Port
from tacit.history import Article, Row
from tacit.language.ahead import Embeds, ahead
from tacit.language.remembered import Remembered
from tacit.rehearsal import HistoryClock, Rehearsal, last_heard, rehearsal
from tacit.share import Share

if TYPE_CHECKING:
    from tacit.app import App


@dataclass
class Foretold:
    """What the rehearsal would have answered, judged by what agents then cited (F18).

    `right` counts the judged questions whose first candidate an agent cited;
    `answered` those it would have answered alone.
    """

    asked: int = 0
    judged: int = 0
    right: int = 0
    answered: int = 0
    answered_right: int = 0
    _answers: dict[str, bool] = field(default_factory=dict)

    def first(self) -> Share:
        """How often the entry that an agent then cited was put first."""
        return Share(self.right, self.judged)

    def alone(self) -> Share:
        """How many of what it would have answered alone agents answered so too."""
        return Share(self.answered_right, self.answered)

    def see(self, logged: Sequence[Logged]) -> None:
        """Count the decisions and the agents' words among these events."""
        for each in logged:
            match each.event:
                case DecisionTaken() as decision:
                    self.asked += 1
                    self._answers[decision.decision_id] = decision.action == "answer"
                case LessonSettled(witness="agent", n=1, reward=int(reward)) as lesson:
                    is_answer = self._answers.get(lesson.decision_id, False)
                    self.judged += 1
                    self.right += reward == 1000
                    self.answered += is_answer
                    self.answered_right += is_answer and reward == 1000


@dataclass(frozen=True)
class Reporting:
    """How far a history is taken in: `begin(what, total)` and `advance(by)`.

    `live`, where it is given, is called once the workspace is live, before the
    older conversations follow; else it goes live some time after the import.
    """

    begin: Callable[[str, int | None], None] = lambda what, total: None
    advance: Callable[[int], None] = lambda by: None
    live: Callable[[], None] | None = None


def take_in(
    app: App,
    workspace: WorkspaceId,
    rows: Iterator[Row],
    pool: Embeds,
    *,
    rehearse: int = 2000,
    reporting: Reporting | None = None,
) -> tuple[Tally, Foretold]:
    """Import a history; the last answered conversations are rehearsed unless it is live.

    They come last, in the order of time, and the workspace is not live yet. Where
    somebody waits for that (`reporting.live`) they come first, then the workspace
    goes live, and the others follow as facts, the newest first. What was taken in
    before, by external id, is passed over, so calling it again after a crash goes
    on where it was.
    """
    told = Remembered(app.port.embedder)
    is_live = app.store.is_live(workspace)
    inside = replace(app.port, embedder=told, origin="import", is_durable=is_live)
    taking = Taking(replace(app, port=inside), workspace, pool, told)
    taking.said = reporting or taking.said
    if taking.said.live is not None and not is_live:
        taking.live = replace(app.port, embedder=told)
    taking.said.begin("reading", None)
    last = 0 if is_live else rehearse
    with _collecting_rarely():
        counted = taking.counted(rows)
        plan = spool(
            inside, workspace, counted, taking.tally, last, newest_first=taking.live is not None
        )
        if not is_live:
            taking.begin_with_history()
        people.put(inside, workspace, plan.customers, plan.accounts, taking.tally.taken)
        taking.prepare_articles(plan)
        taking.conversations(plan)
        taking.publish_until(None)
        taking.sort_the_rest()
    app.store.empty_spool(workspace)
    return taking.tally, taking.foretold


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Look for rings of garbage every 100,000 objects, not every 700.

    An append under way is 50,000 objects, and none are in rings: looking through
    them again and again takes a fifth of an import's time.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


@dataclass
class Taking:
    """One history being taken in: through which app, and what came of it so far.

    `live` is set where the workspace goes live on the way: the port to go on with.
    """

    app: App
    workspace: WorkspaceId
    pool: Embeds
    told: Remembered
    said: Reporting = field(default_factory=Reporting)
    tally: Tally = field(default_factory=Tally)
    foretold: Foretold = field(default_factory=Foretold)
    live: Port | None = None
    _rehearsal: Rehearsal | None = None
    _clock: HistoryClock | None = None
    _later: deque[Article] = field(default_factory=deque)

    def counted(self, rows: Iterator[Row]) -> Iterator[Row]:
        """The rows, each told to whoever watches."""
        for row in rows:
            self.said.advance(1)
            yield row

    def begin_with_history(self) -> None:
        """Set the clock to the history's first moment: what it tells is recorded at its times.

        Where an earlier run broke off, that is where its clock stood: timers may
        fall due before the next message.
        """
        first = next(spooled(self.app.port, self.workspace), None)
        if first is not None:
            heard_at = last_heard(self.app.port, self.workspace) or first.at
            self._clock = HistoryClock(min(heard_at, first.at))
            port = replace(self.app.port, clock=self._clock)
            self.app = replace(self.app, port=port)

    def prepare_articles(self, plan: Plan) -> None:
        """Embed every article; publish those that were there when the history began."""
        self.said.begin("articles", len(plan.articles))
        self._later = deque(sorted(plan.articles, key=_day_of))
        texts = (t for each in self._later for t in publish.passages_of(self.app.port, each))
        for _ in ahead(texts, lambda text: [text], self.pool, self.told):
            pass
        self.said.advance(len(plan.articles))
        self.publish_until(self._clock.now if self._clock else None)

    def is_due(self, at: datetime) -> bool:
        """Whether an article was published by then and is not here yet."""
        return bool(self._later) and (self._later[0].at or at) <= at

    def publish_until(self, at: datetime | None) -> None:
        """Publish the articles of each day up to a moment (None: all) as one version."""
        while self._later and (at is None or self.is_due(at)):
            day = _day_of(self._later[0])
            together = [self._later.popleft()]
            while self._later and _day_of(self._later[0]) == day:
                together.append(self._later.popleft())
            if self._clock and together[-1].at:
                self._clock.advance(together[-1].at)
            self._publish(together, f"help centre {day}".strip())

    def _publish(self, articles: list[Article], reason: str) -> None:
        logged = publish.put_articles(self.app.port, self.workspace, articles, reason)
        changed = sum(isinstance(each.event, EntryRevised) for each in logged)
        self.tally.taken["article"] += changed
        self.tally.known["article"] += len(articles) - changed

    def conversations(self, plan: Plan) -> None:
        """Take in what was spooled, with every vector made a little ahead."""
        asked = {each.external_id: each.questions for each in plan.last}

        def wanted(happening: Happening) -> list[str]:
            """What to embed for one message; for a rehearsed conversation all at its opening."""
            questions = asked.pop(happening.told.external_id, None)
            if questions is None:
                questions = [happening.question] if happening.question else []
            return [text for each in questions for text in passages_of(self.told, each)]

        stream = ahead(spooled(self.app.port, self.workspace), wanted, self.pool, self.told)
        if self.live is not None:
            older = list[Happening]()
            self.said.begin("rehearsing", self._left(plan.rehearsed_messages))
            self._import(plan, _until_older(stream, plan.rehearsed(), older))
            self._go_live(self.live)
            stream = chain(older, stream)
        self.said.begin("conversations", self._left())
        self._import(plan, stream)

    def _left(self, at_most: int | None = None) -> int:
        """How many messages are yet to be taken in."""
        done, last = self.app.store.spool_progress(self.workspace)
        return last - done if at_most is None else max(min(last, at_most) - done, 0)

    def _import(self, plan: Plan, stream: Iterable[Happening]) -> None:
        Import(
            self.app.port,
            self.workspace,
            self._rehearse,
            plan.rehearsed(),
            self.tally,
            self.said.advance,
            self,
        ).run(stream)

    def _go_live(self, port: Port) -> None:
        """End the history's time: its articles are there, and what comes now is recorded now."""
        self.publish_until(None)
        self._clock = None
        autonomy.go_live(port, self.workspace)
        inside = replace(port, origin="import", is_durable=True)
        self.app = replace(self.app, port=inside)
        if self.said.live is not None:
            self.said.live()

    def sort_the_rest(self) -> None:
        """Sort the questions that came as facts behind whatever was rehearsed."""
        if self.live is not None or self._rehearsal is None:
            self.said.begin("sorting questions", None)
            intents.sort(self.app.port, self.workspace)

    def _rehearse(self, happening: Happening) -> list[Logged]:
        if self._rehearsal is None:
            if self._clock is not None:
                # Of a run that broke off timers may be due before the next message.
                heard_at = last_heard(self.app.port, self.workspace) or happening.at
                self._clock.advance(min(heard_at, happening.at))
            intents.sort(self.app.port, self.workspace)
            port, follow, fire = self.app.port, self.app.follow, self.app.fire
            self._rehearsal = rehearsal(port, self.workspace, happening.at, follow, fire)
            self._rehearsal.seen = self.foretold.see
        return self._rehearsal.step(happening.told, happening.message, happening.at)


def _until_older(
    stream: Iterable[Happening], rehearsed: set[str], older: list[Happening]
) -> Iterator[Happening]:
    """The messages of the rehearsed; the one behind them is left in `older`."""
    for happening in stream:
        if happening.told.external_id not in rehearsed:
            older.append(happening)
            return
        yield happening


def _day_of(article: Article) -> str:
    return article.at.date().isoformat() if article.at else ""
