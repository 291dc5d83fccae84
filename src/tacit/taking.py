"""Takes a history into a workspace, end to end: read, spool, embed ahead, import, rehearse.

The terminal and benchmarks call `take_in`; it joins the reader, the pool of
embedding processes, the import and the rehearsal, and says how far it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from tacit.app import App, fire, follow
from tacit.events import DecisionTaken, EntryRevised, LessonSettled, Logged, WorkspaceId
from tacit.flows import people, publish
from tacit.flows.importing import Happening, Import, Plan, Tally, passages_of, spool, spooled
from tacit.flows.port import Port
from tacit.flows.rehearse import Rehearsal, rehearsal
from tacit.history import Article, Row
from tacit.language.ahead import Embeds, ahead
from tacit.language.remembered import Remembered


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
    """How far a history is taken in: `begin(what, total)` and `advance(by)`."""

    begin: Callable[[str, int | None], None] = lambda what, total: None
    advance: Callable[[int], None] = lambda by: None


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

    What was taken in before, by external id, is passed over, so calling it
    again after a crash goes on where it was.
    """
    told = Remembered(app.port.embedder)
    is_live = app.store.is_live(workspace)
    inside = replace(app.port, embedder=told, origin="import", is_durable=is_live)
    said = reporting or Reporting()
    tally, foretold = Tally(), Foretold()
    said.begin("reading", None)
    plan = spool(inside, workspace, _counted(rows, said), tally, 0 if is_live else rehearse)
    _articles(inside, workspace, plan, pool, told, tally, said)
    people.put(inside, workspace, plan.customers, plan.accounts, tally.taken)
    within = App(app.settings, app.store, inside)
    _conversations(within, workspace, plan, pool, said, tally, foretold)
    app.store.empty_spool(workspace)
    return tally, foretold


def _counted(rows: Iterator[Row], said: Reporting) -> Iterator[Row]:
    for row in rows:
        said.advance(1)
        yield row


def _articles(
    port: Port,
    workspace: WorkspaceId,
    plan: Plan,
    pool: Embeds,
    told: Remembered,
    tally: Tally,
    said: Reporting,
) -> None:
    """Publish the help centre as it stood first, then each later day's changes as one version."""
    days = groupby(sorted(plan.articles, key=_day_of), key=_day_of)
    said.begin("articles", len(plan.articles))
    for day, together in days:
        articles = list(together)
        texts = (text for each in articles for text in publish.passages_of(port, each))
        for _ in ahead(texts, lambda text: [text], pool, told):
            pass
        logged = publish.put_articles(port, workspace, articles, f"help centre {day}".strip())
        changed = sum(isinstance(each.event, EntryRevised) for each in logged)
        tally.taken["article"] += changed
        tally.known["article"] += len(articles) - changed
        said.advance(len(articles))


def _day_of(article: Article) -> str:
    return article.at.date().isoformat() if article.at else ""


def _conversations(
    app: App,
    workspace: WorkspaceId,
    plan: Plan,
    pool: Embeds,
    said: Reporting,
    tally: Tally,
    foretold: Foretold,
) -> None:
    done, last = app.store.spool_progress(workspace)
    said.begin("conversations", last - done)
    told = app.port.embedder
    assert isinstance(told, Remembered)
    asked = {external_id: questions for _, external_id, questions in plan.last}

    def wanted(happening: Happening) -> list[str]:
        """The passages to embed for one message; a rehearsed conversation's all at its opening."""
        ahead_of = asked.pop(happening.told.external_id, None)
        if ahead_of is not None:
            return [text for each in ahead_of for text in passages_of(told, each)]
        return passages_of(told, happening.question) if happening.question else []

    run: Rehearsal | None = None

    def rehearse(happening: Happening) -> list[Logged]:
        nonlocal run
        if run is None:
            run = rehearsal(app.port, workspace, happening.at, follow, fire)
            run.seen = foretold.see
        return run.step(happening.told, happening.message, happening.at)

    stream = ahead(spooled(app.port, workspace), wanted, pool, told)
    Import(app.port, workspace, rehearse, plan.rehearsed(), tally, said.advance).run(stream)
