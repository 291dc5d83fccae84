"""How soon is a correction known to another process?

In a workspace of the imported years: questions drawn by seed, each asked live
and answered by an agent, who cites the article that the desk's helpers cited
(evidence) or writes a reply without one (new words). A second process
previews the question's title until it ranks the cited entry first or lists
the reply as unapproved. The question comes without its title, unless
--with-subject asks for it as the desk has it. Timed from the reply's commit to that preview's end.

Figures: `evidence.ms_p50|p95|n|never`, `words.ms_p50|p95|n|never`,
`evidence.first_before` (share that ranked it first before the correction).
"""

from __future__ import annotations

import multiprocessing
import random
import time
from argparse import Namespace
from multiprocessing.connection import Connection

from rich.console import Console
from rich.progress import track

from bench import report
from bench.desk import imported, with_home
from tacit.app import App, follow, opened
from tacit.connectors import judged, read_history
from tacit.events import ConversationId, ConversationOpened, PersonId, WorkspaceId
from tacit.flows import answer, receive
from tacit.history import Conversation
from tacit.settings import Settings
from tacit.store.batch import Person

_PATIENCE_SECONDS = 1.5
_YEAR = 2024


def main() -> None:
    """Correct, and watch from another process when it is known."""
    parser = with_home(report.arguments("Correction to live."))
    parser.add_argument("--corrections", type=int, default=200)
    parser.add_argument("--with-subject", action="store_true", help="as the desk has it")
    options = parser.parse_args()
    with imported(options) as (app, workspace):
        drawn = draw(options)
        here, there = multiprocessing.Pipe()
        context = multiprocessing.get_context("spawn")
        watcher = context.Process(target=watch, args=(there, options.home, workspace), daemon=True)
        watcher.start()
        here.recv()
        figures = correct_all(app, workspace, drawn, here, with_subject=options.with_subject)
        here.send(None)
        watcher.join()
    for kind in ("evidence", "words"):
        print(
            f"{kind}: p50 {figures[f'{kind}.ms_p50']:.0f} ms, "
            f"p95 {figures[f'{kind}.ms_p95']:.0f} ms "
            f"of {figures[f'{kind}.n']:.0f}, never known: {figures[f'{kind}.never']:.0f}"
        )
    print(f"ranked first before the correction: {figures['evidence.first_before']:.0%}")
    report.write(options.json, "corrections", options, figures)


def draw(options: Namespace) -> list[tuple[Conversation, str]]:
    """Questions of the last year, each with the article to cite ('' for new words).

    The article is the one that the desk's own agent cited in the end.
    """
    truth = judged(options.data)
    rows = [
        row
        for row in read_history(options.data).rows()
        if isinstance(row, Conversation) and row.messages[0].at.year == _YEAR and row.subject
    ]
    dice = random.Random(options.seed)
    cited = [(row, slug) for row in rows if (slug := last_cited(row)) and row.external_id in truth]
    evidence = dice.sample(cited, min(options.corrections, len(cited)))
    english = [r for r in rows if r.language == "en" and r.external_id not in truth]
    telling = dice.sample(english, options.corrections)
    return evidence + [(row, "") for row in telling]


def last_cited(row: Conversation) -> str:
    """What the last agent's reply that cites anything cites first; '' where none does."""
    citing = [m.cites[0] for m in row.messages if m.author == "agent" and m.cites]
    return citing[-1] if citing else ""


def correct_all(
    app: App,
    workspace: WorkspaceId,
    drawn: list[tuple[Conversation, str]],
    watcher: Connection,
    *,
    with_subject: bool,
) -> dict[str, float]:
    """Correct each question in turn and gather how long it took to be known."""
    times: dict[str, list[float]] = {"evidence": [], "words": []}
    before, never = 0, {"evidence": 0, "words": 0}
    for row, slug in track(drawn, "correcting", console=Console(stderr=True)):
        kind = "evidence" if slug else "words"
        watcher.send(("before", row.subject, slug, ""))
        before += bool(slug) and watcher.recv() >= 0 if slug else _drain(watcher)
        committed, conversation = correct(app, workspace, row, slug, with_subject=with_subject)
        watcher.send(("after", row.subject, slug, conversation))
        known = watcher.recv()
        if known < 0:
            never[kind] += 1
            known = committed + _PATIENCE_SECONDS
        times[kind].append((known - committed) * 1000)
    found = {"evidence.first_before": before / max(len(times["evidence"]), 1)}
    for kind, values in times.items():
        found |= {
            f"{kind}.ms_p50": report.percentile(values, 0.5),
            f"{kind}.ms_p95": report.percentile(values, 0.95),
            f"{kind}.n": len(values),
            f"{kind}.never": never[kind],
        }
    return found


def _drain(watcher: Connection) -> int:
    watcher.recv()
    return 0


def correct(
    app: App, workspace: WorkspaceId, row: Conversation, slug: str, *, with_subject: bool
) -> tuple[float, ConversationId]:
    """Ask the question live and reply as an agent; returns when the reply was committed."""
    port = app.port
    customer = receive.person(port, workspace, "bench-customer")
    agent = receive.person(port, workspace, "bench-agent", Person(PersonId(""), "agent"))
    text = row.messages[0].text or row.subject
    subject = row.subject if with_subject else ""
    opening = receive.Opening(customer, receive.Said("customer", customer, text, subject))
    logged = receive.open_conversation(port, workspace, opening)
    follow(port, workspace, logged)
    event = logged[0].event
    assert isinstance(event, ConversationOpened)
    words = f"See the article {slug}." if slug else f"Please try this, step {row.external_id}."
    said = receive.Said("agent", agent, words, cites=(slug,) if slug else ())
    heard = receive.hear(port, workspace, event.conversation_id, said)
    committed = time.time()
    follow(port, workspace, heard)
    return committed, event.conversation_id


def watch(pipe: Connection, home: object, workspace: WorkspaceId) -> None:
    """The other process: preview a title until it shows what was taught."""
    with opened(Settings(home)) as app:  # type: ignore[arg-type]
        answer.preview(app.port, workspace, "warm up")
        pipe.send("ready")
        while (asked := pipe.recv()) is not None:
            when, title, slug, conversation = asked
            names = app.store.find_external(workspace, "article", [slug] if slug else [])
            wanted = names.get(slug, conversation)
            patience = _PATIENCE_SECONDS if when == "after" else 0.0
            pipe.send(first_known(app, workspace, title, wanted, patience))


def first_known(
    app: App, workspace: WorkspaceId, title: str, wanted: str, patience: float
) -> float:
    """When a preview first ranked the entry first or listed the reply; -1 if none did."""
    until = time.time() + patience
    while True:
        listed = answer.preview(app.port, workspace, title).verdict.candidates
        unapproved = [c.entry_id for c in listed if not c.is_approved]
        if (listed and listed[0].entry_id == wanted) or wanted in unapproved:
            return time.time()
        if time.time() >= until:
            return -1.0


if __name__ == "__main__":
    main()
